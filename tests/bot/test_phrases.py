"""Every fault has its sentence, every sentence its fault; every way an answer can end has its words."""

import ast
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.handlers.ask import UNKEPT
from bot.phrases import administration, answers, faults, people, talk
from faults import Fault
from knowledge.document import Kind
from knowledge.evidence import UNHELD, Answer, Origin, Quote, Status
from records.erasure import WITHIN
from records.retention import TERMS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "quiz", "knowledge", "embeddings", "records")
DAY = date(2026, 3, 2)
QUOTE = Quote(
    row=1, source="0123456789ab#3", document="示例办法", version="2021", kind=Kind.MEASURES,
    effective_from=date(2021, 7, 1), effective_to=date(2025, 3, 1), article="第三条", address="第三条第一款",
    path=("第二章 学习",), text="每月学习两次。", score=0.9,
)  # fmt: skip


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call in the source with the room's file it stands in."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path.relative_to(ROOT).as_posix(), node


def raised() -> Iterator[tuple[str, str, set[str], bool]]:
    """Yield (file, code, fields, whether further fields come from a mapping) of every fault in the source."""
    for file, call in calls():
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in ("Fault", "Refusal") and call.args and isinstance(call.args[0], ast.Constant):
            named = {keyword.arg for keyword in call.keywords}
            yield file, str(call.args[0].value), named - {None}, None in named


def fields_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_fault_in_the_source_has_a_sentence():
    without = {(file, code) for file, code, _, _ in raised() if code not in faults.SENTENCES}
    assert without == set()


def test_a_sentence_asks_only_for_facts_that_its_fault_carries():
    short = {
        (file, code, missing)
        for file, code, named, open_ended in raised()
        if code in faults.SENTENCES and not open_ended
        for missing in fields_of(faults.SENTENCES[code]) - named
    }
    assert short == set()


def test_no_sentence_is_left_without_its_fault():
    constants = {
        node.value
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name != "faults.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert set(faults.SENTENCES) - constants == set()


def test_a_sentence_says_what_to_do_next():
    assert all(sentence.count("。") >= 2 or "，" in sentence for sentence in faults.SENTENCES.values())
    sentence = faults.sentence(Fault("file_too_large", path="a.pdf", megabytes=80, most=50))
    assert sentence == "a.pdf 有 80 MB，超过上限 50 MB。请拆分后再上传。"


def test_members_hear_of_no_commands_and_no_paths():
    for code in faults.SENTENCES:
        told = faults.to_member(Fault(code, path="/srv/xuesi/records.db"))
        assert "/" not in told
        assert "xuesi" not in told


def answer(reason: str | None, status: Status = Status.ANSWERED, **fields: str) -> Answer:
    quotes = () if status is Status.REFUSED else (QUOTE,)
    return Answer(status, "每月学几次", DAY, quotes, (), reason, tuple(fields.items()))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (answer(None), ""),
        (answer("not_held", Status.REFUSED), "库中没有可引用的依据，未作回答。"),
        (
            answer("article_not_held", Status.REFUSED, title="示例办法", article="17-1"),
            "库中没有可引用的依据，未作回答。《示例办法》没有第十七条之一。",
        ),
        (
            answer("superseded", Status.HISTORY, document="示例办法", version="2021", successor="示例办法",
                   successor_version="2025", until="2025-03-01"),
            "《示例办法》（2021）：该文件已于2025年3月1日被修订，仅供了解历史。",
        ),
        (
            answer("superseded", Status.HISTORY, document="示例办法", successor="示例规则", until="2025-03-01"),
            "《示例办法》：该文件已于2025年3月1日废止，仅供了解历史。",
        ),
        (
            answer("repealed", Status.HISTORY, document="示例办法"),
            "《示例办法》：该文件已于2025年3月1日废止，仅供了解历史。",
        ),
        (
            answer("not_yet_in_force", document="示例办法", version="2027", **{"from": "2027-01-01"}),
            "《示例办法》（2027）尚未施行（自2027年1月1日起施行），以下是已公布的文本：",
        ),
        (answer("research_view", document="几点思考"), "研究文章观点，非规定："),
    ],
)  # fmt: skip
def test_fixed_wordings(found, said):
    assert answers.said(found) == said


def test_a_day_that_nobody_knows_is_not_guessed():
    ended = replace(
        answer("superseded", Status.HISTORY, document="示例办法"), quotes=(replace(QUOTE, effective_to=None),)
    )
    assert answers.said(ended) == "《示例办法》：该文件已被修订，仅供了解历史。"


