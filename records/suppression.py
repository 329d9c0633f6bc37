"""Which results may be shown, so that no subtraction gives those of fewer than five people.

How many take part is counted openly; how right they were is shown only of groups. The rule, day by day:

1. The root is open on a day when at least `LEAST` of its members answered that day.
2. Of the children of an open node those with fewer are closed. What the children closed and the node's own members
   have together could be had by subtraction: while it is fewer than `LEAST` people, the smallest open child is closed
   too.
3. Below a closed node everything is closed.
4. A figure of several days adds up those days on which the node is open, and says how many it left out.

Hence every figure is a sum of groups of at least `LEAST` people that have nobody in common (what an open node has
beyond its open children, on one day), and so is every sum and difference of figures, whatever nodes and days are
asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Family:
    """One day of a node that has others below it: how many answered, of its children by id and of its own members."""

    own: int
    children: Mapping[int, int]

    @property
    def total(self) -> int:
        """All who answered, at the node and below."""
        return self.own + sum(self.children.values())


def closed(family: Family) -> frozenset[int]:
    """Return the children of an open node that are closed."""
    answered = {child: people for child, people in family.children.items() if people}
    out = {child for child, people in answered.items() if people < LEAST}
    rest = family.own + sum(answered[child] for child in out)
    for child in sorted(answered.keys() - out, key=lambda child: (answered[child], child)):
        if rest == 0 or rest >= LEAST:
            break
        out.add(child)
        rest += answered[child]
    return frozenset(out)


def all_open(own: Mapping[tuple[int, ...], int]) -> frozenset[int]:
    """Return the ids of all nodes that are open on a day.

    `own` gives each node's own members who answered, by its line: the ids from the root to it.
    """
    people, families = dict[int, int](), dict[int, dict[int, int]]()
    for line, count in own.items():
        for number in line:
            people[number] = people.get(number, 0) + count
    for line in own:
        families.setdefault(line[-1], {})
        if len(line) > 1:
            families.setdefault(line[-2], {})[line[-1]] = people[line[-1]]
    found: set[int] = set()
    for line in sorted(own, key=len):
        node, beneath = line[-1], families[line[-1]]
        if len(line) == 1 and (people[node] == 0 or people[node] >= LEAST):
            found.add(node)
        if node in found:
            found |= beneath.keys() - closed(Family(people[node] - sum(beneath.values()), beneath))
    return frozenset(found)
