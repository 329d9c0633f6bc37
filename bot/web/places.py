"""A node of the tree on a member's page: found by its number, shown to whom it may be shown."""

from typing import Any

from fastapi import HTTPException

from bot.clock import day_of
from bot.web.site import Site
from records import organisation, permissions
from records.members import Member
from records.organisation import Node
from records.permissions import Act

Connection = Any  # of the records, which alone know its type


def permitted(reader: Connection, site: Site, member: Member, number: int, act: Act) -> Node:
    """Return a node for an act; raises 404 for none, and the fault not_permitted, which is audited at the edge."""
    found = organisation.node(reader, number)
    if found is None:
        raise HTTPException(404)
    permissions.demand(reader, member, act, found, day_of(site.clock()))
    return found