def test_where_the_current_text_holds_nothing_on_the_matter_it_is_named():
    ended = answer("superseded", Status.HISTORY, document="示例办法", successor="示例规则", successor_version="2025")
    assert answers.beside(ended) == "现行文本见《示例规则》（2025）。"
    assert answers.beside(replace(ended, nearest=(QUOTE,))) == "现行规定："


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        ({}, "《示例办法》（2021，2021年7月1日起施行）"),
        ({"effective_from": None}, "《示例办法》（2021，施行日期不详）"),
        ({"effective_from": None, "version": ""}, "《示例办法》（施行日期不详）"),
        ({"kind": Kind.SPEECH, "effective_from": None, "version": "2025"}, "《示例办法》（2025）"),
        (
            {"kind": Kind.SPEECH, "speaker": "陈示例", "occasion": "示例会"},
            "《示例办法》（陈示例，示例会，2021年7月1日）",
        ),
        ({"kind": Kind.SPEECH, "speaker": "陈示例", "occasion": "办法"}, "《示例办法》（陈示例，2021年7月1日）"),
        ({"kind": Kind.HISTORY, "version": "", "effective_from": None}, "《示例办法》"),
    ],
)
def test_headings(change, heading):
    assert answers.heading(replace(QUOTE, **change)) == heading


@pytest.mark.parametrize(
    ("kind", "state", "note"),
    [
        ("办法", "in_force", ""),
        ("研究文章", "in_force", "观点"),
        ("办法", "superseded", "已失效"),
        ("研究文章", "not_yet", "观点；尚未施行"),
    ],
)
def test_notes(kind, state, note):
    assert answers.note(replace(QUOTE, kind=kind, state=state)) == note


ANSWERING = ("knowledge/answer.py", "knowledge/addressed.py", "knowledge/outcome.py")


def test_every_reason_of_the_rooms_below_has_its_sentence():
    """Reasons are plain codes in `knowledge`; the codes here are every one that it hands to an answer."""
    given = {
        str(keyword.value.value)
        for file, call in calls()
        for keyword in call.keywords
        if file.startswith("knowledge/") and keyword.arg == "reason" and isinstance(keyword.value, ast.Constant)
    }
    positional = {
        str(argument.value)
        for file, call in calls()
        if file in ANSWERING and getattr(call.func, "id", "") in ("refused", "stated", "Answer")
        for found in call.args
        for argument in ast.walk(found)
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "_" in argument.value
    }  # fmt: skip
    assert "not_held" in positional
    assert (given | positional | set(UNKEPT) | set(UNHELD)) - {"None"} - set(answers.REASONS) == set()


def test_choices_fit_on_the_narrowest_button():
    labels = (talk.WHOLE, talk.BEFORE, talk.AFTER, talk.MORE, talk.USEFUL, talk.USELESS)
    assert all(len(label) <= 6 for label in labels)


def test_the_notice_is_short_and_says_what_members_can_do_and_how_long_what_is_kept():
    notice = people.notice("示例市市直机关工作委员会机关委员会", "学思")
    assert len(notice) <= 400
    for word in ("退订", "我的数据", "导出我的数据", "删除我的数据", "提醒时段", people.NOTICE_VERSION):
        assert word in notice
    assert f"提问文字留{TERMS['words'].days}天" in notice
    assert f"答题记录留{round(TERMS['answers'].days / 30.4)}个月" in notice
    assert f"{int(WITHIN.total_seconds() // 3600)}小时内删除" in notice


def test_texts_that_may_contradict_each_other_are_named_with_level_day_and_interpreter():
    first = Origin("示例办法", "市级", date(2021, 7, 1), "示例市委组织部", "第三十条")
    found = Answer(Status.ANSWERED, "问", DAY, (QUOTE,), origins=(first, Origin("示例规定", "", None, "", "")))
    assert answers.several(found) == (
        "以上出自不同文件：《示例办法》（市级，2021年7月1日起施行）、《示例规定》（施行日期不详）。"
        "如不一致，这里不作取舍，请向解释机关咨询（《示例办法》第三十条：示例市委组织部）。"
    )
    assert answers.several(replace(found, origins=())) == ""


def _constants(node):
    """Yield the words that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def test_every_action_that_is_written_down_has_its_words():
    # By which argument of which function an action reaches the trail.
    places = {"add": 2, "note": 2, "_noted": 2, "_done": 2, "_changed": 4}
    found = set()
    for source in (path for home in ("bot", "records") for path in Path(home).rglob("*.py")):
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            audits = name != "add" or ast.unparse(call.func) == "audit.add"
            if audits and len(call.args) > (at := places.get(name, 99)):
                found |= set(_constants(call.args[at]))
    assert len(found) > 30
    assert found - set(administration.ACTIONS) == set()
