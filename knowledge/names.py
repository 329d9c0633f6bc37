"""Names of persons, as far as a line of a document or a question shows that it has one."""

import re

# The surnames of some nine in ten people; a rarer one is taken for any other word.
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤习"
)
_BYLINE = re.compile(rf"[（(]?([{SURNAMES}][\u4e00-\u9fff·]{{1,2}}|欧阳[\u4e00-\u9fff]{{1,2}})(?:同志)?[）)]?")
# 方法, 高度 and the like begin as names do; a name of two characters is written with a space between.
_TWO = re.compile(rf"[{SURNAMES}][ \u3000]+[\u4e00-\u9fff]")


def byline(line: str) -> str | None:
    """Return the name that a line consists of, None for any other line: 习近平, （张 三）."""
    bare = re.sub(r"[ \u3000]", "", line)
    found = _BYLINE.fullmatch(bare)
    if found is None or (len(found[1]) == 2 and not _TWO.search(line)):
        return None
    return found[1]
