"""The quantity that a question asks for, and whether a text tells one of its kind: 几次 wants 两次 or 每月, 多大 an age."""

import re

_N = "[0-9〇零一二两三四五六七八九十百千万半]+"
_HOW_MANY = "(?:几|多少)"
_TURN = rf"每(?:一?年|半年|季度|个?月|周|星期|天|日|{_N})|定期"
_TIME = "(?:年|个?月|日|天|周|个?星期|个?小时|分钟|个?工作日|个?学时)"
# How it is asked for, and how texts tell it. Each kind is common knowledge of the language.
_KINDS = tuple(
    (re.compile(asked), re.compile(told))
    for asked, told in (
        (r"多大(?:年纪|岁数|年龄|才|能|可)|几岁|多少周?岁|(?:最小|最大|年龄).{0,6}多少", rf"{_N}周?岁"),
        (
            rf"{_HOW_MANY}(?:钱|元|块|毛)|(?:标准|补贴|报酬|补助|工资).{{0,4}}(?:多少|是什么)",
            rf"{_N}(?:元|角)|百分之|%|比例",
        ),
        (r"百分之几|几分之几|(?:多大|多少|什么|怎样的?)比例|比例.{0,5}(?:多少|几)|占多[大少]", r"百分之|%|分之|半数|比例"),
        (
            rf"{_HOW_MANY}(?:次|回|趟)|(?:多久|多长时间).{{0,6}}一[次回]|隔多[久长].{{0,8}}[次回]",
            rf"{_N}次|{_TURN}",
        ),
        (rf"{_HOW_MANY}届", "届"),
        (rf"多久|多长时间|{_HOW_MANY}(?:{_TIME}|个?钟头|个?课时)", rf"{_N}{_TIME}|{_TURN}|及时|长期"),
        (rf"{_HOW_MANY}个?(?:人|名|位|个(?!月|小时|工作日|学时|课时|钟头|星期))", rf"{_N}(?:人|名|位|个)"),
        (rf"{_HOW_MANY}(?:票|人.{{0,4}}(?:同意|赞成))", rf"半数|多数|{_N}票"),
        (rf"{_HOW_MANY}字", rf"{_N}字"),
        (rf"{_HOW_MANY}分(?!钟)", rf"{_N}分(?!钟)"),
    )
)  # fmt: skip
# Typeset numbers stand apart from their units: 召开 1 次.
_BLANKS = re.compile(r"[ \t]+")


class Expected(tuple[re.Pattern[str], ...]):
    """How texts tell what a question asks for; empty where it asks for no quantity."""

    __slots__ = ()

    def lacking(self, folded: str) -> bool:
        """Tell whether a folded text tells no quantity of any kind that is asked for."""
        text = _BLANKS.sub("", folded)
        return bool(self) and not any(told.search(text) for told in self)


def expected(question: str) -> Expected:
    """Return what kinds of quantity a question asks for."""
    return Expected(told for asked, told in _KINDS if asked.search(question))
