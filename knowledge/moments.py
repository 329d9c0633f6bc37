"""When things happened: questions that name a time, and questions that ask for one."""

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
_WHEN = re.compile(r"什么时候|什么时间|何时|哪一?[年月天日]|几几年|几月几[日号]|时间是")
_TOLD = re.compile(rf"{_TIME}|\d{{1,2}}月\d{{1,2}}日")


def named(question: str) -> tuple[str, ...]:
    """Return the time of which a question asks what happened, in both ways to write it; () for other questions."""
    found = _HAPPENED.match(question.strip())
    if not found:
        return ()
    time = found["time"]
    return tuple(dict.fromkeys((time, time.translate(_DIGITS) if len(time) == 5 else time)))


def asked(question: str) -> bool:
    """Tell whether a question asks when something was."""
    return _WHEN.search(question) is not None


def told(text: str) -> bool:
    """Tell whether a text names a time."""
    return _TOLD.search(text) is not None
