"""When things happened: questions that name a time or the number of a congress, and questions that ask for a time."""

import re

_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_TIME = (
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?)?"
)
_HAPPENED = re.compile(
    rf"^(?:请问|在)?(?P<time>{_TIME})(?:那年|这天|那天|当天|的时候|[，,])?(?P<where>[\u4e00-\u9fff]{{0,8}}?)"
    r"(?:都)?(?:发生|出|有)过?了?(?:什么|哪些|啥)(?:重要|重大)?(?:的?(?:大事|事件|事情|事儿?|情况|变化))?了?[？?。]?$"
)
_N = "[一二三四五六七八九十]{1,4}"
_CONGRESS = re.compile(rf"第({_N})次(?:中国共产党)?全国代表大会|(?:中共|党的?)({_N})大(?![会家队学批事])")
_PLENUM = re.compile(rf"({_N})届([一二三四五六七八九])中全会|第({_N})届中央委员会第([一二三四五六七八九])次全体会议")
_EVENT = re.compile(r"在?(?:哪里|哪儿|什么地方|何地)|多少[名位]?代表")
# These ask for a day or a year: whoever tells neither has not answered.
_BY_DATE = re.compile(
    r"哪一?[年月天日]|几几年|几月几[日号]|(?:什么时候|何时|什么时间)(?:召开|举行|成立|爆发|胜利|开始|结束|解放|建成|通过|出发|诞生|开的)"
)
_WHEN = re.compile(r"什么时候|什么时间|何时|哪一?[年月天日]|几几年|几月几[日号]|时间是")
_TOLD = re.compile(rf"{_TIME}|\d{{1,2}}月\d{{1,2}}日|[同次当]年(?:\d{{1,2}}月|[春夏秋冬])")
# A line of a calendar: a date and nothing that happened on it.
_ONLY = re.compile(rf"\W*{_TIME}\W*")


def named(question: str) -> tuple[str, ...]:
    """Return the time of which a question asks what happened, in both ways to write it; () for other questions."""
    found = _HAPPENED.match(question.strip())
    if not found:
        return ()
    time = found["time"]
    return tuple(dict.fromkeys((time, time.translate(_DIGITS) if len(time) == 5 else time)))


def sessions(question: str) -> tuple[tuple[str, ...], ...]:
    """Return the congresses and plenums of which a question asks when, where or by whom, each in its names."""
    if not (asked(question) or _EVENT.search(question)):
        return ()
    congresses = (found[1] or found[2] for found in _CONGRESS.finditer(question))
    plenums = (found.groups() for found in _PLENUM.finditer(question))
    return (
        *((f"第{one}次全国代表大会", f"中共{one}大", f"党的{one}大") for one in congresses),
        *((f"{a or c}届{b or d}中全会", f"第{a or c}届中央委员会第{b or d}次全体会议") for a, b, c, d in plenums),
    )


def by_date(question: str) -> bool:
    """Tell whether only a day or a year answers a question."""
    return _BY_DATE.search(question) is not None


def asked(question: str) -> bool:
    """Tell whether a question asks when something was."""
    return _WHEN.search(question) is not None


def told(text: str) -> bool:
    """Tell whether a text names a time."""
    return _TOLD.search(text) is not None


def only(text: str) -> bool:
    """Tell whether a text is a date and says nothing of it."""
    return _ONLY.fullmatch(text) is not None
