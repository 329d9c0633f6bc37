"""Whom a reminder of the day's round would go to: counted by nobody, shown to nobody."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from records.answers import answers
from records.counting import QUIZ
from records.members import members
from records.organisation import Node, nodes


def silent(node: Node, day: date) -> "sa.Select[Any]":
    """Return the query of the members at and below a node who gave no answer to the round of a Beijing day.

    Those of whom nothing is expected are left out; whether somebody may be written to is asked of `members.addresses`.
    """
    # Not correlated: of a hundred thousand members the answers of one day are looked up once.
    answered = sa.select(answers.c.member).where(answers.c.day == day, answers.c.purpose.in_(QUIZ))
    joined = members.join(nodes, nodes.c.id == members.c.branch)
    under = nodes.c.path.startswith(node.path, autoescape=True)
    silent = under & ~members.c.exempt & members.c.id.not_in(answered)
    return sa.select(members.c.id).select_from(joined).where(silent)
