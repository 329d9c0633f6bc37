"""What happens around a talk: a branch with members, a bank, the hours that strike.

成员：小安               a member of 示例市第一支部, bound to the web chat of that name, who agreed to the notice
名册：张三 0101 支部 书记  somebody on the roster of a branch, with an office or without, not bound yet
绑定码：张三 K7MQ2-XRT9P  issues this one-time code to the first of that name
题库：                   a dozen questions on the sample documents
到点：                   the program does what is due at this moment
群：                     the web group belongs to the branch
小安收到：a … b          the last message that the program sent to this chat by itself (群收到：… to the group)
小安没收到：             it sent none since the last direction
小安：（答对） （答错）   answers the question that waits, as letters or words
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.channels import web
from bot.config import Config
from bot.hours import Hours, hours
from bot.message import Sender
from bot.phrases import people
from bot.schedule import Schedule
from knowledge import titles
from knowledge.snapshot import Shelf, Snapshot
from quiz import bank, kinds
from quiz.binding import bind
from quiz.item import Item, Key, State
from records import codes, consents, mailboxes, members, organisation, rounds
from records.engine import Records

RULES, SYSTEM = "示例市支部工作章程", "示例市机关学习制度"
# Kind, stem, options, key, document, article, words, topic.
ITEMS: tuple[tuple[str, str, tuple[str, ...], Key, str, str, str, str], ...] = (
    ("single", "党员大会多久召开一次？", ("每月", "每季度", "每半年", "每年"), (1,), RULES, "7", "党员大会每季度召开一次", "会议"),
    ("judge", "支部委员会会议每月召开一次。", (), (0,), RULES, "8", "支部委员会会议每月召开一次", "会议"),
    ("blank", "党小组会每____召开一次。", (), (("月", "一个月"),), RULES, "9", "党小组会每月召开一次", "会议"),
    ("single", "支部委员会每届任期几年？", ("两年", "三年", "五年"), (1,), RULES, "4", "每届任期三年", "任期"),
    ("judge", "支部书记每年至少讲两次党课。", (), (1,), RULES, "5", "每年至少讲一次党课", "党课"),
    ("blank", "有正式党员____人以上的单位，应当设立党支部。", (), (("三", "3"),), RULES, "1", "三人以上", "设立"),
    ("judge", "联合党支部覆盖的单位不超过五个。", (), (0,), RULES, "2", "联合党支部覆盖的单位不超过五个", "设立"),
    ("single", "党支部每月安排几次集中学习？", ("一次", "两次", "三次"), (1,), SYSTEM, "3", "每月安排两次集中学习", "学习"),
    ("multiple", "学习联系人负责哪些事项？", ("提前三日通知学习内容", "准备学习材料", "收集没有弄懂的问题", "统计在线时间"),
     (0, 1, 2), SYSTEM, "4", "准备学习材料", "学习"),
    ("judge", "可以用打卡的方式要求党员学习。", (), (1,), SYSTEM, "5", "不得以打卡", "学习"),
    ("judge", "集中学习每次不超过九十分钟。", (), (0,), SYSTEM, "3", "每次不超过九十分钟", "学习"),
    ("judge", "本制度适用于示例市各机关党支部。", (), (0,), SYSTEM, "2", "适用于示例市各机关党支部", "学习"),
)  # fmt: skip


def fill_bank(records: Records, snapshot: Snapshot, now: datetime) -> None:
    """Put the dozen questions into circulation."""
    versions = {titles.clean(one.metadata.title): one.id for one in snapshot.catalog.versions.values()}
    for kind, stem, options, key, title, article, words, topic in ITEMS:
        row = snapshot.catalog.locate(versions[title], article)
        assert row is not None
        item = Item(kind, stem, options, key, topic=topic, binding=bind(snapshot, row, words))
        assert not list(kinds.of(kind).problems(item))
        records.write(lambda c, one=item: bank.add(c, snapshot, one, "test", "test", now, State.ACTIVE))


def add_member(records: Records, name: str, now: datetime, *, consented: bool = True, sender: str = "") -> int:
    """Put a member of 示例市第一支部 on the roster, bound to a web chat."""

    def add(connection: Any) -> int:
        branch = organisation.find(connection, "b1") or organisation.add(
            connection, "b1", "示例市第一支部", "党支部", "单位", None, now.date()
        )
        number = members.add(connection, f"m-{name}", name, branch, "正式党员", now)
        who = sender or name
        members.bind(connection, number, str(Sender(web.NAME, who)), str(web.private(who)), now)
        if consented:
            whom = members.member(connection, number)
            assert whom is not None
            consents.agree(connection, whom, people.NOTICE_VERSION, now)
        return number

    return records.write(add)


def enrol(records: Records, words: str, now: datetime) -> None:
    """Put somebody on the roster of a branch below 示例市机关党委, with an office or without."""
    name, code, branch, *role = words.split()

    def job(connection: Any) -> None:
        add, find, began = organisation.add, organisation.find, now.date()
        city = organisation.root(connection) or add(connection, "CITY", "示例市机关党委", "机关党委", "市", None, began)
        node = find(connection, branch) or add(connection, branch, branch, "党支部", "单位", city, began)
        number = members.add(connection, code, name, node, "正式党员", now)
        if role:
            members.give_role(connection, number, role[0], node, began)

    records.write(job)


def issue(records: Records, words: str, now: datetime) -> None:
    """Issue this one-time code to the first of this name."""
    name, code = words.split()

    def job(connection: Any) -> None:
        city = organisation.root(connection)
        assert city is not None
        whom = next(one for one in members.below(connection, city) if one.name == name)
        codes.issue(connection, whom.id, code.replace("-", ""), "test", now)

    records.write(job)


class Stage:
    """Directs one bot's surroundings."""

    def __init__(
        self, records: Records, shelf: Shelf, clock: Callable[[], datetime], times: Hours | None = None
    ) -> None:
        self.records, self.shelf, self.clock = records, shelf, clock
        self.schedule = Schedule(records, shelf, times or hours(Config()), clock, lambda: 7, lambda: None)
        self.seen = 0

    def direct(self, what: str, words: str) -> bool:
        """Follow a direction; False for what is none."""
        if what == "成员":
            add_member(self.records, words, self.clock())
        elif what == "名册":
            enrol(self.records, words, self.clock())
        elif what == "绑定码":
            issue(self.records, words, self.clock())
        elif what == "题库":
            fill_bank(self.records, self.shelf.current(), self.clock())
        elif what == "群":
            self.records.write(self._bind_group)
        elif what == "到点":
            with self.records.read() as reader:
                self.seen = reader.execute(sa.select(sa.func.max(mailboxes.outbox.c.id))).scalar() or 0
            self.schedule.tick()
        else:
            return False
        return True

    def _bind_group(self, connection: Any) -> None:
        branch = organisation.find(connection, "b1")
        assert branch is not None
        organisation.bind_group(connection, str(web.GROUP), branch, "test", self.clock())

    def received(self, who: str) -> str:
        """Return what the program sent to a chat by itself since it struck last."""
        address = str(web.GROUP if who == "群" else web.private(who))
        out = mailboxes.outbox.c
        query = sa.select(out.payload).where(out.address == address, out.inbox.is_(None), out.id > self.seen)
        with self.records.read() as reader:
            found = [row.payload for row in reader.execute(query.order_by(out.id))]
        return "\n".join(
            str(part.get("text", "")) + str(part.get("address", "")) for one in found for part in one["parts"]
        )

    def answer(self, name: str, *, right: bool) -> str:
        """Return what answers the question that waits for a member, right or wrong."""
        with self.records.read() as reader:
            member = members.member_of(reader, str(Sender(web.NAME, name)))
            assert member is not None
            slot = rounds.last_asked(reader, member.id, self.clock() - timedelta(days=30), answered=False)
            assert slot is not None, "no question waits"
            item = bank.version(reader, slot.version)
        return answer_to(item, slot.order, right=right)


def answer_to(item: Item, order: tuple[int, ...], *, right: bool) -> str:
    """Return words that answer an item right or wrong."""
    kind = kinds.of(item.kind)
    good = "".join(kind.right(item, order))
    if right:
        return good
    if item.kind == "blank":
        return "十九"
    if item.kind == "judge":
        return "错" if good == "对" else "对"
    return next(letter for letter in "ABCD" if letter not in good)
