"""A small tree with members, for the tests of this room: 示例市 with two counties and their branches."""

from datetime import date

from records import members, organisation

DAY = date(2026, 3, 2)
BEGAN = date(2020, 1, 1)


def tree(connection):
    """Return the nodes by a short name."""
    add = organisation.add
    city = add(connection, "C", "示例市委", "党委", "市", None, BEGAN)
    east = add(connection, "E", "东县县委", "党委", "县", city, BEGAN)
    west = add(connection, "W", "西县县委", "党委", "县", city, BEGAN)
    return {
        "city": city,
        "east": east,
        "west": west,
        "first": add(connection, "E1", "东县第一党支部", "党支部", "单位", east, BEGAN),
        "second": add(connection, "E2", "东县第二党支部", "党支部", "单位", east, BEGAN),
        "third": add(connection, "W1", "西县第一党支部", "党支部", "单位", west, BEGAN),
    }


def person(connection, now, branch, code="0101", name="张三", **facts):
    """Put somebody on the roster; return them."""
    number = members.add(connection, code, name, branch, "正式党员", now, **facts)
    return members.member(connection, number)


def secretary(connection, now, branch, code="0900", role="书记"):
    """Put somebody on the roster who holds a role in a node."""
    whom = person(connection, now, branch, code, "李书记")
    members.give_role(connection, whom.id, role, branch, BEGAN)
    return whom
