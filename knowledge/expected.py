"""The quantity that a question asks for, and whether a text tells one of its kind: 几次 wants 两次 or 每月."""

import re

from knowledge.quantities import unspaced

_NUMBER = "[0-9〇零一二两三四五六七八九十百千万半]+"
_HOW_MANY = "(?:几|多少)"
_TURN = rf"每(?:一?年|半年|季度|个?月|周|星期|天|日|{_NUMBER})|定期"
_TIME = "(?:年|个?月|日|天|周|个?星期|个?小时|分钟|个?工作日|个?学时)"
_SHARE = "百分之|%|分之|半数|比例"
# How each kind is asked for, and how texts tell it: common knowledge of the language.
_KINDS = (
    (r"多大(?:年纪|岁数|年龄|才|能|可)|几岁|多少周?岁|(?:最小|最大|年龄).{0,6}多少", rf"{_NUMBER}周?岁"),
    (
        rf"{_HOW_MANY}(?:钱|元|块|毛)|(?:标准|补贴|报酬|补助|工资).{{0,4}}(?:多少|是什么)",
        rf"{_NUMBER}(?:元|角)|{_SHARE}",
    ),
    (r"百分之几|几分之几|(?:多大|多少|什么|怎样的?)比例|比例.{0,5}(?:多少|几)|占多[大少]", _SHARE),
    (rf"{_HOW_MANY}(?:次|回|趟)|(?:多久|多长时间|隔多[久长]).{{0,8}}[次回]", rf"{_NUMBER}次|{_TURN}"),
    (rf"{_HOW_MANY}届", "届"),
    (rf"多久|多长时间|{_HOW_MANY}(?:{_TIME}|个?钟头|个?课时)", rf"{_NUMBER}{_TIME}|{_TURN}|及时|长期"),
    (rf"{_HOW_MANY}个?(?:人|名|位|个(?!月|小时|工作日|学时|课时|钟头|星期))", rf"{_NUMBER}(?:人|名|位|个)"),
    (rf"{_HOW_MANY}(?:票|人.{{0,4}}(?:同意|赞成))", rf"半数|多数|{_NUMBER}票"),
    (rf"{_HOW_MANY}字", rf"{_NUMBER}字"),
    (rf"{_HOW_MANY}分(?!钟)", rf"{_NUMBER}分(?!钟)"),
)


def expected(question: str) -> tuple[str, ...]:
    """Return a pattern of what tells it for every kind of quantity that a question asks for."""
    return tuple(told for asked, told in _KINDS if re.search(asked, question))


def tells(folded: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether a folded text tells a quantity of any of these kinds; of none it tells enough."""
    text = unspaced(folded) if kinds else folded
    return not kinds or any(re.search(kind, text) for kind in kinds)
