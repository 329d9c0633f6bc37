"""Every page before axe, the checker of the accessibility rules (WCAG), which npm brings for the test."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest
from bot_serving import running
from shelves import new_shelf

from bot import daily, demo, filing, report
from bot.clock import BEIJING
from bot.config import Config, Knowledge, Web
from bot.hours import hours
from bot.web.shield import GUEST_COOKIE
from records import accounts, members, organisation, sessions
from records.engine import open_records

PASSWORD = "a long enough word"
AXE = "axe-core@4.10.3"
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=BEIJING)
PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
# Who opens which page; {leaf} is the branch that the secretary leads, {root} the whole organisation, {version} one
# version of a document. Pages that are new belong here.
PAGES = [
    ("nobody", "/"), ("nobody", "/me"), ("nobody", "/sign-in"), ("nobody", "/admin/sign-in"),
    ("secretary", "/me"), ("secretary", "/me/access"), ("secretary", "/branch/{root}"), ("secretary", "/branch/{leaf}?by=day"),
    ("secretary", "/reports/{root}"), ("secretary", "/reports/{leaf}/2026Q1"), ("secretary", "/reports/{leaf}/month"),
    ("secretary", "/branch/{leaf}/named"), ("secretary", "/article/{source}"), ("secretary", "/branch/9999"),
    ("admin", "/admin/documents"), ("admin", "/admin/snapshots"), ("admin", "/admin/gaps"), ("admin", "/admin/tickets"),
    ("admin", "/admin/review"), ("admin", "/admin/people"), ("admin", "/admin/people/{leaf}"),
    ("admin", "/admin/versions/{version}"), ("admin", "/admin/health"), ("admin", "/admin/accounts"),
    ("admin", "/admin/password"), ("admin", "/admin/offices"), ("admin", "/admin/deliveries"), ("admin", "/admin/audit"),
    ("admin", "/admin/changes"),
]  # fmt: skip
RUN = """async (rules) => {
  const options = rules ? { runOnly: rules } : {};
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
}"""


@dataclass(frozen=True)
class House:
    """A served sample organisation: its address, what stands for the words in braces, a cookie of its secretary."""

    address: str
    places: dict[str, object]
    cookie: str


@pytest.fixture(scope="module")
def axe(npm):
    return (npm(AXE) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The sample organisation on a Wednesday morning, served once for all pages."""
    folder = tmp_path_factory.mktemp("house")
    config = Config(workspace=folder, knowledge=Knowledge(second_approver=False), web=Web(member_passwords=True))
    shelf, book, numbers = new_shelf(folder / "knowledge"), open_records(config.records_url), count()
    demo.documents(shelf, NOW)
    snapshot, times = shelf.current(), hours(config)
    *_, upper = demo.people(book, snapshot, times, NOW, lambda: f"{next(numbers):024x}")
    daily.open_day(book, snapshot, times, NOW, lambda: 5)
    book.write(lambda c: accounts.add(c, "anna", PASSWORD, NOW))
    cookie, places = book.write(partial(_settle, name=upper.name))
    with book.read() as reader:
        leaf = organisation.node(reader, places["leaf"])
        (keeper,) = (one for one in members.of_branch(reader, leaf.id) if one.name == upper.name)
    filing.draft(book, keeper, leaf, report.period("2026Q1", NOW.date()), "每周三集中学习。", NOW)
    source = next(row.source for row in snapshot.catalog.articles(next(iter(snapshot.catalog.versions))))
    places |= {"version": source.partition("#")[0], "source": source.replace("#", "/")}
    book.close()
    with running(config, lambda: NOW) as served:
        yield House(served.address, places, cookie)


def _settle(connection, name):
    """Bind a browser to the secretary of this name; return its cookie and the nodes that the pages are about."""
    given = sessions.begin(connection, NOW - timedelta(minutes=1))
    sender = f"web:{sessions.find(connection, given, NOW).person}"
    root = organisation.root(connection)
    whom = next(one for one in members.below(connection, root) if one.name == name)
    members.bind(connection, whom.id, sender, sender.replace(":", ":private:"), NOW)
    leaf = organisation.node(connection, whom.branch)
    organisation.set_purpose(connection, leaf, "结对辅导")
    return given, {"root": root.id, "leaf": leaf.id}


@pytest.fixture(scope="module")
def visitors(browser, house):
    """One page each for nobody, the secretary and the administrator."""
    opened = {who: browser.new_context(viewport=PHONE).new_page() for who in ("nobody", "secretary", "admin")}
    opened["secretary"].context.add_cookies([{"name": GUEST_COOKIE, "value": house.cookie, "url": house.address}])
    opened["admin"].goto(f"{house.address}/admin/sign-in")
    opened["admin"].fill("[name=name]", "anna")
    opened["admin"].fill("[name=password]", PASSWORD)
    opened["admin"].press("[name=password]", "Enter")
    opened["admin"].wait_for_url("**/admin/documents")
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize(("who", "path"), PAGES, ids=[f"{who} {path}" for who, path in PAGES])
def test_nothing_serious_is_found(axe, house, visitors, who, path):
    page = visitors[who]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    page.goto(house.address + path.format(**house.places))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate(axe)
    assert page.evaluate(RUN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(DESK)
    assert page.evaluate(RUN, ["color-contrast"]) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]


def test_who_took_part_is_read_by_ear_too(axe, house, visitors):
    page = visitors["secretary"]
    page.goto(house.address + "/branch/{leaf}/named".format(**house.places))
    page.get_by_role("button", name="查看（会留下记录）").click()
    page.get_by_role("columnheader", name="参加").wait_for()
    page.evaluate(axe)
    assert page.evaluate(RUN) == []
