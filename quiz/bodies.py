"""Who decides in regulations: the bodies of the Party and the state, found by how their names end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# One class of bodies a line: two of one class could both be right, so wrong answers come from another.
CLASSES = {
    "secretary": "党支部书记|支部书记|书记",
    "congress": "党员大会|代表大会|代表会议",
    "committee": "党?支部委员会|支委会|总支部委员会|基层委员会|中央委员会",
    "party_committee": "党委|党的委员会|党工委|机关工委",
    "group": "党组(?!织)",
    "department": "组织人事部门|组织部门?|宣传部门?",
    "discipline": "纪律检查委员会|纪律检查机关|纪委|监察机关",
    "general_branch": "党总支",
    "branch": "党支部",
    "team": "党小组(?!会|长)",
    "government": "人民政府|主管部门|国务院",
}
_NAME = re.compile(
    r"(?P<prefix>(?:上级|上一级|下级|同级|基层|县级|地方|各级|所在|中央|县级以上|乡镇|街道|机关|支部|具有审批权限的|"
    r"有审批权限的|全国|中国共产党|党的)*)"
    + "(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in CLASSES.items())
    + ")"
)


# Where a name can begin and end; anywhere else it is part of a longer one (全国人民|代表大会, 党委|书记).
_BEFORE = re.compile(r"(?:^|[，、。；：“（由经报向送交请与和及或对是在为])$")
_PARTS = (
    "书记",
    "负责人",
    "主要",
    "委员",
    "成员",
    "领导",
    "班子",
    "组织",
    "工作",
    "生活",
    "大会",
    "会议",
    "职能",
    "机关",
    "（",
    "(",
)
_TURNED_TO = re.compile(r"(?:由|经|报|向|送|提请|交)$")
_ACTS = re.compile(r"^(?:批准|审批|审查|审议|讨论|同意|负责|备案|主持|决定|选举|任命|组织实施|应当|必须|可以|每)")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it is named at [start, end) of a text, and its class."""

    text: str
    start: int
    end: int
    kind: str


def bodies(text: str) -> Iterator[Body]:
    """Yield the bodies that a text names."""
    for found in _NAME.finditer(text):
        kind = next(name for name in CLASSES if found[name])
        yield Body(found[0], found.start(), found.end(), kind)


def decides(text: str, body: Body) -> bool:
    """Tell whether a body acts or is turned to at its place, and is not only part of another name."""
    before, after = text[: body.start], text[body.end :]
    if not _BEFORE.search(before) or after.startswith(_PARTS):
        return False
    return bool(_TURNED_TO.search(before) or _ACTS.match(after))
