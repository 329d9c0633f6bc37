"""登录: a one-time link by which a member signs in to the pages with a browser of theirs."""

import re

from bot.channels import web
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import panels, people
from records import audit, codes
from records.permissions import name_of

WORDS = re.compile(rf"^(?:登录|登陆)(?:网页|页面)?{END}")


def handle(_intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Give the link in private; whoever opens it is this member in that browser."""
    whom, now = world.member, world.now
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if whom is None:
        return said(people.BIND_FIRST)
    if inbound.sender.channel == web.NAME:
        return said(panels.SIGN_IN_HERE)
    if not world.service.address:
        return said(panels.SIGN_IN_NO_ADDRESS)
    code, actor = codes.draw(world.token), name_of(whom)
    return said(
        panels.SIGN_IN.format(link=people.link(world.service.address, code)),
        lambda c: codes.issue(c, whom.id, code, actor, now, codes.SIGN_IN),
        lambda c: audit.add(c, actor, "sign_in_link", {}, now),
    )
