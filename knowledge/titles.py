"""Titles, short titles and document numbers, each brought to one form for comparing."""

import re
import unicodedata
from collections.abc import Iterator

_TRIAL = re.compile(r"[（(【]\s*(试行|暂行)\s*[）)】]")
_VERSION = re.compile(
    r"[（(]?\s*(?:19|20)\d{2}(?:年|[-.]\d{1,2}(?:[-.]\d{1,2})?)?\s*(?:修订|修正|版|公布|施行)?\s*[）)]?$"
)
_COUNTRY = ("中国共产党", "中华人民共和国", "中共中央", "中共")
_DOC_NO = re.compile(
    r"([\u4e00-\u9fff]{1,12}?)\s*[〔\[【(（［﹝]\s*((?:19|20)\d{2})\s*[〕\]】)）］﹞]\s*(?:第\s*)?(\d{1,4})\s*号"
)
# 示例市组2025年3号文: spoken without brackets; 文 behind it tells it from a date.
_DOC_NO_WITH_YEAR = re.compile(r"([\u4e00-\u9fff]{2,12}?)((?:19|20)\d{2})年?第?(\d{1,4})号文")
# 示例市组2025 3号, 示例市组 2025年第3号: it is one only where such a document is held.
_DOC_NO_LOOSE = re.compile(r"([\u4e00-\u9fff]{2,12}?)[\s,，]*((?:19|20)\d{2})(?:[\s年第,，.\-–—]+)(\d{1,4})\s*号")
_BODY = re.compile(r"^(?:中国共产党|中华人民共和国|中共|国务院|全国|最高人民|[\u4e00-\u9fff]{2,6}?(?:省|市|县|区|州))")
_PLACE = re.compile(r"^(?:中国共产党|中共)?[\u4e00-\u9fff]{2,4}?(?:省|市|县|区|州)(?=.{4})")
# Words that stand before a document number in a question and are no part of it.
_BEFORE_NO = re.compile(r"^.*(?:请问|关于|根据|按照|依据|依照|的|查|看|说|在|和|与|及)")


def normal(title: str) -> str:
    """Return the form by which titles are compared.

    Book-title marks, spaces, bracket shapes, （试行） and a version behind the title
    ("_2019", "（2023年修订）") make no difference.
    """
    text = unicodedata.normalize("NFKC", title)
    text = re.sub(r"[\s《》〈〉<>“”\"'‘’·_-]", "", _TRIAL.sub("", text))
    return _VERSION.sub("", text) or text


def clean(title: str) -> str:
    """Return the title as it is shown inside 《》: without such marks of its own and without spaces at its ends."""
    return title.strip().strip("《》").strip()


def names_its_body(title: str) -> bool:
    """Tell whether the title says whose text it is, so that no other body has one of the same name."""
    return _BODY.match(normal(title)) is not None


def is_trial(title: str) -> bool:
    """Tell whether the title says （试行） or （暂行）."""
    return _TRIAL.search(title) is not None


def short(title: str) -> tuple[str, ...]:
    """Return the names people use for a document, each normalised, without the whole title.

    中国共产党支部工作条例 is also 支部工作条例 and 支部条例; 中国共产党章程 is 党章;
    示例市机关学习制度 is also 机关学习制度 and 学习制度.
    """
    whole = normal(title)
    names = [whole.removeprefix(country) for country in _COUNTRY if whole.startswith(country)]
    if whole == "中国共产党章程":
        names.append("党章")
    if whole == "中华人民共和国宪法":
        names.append("宪法")
    if place := _PLACE.match(whole):
        names.append(whole[place.end() :].removeprefix("机关"))
        names.append(whole[place.end() :])
    names += [
        name.replace("工作", "")
        for name in [whole, *names]
        if re.search(r"工作(?=条例|规则|细则|办法|规定|章程)", name)
    ]
    return tuple(dict.fromkeys(name for name in names if 2 <= len(name) < len(whole)))


def doc_no(text: str) -> str | None:
    """Return the first document number in `text`, normalised: 金市组〔2009〕2号."""
    return next(doc_nos(text), None)


def doc_nos(text: str) -> Iterator[str]:
    """Yield every document number in `text`; all bracket shapes, and 年, become 〔〕."""
    flat = unicodedata.normalize("NFKC", text).replace(" ", "")
    for found in (*_DOC_NO.finditer(flat), *_DOC_NO_WITH_YEAR.finditer(flat)) if "号" in flat else ():
        office = _BEFORE_NO.sub("", found[1])
        if office:
            yield f"{office}〔{found[2]}〕{int(found[3])}号"


def spoken_nos(text: str) -> Iterator[str]:
    """Yield what may be meant for document numbers, without their brackets; some are dates (2025年3号)."""
    flat = unicodedata.normalize("NFKC", text)
    for found in _DOC_NO_LOOSE.finditer(flat) if "号" in flat else ():
        if office := _BEFORE_NO.sub("", found[1]):
            yield f"{office}〔{found[2]}〕{int(found[3])}号"
