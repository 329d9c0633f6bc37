from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from people import BEGAN, DAY, person, tree

from faults import Fault
from records import members, organisation
from records.organisation import placements


@pytest.fixture
def nodes(records):
    return records.write(tree)


def names(found):
    return [node.name for node in found]


def read(records, ask):
    with records.read() as reader:
        return ask(reader)


def fault(records, job):
    with pytest.raises(Fault) as caught:
        records.write(job)
    return caught.value.code


def test_a_node_sees_itself_and_what_hangs_below_it(records, nodes):
    assert read(records, organisation.root) == nodes["city"]
    assert names(read(records, lambda c: organisation.below(c, nodes["east"]))) == [
        "东县县委", "东县第一党支部", "东县第二党支部",
    ]  # fmt: skip
    assert names(read(records, lambda c: organisation.children(c, nodes["city"]))) == ["东县县委", "西县县委"]


def test_ids_that_begin_alike_are_not_below_one_another(records, nodes):
    # /1/2/ and /1/20/…: the paths of the second node and of a much later one.
    for number in range(30):
        records.write(
            lambda c, n=number: organisation.add(c, f"X{n}", f"支部{n}", "党支部", "单位", nodes["west"], BEGAN)
        )
    assert names(read(records, lambda c: organisation.below(c, nodes["first"]))) == ["东县第一党支部"]


def test_found_by_code_or_by_a_name_that_only_one_has(records, nodes):
    records.write(lambda c: organisation.add(c, "W9", "东县第一党支部", "党支部", "单位", nodes["west"], BEGAN))
    assert read(records, lambda c: organisation.find(c, "W1")).name == "西县第一党支部"
    assert read(records, lambda c: organisation.find(c, "西县县委")) == nodes["west"]
    assert read(records, lambda c: organisation.find(c, "无此支部")) is None
    with pytest.raises(Fault) as caught:
        read(records, lambda c: organisation.find(c, "东县第一党支部"))
    assert caught.value.fields["codes"] in ("E1、W9", "W9、E1")


@pytest.mark.parametrize(
    ("code", "kind", "level", "upper", "expected"),
    [
        ("C", "党委", "市", "city", "node_exists"),
        ("N", "党组", "市", None, None),
        ("N", "党委", "市", None, "node_second_root"),
        ("N", "公司", "市", "city", "node_kind_unknown"),
        ("N", "党委", "洲", "city", "node_level_unknown"),
    ],
)
def test_what_may_hang_where(records, nodes, code, kind, level, upper, expected):
    above = nodes[upper] if upper else None

    def job(connection):
        organisation.add(connection, code, "新", kind, level, above, BEGAN)

    if expected is None:
        records.write(job)
    else:
        assert fault(records, job) == expected


def test_nothing_hangs_below_a_leading_group_it_only_guides(records, nodes):
    group = records.write(lambda c: organisation.add(c, "Z", "示例市局党组", "党组", "市", None, BEGAN))
    add = organisation.add
    assert fault(records, lambda c: add(c, "N", "机关党委", "机关党委", "市", group, BEGAN)) == "node_below_guiding"
    assert fault(records, lambda c: organisation.move(c, nodes["east"], group, DAY)) == "node_below_guiding"
    assert (
        fault(records, lambda c: organisation.describe(c, nodes["east"], "东县", "党组", "县")) == "node_below_guiding"
    )
    records.write(lambda c: organisation.guide(c, group, nodes["east"], "领导", BEGAN))
    records.write(lambda c: organisation.guide(c, group, nodes["east"], "领导", BEGAN, DAY))
    assert read(records, organisation.guided) == ((group.id, nodes["east"].id, "领导", BEGAN, DAY),)
    assert fault(records, lambda c: organisation.guide(c, group, nodes["east"], "管理", BEGAN)) == "guidance_unknown"
    assert read(records, organisation.root) == nodes["city"]


def on(records, node, upper, day):
    """Tell whether a branch hung below a node on a day, as a figure of that day is asked for."""
    condition = organisation.held_below(upper, sa.literal(node.id), sa.literal(day, sa.Date))
    return read(records, lambda c: c.execute(sa.select(condition)).scalar())


