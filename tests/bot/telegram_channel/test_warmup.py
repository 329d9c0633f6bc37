"""The warm-up of a group: where its branch chose it, once a day, anonymous, kept nowhere, closed with the round."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from shelves import new_shelf
from stage import ITEMS, Stage, add_member, fill_bank
from telegram_chat import until

from bot import daily
from bot.channels import web
from bot.channels.telegram import CAPABILITIES
from bot.clock import BEIJING
from bot.config import Config
from bot.hours import hours
from bot.message import Quiz
from bot.phrases import quiz as words
from bot.render import render
from knowledge.answer import article
from quiz import bank
from records import mailboxes, organisation, polls, rounds
from records.answers import answers
from records.mailboxes import inbox

ANNA, GROUP, DAY = 7, -1001, datetime(2026, 3, 2, tzinfo=BEIJING).date()
WHERE = f"telegram:group:{GROUP}"


@pytest.fixture
def stage(records, library, clock):
    """A branch of five whose groups, in Telegram and on the pages, warm up."""
    fill_bank(records, library, clock.now)
    for name in "甲乙丙丁戊":
        add_member(records, name, clock.now)
    records.write(lambda c: _warming(c, clock.now))
    return Stage(records, new_shelf(library.folder.parent), clock)


def _warming(connection, now):
    branch = organisation.find(connection, "b1")
    organisation.set_warm_up(connection, branch, on=True)
    for address in (WHERE, str(web.GROUP)):
        organisation.bind_group(connection, address, branch, "test", now)


def warm_ups(records):
    out = mailboxes.outbox.c
    with records.read() as reader:
        return reader.execute(sa.select(out.address, out.state).where(out.day_key.startswith("warmup:"))).all()


def held(records):
    with records.read() as reader:
        one = rounds.of_day(reader, DAY)
        return one, {row[1] for row in rounds.pool(reader, one.id)}


async def test_a_group_warms_up_with_an_anonymous_poll_of_which_nothing_is_kept(stage, bot, telegram, records, library):
    telegram.clock = lambda: stage.clock().timestamp()
    stage.schedule.tick()
    stage.schedule.tick()
    async with bot.running():
        await until(lambda: any("poll" in sent.message for sent in telegram.sent))
        *_, announced, sent = [one for one in telegram.sent if one.chat == GROUP]
        assert telegram.votes(ANNA, sent.message["poll"]["id"], 0) == 0
        await bot.handled_only(telegram.says(ANNA, "/ask 一", GROUP))
    one, pool = held(records)
    poll = sent.message["poll"]
    assert "今天的学习和答题开放了" in announced.text
    assert (poll["type"], poll["is_anonymous"], poll["close_date"]) == ("quiz", True, one.closes.timestamp())
    with records.read() as reader:
        item = bank.version(reader, one.plan["warm_up"])
    assert poll["question"] == words.warm_up(item.kind, item.stem)
    right = [poll["options"][at]["text"].rpartition(". ")[2] for at in poll["correct_option_ids"]]
    assert sorted(right) == sorted((item.options or ("对", "错"))[at] for at in item.right)
    quoted = article(library, item.binding.source, DAY)
    assert poll["explanation"].startswith(f"依据：《{quoted.document}》{quoted.article}")
    # Whoever met it here is not asked it in private today, and the page, where answers come to us, has none.
    assert item.version not in pool
    assert len(pool) == len(ITEMS) - 1
    assert warm_ups(records) == [(WHERE, "sent")]
    assert bot.count(polls.polls) == bot.count(answers) == 0
    assert bot.count(inbox) == 1


@pytest.mark.parametrize("why", ["nobody chose it", "too few", "suspended"])
def test_no_group_warms_up_where_it_should_not(stage, records, library, clock, why):
    times = hours(Config())
    with records.read() as reader:
        branch = organisation.find(reader, "b1")
    if why == "nobody chose it":
        records.write(lambda c: organisation.set_warm_up(c, branch, on=False))
    if why == "too few":
        records.write(lambda c: c.execute(sa.text("UPDATE members SET \"left\" = '2026-03-01' WHERE code = 'm-甲'")))
    one = daily.open_day(records, library, times, clock.now, lambda: 7)
    assert (one.plan["warm_up"] is None) == (why != "suspended")
    if why == "suspended":
        with records.read() as reader:
            item = bank.version(reader, one.plan["warm_up"])
        records.write(lambda c: bank.report_error(c, item.id, "错了", clock.now))
    daily.push(records, library, one, clock.now)
    assert warm_ups(records) == []


def test_one_that_was_not_sent_by_the_closing_never_is(stage, records, clock):
    stage.schedule.tick()
    clock.now = held(records)[0].closes
    stage.schedule.tick()
    assert warm_ups(records) == [(WHERE, "failed")]


def test_the_end_of_a_poll_is_a_moment_on_the_wire(clock):
    quiz = Quiz("", "几次？", ("一", "两"), False, (1,), closes=clock.now)
    assert render((quiz,), CAPABILITIES)[0]["quiz"]["closes"] == "2026-03-02T09:00:00+08:00"