def test_a_node_that_moves_leaves_its_past_where_it_was(records, nodes):
    first, east, west = nodes["first"], nodes["east"], nodes["west"]
    records.write(lambda c: organisation.move(c, first, west, DAY))
    before = DAY - timedelta(days=1)
    assert [on(records, first, east, before), on(records, first, east, DAY)] == [True, False]
    assert [on(records, first, west, before), on(records, first, west, DAY)] == [False, True]
    assert on(records, first, nodes["city"], before)
    assert "东县第一党支部" in names(read(records, lambda c: organisation.below(c, west)))


def test_all_below_move_along_and_a_second_move_on_the_day_replaces_the_first(records, nodes):
    first, second, east, west = nodes["first"], nodes["second"], nodes["east"], nodes["west"]
    records.write(lambda c: organisation.move(c, east, west, DAY))
    assert on(records, second, west, DAY)
    moved = read(records, lambda c: organisation.node(c, east.id))
    records.write(lambda c: organisation.move(c, moved, nodes["city"], DAY))
    assert not on(records, first, west, DAY)
    rows = read(records, lambda c: c.execute(sa.select(placements).where(placements.c.node == first.id)).all())
    assert sorted((row.starts, row.ends) for row in rows) == [(BEGAN, DAY - timedelta(days=1)), (DAY, None)]


def test_nothing_hangs_below_itself(records, nodes):
    assert fault(records, lambda c: organisation.move(c, nodes["east"], nodes["first"], DAY)) == "node_circular"
    assert fault(records, lambda c: organisation.move(c, nodes["east"], nodes["east"], DAY)) == "node_circular"


def test_a_node_ends_when_nobody_is_left_in_it(records, nodes, now, later):
    first, east = nodes["first"], nodes["east"]
    whom = records.write(lambda c: person(c, now, first))
    assert fault(records, lambda c: organisation.end(c, first, DAY)) == "node_in_use"
    assert fault(records, lambda c: organisation.end(c, east, DAY)) == "node_in_use"
    records.write(lambda c: members.leave(c, whom.id, DAY, later))
    records.write(lambda c: organisation.end(c, first, DAY))
    assert "东县第一党支部" not in names(read(records, lambda c: organisation.below(c, east)))
    assert [on(records, first, east, DAY), on(records, first, east, DAY + timedelta(days=1))] == [True, False]
    ended = read(records, lambda c: organisation.node(c, first.id))
    assert ended.ends == DAY
    assert fault(records, lambda c: organisation.add(c, "N", "新", "党小组", "单位", ended, BEGAN)) == "node_ended"


def test_a_group_belongs_to_one_node(records, nodes, now, later):
    address = "web:group:g"
    records.write(lambda c: organisation.bind_group(c, address, nodes["first"], "member:1", now))
    records.write(lambda c: organisation.bind_group(c, address, nodes["second"], "member:1", later))
    assert read(records, lambda c: organisation.group_node(c, address)) == nodes["second"]
    assert read(records, organisation.groups_of) == ((address, nodes["second"]),)
    assert read(records, lambda c: organisation.group_node(c, "web:group:other")) is None


def test_days_are_kept_as_days(records, nodes):
    assert read(records, lambda c: organisation.node(c, nodes["east"].id)).starts == date(2020, 1, 1)


def test_a_branch_says_what_names_are_seen_for_and_takes_it_back(records, nodes):
    records.write(lambda c: organisation.set_purpose(c, nodes["first"], "结对辅导"))
    assert read(records, lambda c: organisation.purpose(c, nodes["first"])) == "结对辅导"
    assert read(records, lambda c: organisation.purpose(c, nodes["second"])) == ""
    assert fault(records, lambda c: organisation.set_purpose(c, nodes["first"], "辅" * 101)) == "purpose_long"
    records.write(lambda c: organisation.set_purpose(c, nodes["first"], ""))
    assert read(records, lambda c: organisation.purpose(c, nodes["first"])) == ""


def test_a_branch_chooses_its_warm_up_question(records, nodes):
    assert not read(records, lambda c: organisation.warms_up(c, nodes["first"]))
    records.write(lambda c: organisation.set_warm_up(c, nodes["first"], on=True))
    assert read(records, lambda c: organisation.warms_up(c, nodes["first"]))
    assert not read(records, lambda c: organisation.warms_up(c, nodes["second"]))
    records.write(lambda c: organisation.set_warm_up(c, nodes["first"], on=False))
    assert not read(records, lambda c: organisation.warms_up(c, nodes["first"]))
