"""What a document says of itself: title, number, issuer, kind, dates.

Stated fields (front matter, a row's fields) come first, then the text; what neither
says is named in `Metadata.undetermined` and never guessed.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from knowledge import dates, titles
from knowledge.document import Article, Block, Kind, Level, Metadata, Reading, Style
from knowledge.grammar import Mark, read
from knowledge.names import byline

_STATUS = (
    ("superseded", re.compile(r"superseded|已被?修[订改]|被.*(?:代替|取代)")),
    ("repealed", re.compile(r"repealed|expired|废止|失效")),
    ("in_force", re.compile(r"in_force|有效|现行")),
)
_START = re.compile(r"自\s*([^，。；]{4,16}?)\s*起\s*(?:正式|试)?(?:施行|执行|实施|生效)")
_START_AT_ONCE = re.compile(r"自(?:发布|公布|印发|下发|颁布)之日起\s*(?:施行|执行|实施|生效)|自发文之日起")
_REPEALS = re.compile(r"《([^》]{2,60})》[^。《]{0,40}同时废止")
_INTERPRETER = re.compile(r"由\s*([^，。；]{2,40}?)\s*(?:负责|承担)解释")
_ADOPTED = re.compile(r"通过|批准|修订|修正|修改")
_PUBLISHED = re.compile(r"发布|公布|印发|颁布|施行")
_OCCASION = re.compile(
    r"(?:在|——)(.{4,60}?(?:会|会议|大会|仪式|论坛|班式?|座谈会|研讨班|动员会))上?的?(?:讲话|致辞|报告|发言|演讲)"
)
_SPEAKER = re.compile(
    r"(?:^|[）)】：\s])(?!关于|每周)([\u4e00-\u9fff]{2,4}?)(?:书记|同志|主席|部长|市长|省长)?[:：]?(?=在.{4,60}上?的?(?:讲话|致辞|发言))"
)
_PUBLISHER = re.compile(
    r"日([\u4e00-\u9fff]{4,24}?(?:委员会|人民政府|办公[厅室]|部|局|厅|院|委))(?:发布|印发|公布|制定)"
)
_TITLE_END = re.compile(
    r"(?:章程|准则|条例|规定|办法|规则|细则|制度|规程|方案|通知|意见|决定|决议|公报|讲话|报告|法|解释|纪要|要点|守则)"
    r"(?:[（(].{1,8}[）)])?$"
)
_REGULATION = re.compile(r"(?:章程|准则|条例|规定|办法|规则|细则|制度|规程)(?:[（(].{1,12}[）)])?$")
_OFFICE = re.compile(r"(?:委员会|人民政府|办公[厅室]|工委|党委|党组|组织部|宣传部|纪委|局|厅|部|院|会)$")

# A title's last words name its kind; longer words first.
_KIND_BY_TITLE = (
    (Kind.CONSTITUTION, re.compile(r"^中国共产党章程$")),
    (Kind.INTERPRETATION, re.compile(r"^最高人民(?:法院|检察院).*(?:解释|规定|批复|规则|答复|解答)$|应用法律.*解释$")),
    (Kind.CODE, re.compile(r"准则$")),
    (Kind.REGULATION, re.compile(r"条例$")),
    (Kind.BYLAWS, re.compile(r"细则$")),
    (Kind.PROVISIONS, re.compile(r"规定$")),
    (Kind.MEASURES, re.compile(r"办法$")),
    (Kind.RULES, re.compile(r"规则$")),
    (Kind.LAW, re.compile(r"^中华人民共和国.*法典?$|^(?:中华人民共和国)?[宪刑]法(?:修正案)?$")),
    (Kind.NORMATIVE, re.compile(r"(?:通知|意见|方案|规划|要点|批复|规程|制度|守则)$")),
)
# Laws are cited by short titles too (保险法, 民法典); a way of working (工作方法, 支部工作法) is none.
_LAW = re.compile(r"(?:适用|[^办方做作用说想看手])法典?$")
_KIND_STATED = {
    "法律": Kind.LAW,
    "民法典": Kind.LAW,
    "宪法": Kind.LAW,
    "行政法规": Kind.ADMINISTRATIVE,
    "司法解释": Kind.INTERPRETATION,
    "部门规章": Kind.PROVISIONS,
    "地方性法规": Kind.LOCAL,
    "地方文件": Kind.LOCAL,
} | {kind.value: kind for kind in Kind}
_KIND_OF_PROSE = (
    (Kind.HISTORY, re.compile(r"党史|历程|大事记|史话|简史|故事|诞辰|纪念日|革命史")),
    (Kind.SPEECH, re.compile(r"讲话|致辞|演讲|发言|贺信|贺电|谈话|论述|重要指示|[会时式]上?强调")),
    (Kind.MEETING, re.compile(r"公报|决议|决定|全会|会议|工作报告|代表大会|意见|通知|纪要|要点|方案|规划|体系")),
    (Kind.RESEARCH, re.compile(r"研究|思考|浅谈|浅析|探析|评论|社论|解读|综述|理论|文章|心得")),
)
_LEVELS = (
    (
        Level.NATIONAL,
        re.compile(
            r"^(?:中国共产党(?![\u4e00-\u9fff]{2,6}[省市县区])|中华人民共和国|中共中央|中央|国务院|全国|最高人民)"
        ),
    ),
    (
        Level.PROVINCE,
        re.compile(r"^中?共?(?:[\u4e00-\u9fff]{2,4}省|[\u4e00-\u9fff]{2,3}自治区|(?:北京|上海|天津|重庆)市)"),
    ),
    (Level.CITY, re.compile(r"^(?:中国共产党|中共)?[\u4e00-\u9fff]{2,4}市")),
    (Level.COUNTY, re.compile(r"^(?:中国共产党|中共)?[\u4e00-\u9fff]{2,4}[县区]")),
)
_NATIONAL = (Kind.LAW, Kind.INTERPRETATION)
_NATIONAL_STATED = ("法律", "民法典", "宪法", "行政法规", "司法解释", "部门规章")
_LEVEL_STATED = dict.fromkeys(_NATIONAL_STATED, Level.NATIONAL) | {level.value: level for level in Level}


def title_of(reading: Reading) -> str:
    """Return the stated title, else the line of the first dozen that reads like one, else the file's name."""
    if stated := reading.stated.get("title"):
        return stated.strip()
    if inner := _over_articles(reading.blocks):
        return inner
    head = [block for block in reading.blocks[:12] if len(block.text) <= 80 and block.style is not Style.TABLE]
    for style in (Style.TITLE, Style.HEADING):
        if found := next((block.text for block in head if block.style is style and _named(block)), None):
            return found
    plain = [block.text for block in head if _named(block)]
    ending = next((text for text in plain if _TITLE_END.search(text) and not titles.doc_no(text)), None)
    name = Path(reading.origin.split("#")[0]).name
    return ending or (plain[0] if plain else name.split(".")[0])


def _over_articles(blocks: Sequence[Block]) -> str | None:
    """Return the line nearest above the first 条 that ends as titles of regulations do.

    A page or a newsletter often stands around a regulation under a heading of its own.
    """
    first = next((place for place, block in enumerate(blocks) if read(block.text).mark is Mark.ARTICLE), 0)
    above = [block.text for block in blocks[:first] if _named(block) and len(block.text) <= 60]
    return next(
        (text for text in reversed(above) if _REGULATION.search(text) and not re.search("[，。；]", text)), None
    )


def _named(block: Block) -> bool:
    """Tell whether a line can be a title: no sentence, no number, no form (分类号：… 密级：…)."""
    form = block.text.endswith(("：", ":")) or len(re.findall("[：:]", block.text)) > 1
    return not form and read(block.text).mark is Mark.PLAIN and not block.text.endswith(("。", "；", "，"))


def describe(
    reading: Reading, title: str, articles: Sequence[Article], front: Sequence[str], back: Sequence[str]
) -> Metadata:
    """Collect what is known of one version; see `knowledge.document.Metadata`."""
    stated = reading.stated
    numbered = any(article.kind.value == "条" for article in articles)
    head, tail = "\n".join(front), "\n".join([*(a.text for a in articles[-3:]), *back])
    issuer = stated.get("issuer") or _issuer(front, back) or _publisher(head)
    adopted, published = _front_dates(_below_title(front, title), back)
    start = _start(stated, tail if numbered else "", published or adopted)
    version = _version(stated, start, adopted or published)
    kind = _kind(stated, title, numbered=numbered, head=head)
    speech = kind in (Kind.SPEECH, Kind.MEETING)
    fields: dict[str, object] = {"effective_from": start, "issuer": issuer, "version": version}
    return Metadata(
        title=title,
        version=version,
        short_titles=titles.short(title),
        doc_no=titles.doc_no(stated.get("doc_no", "")) or titles.doc_no(head) or None,
        issuer=issuer,
        kind=kind,
        level=_level(stated, title, issuer, kind),
        adopted=adopted,
        published=published or _stated(stated, "published"),
        effective_from=start,
        effective_to=_stated(stated, "effective_to") or _stated(stated, "valid_to"),
        status=_status(stated.get("status", "")),
        trial=titles.is_trial(title),
        supersedes=tuple(dict.fromkeys(titles.normal(name) for name in _REPEALS.findall(tail))),
        interpreter=found[1] if (found := _INTERPRETER.search(tail)) else None,
        speaker=(_speaker(front) or _named_in(title)) if speech else None,
        occasion=found[1].removeprefix("在") if speech and (found := _OCCASION.search(f"{title}\n{head}")) else None,
        source_url=stated.get("source_url") or stated.get("url"),
        undetermined=tuple(name for name, value in fields.items() if not value),
    )


def _stated(stated: Mapping[str, str], *names: str) -> date | None:
    return next((day for name in names if (day := dates.stated(stated.get(name, "")))), None)


def _status(text: str) -> str | None:
    return next((status for status, pattern in _STATUS if pattern.search(text)), None)


def _start(stated: Mapping[str, str], tail: str, published: date | None) -> date | None:
    """Return the first day in force.

    A stated start decides. Else the 施行 clause, unless the version is stated to be newer:
    a revised text often repeats the clause of the first one.
    """
    if day := _stated(stated, "effective_from", "valid_from"):
        return day
    named = _stated(stated, "version", "date")
    clauses = [day for found in _START.finditer(tail) if (day := next((d for _, d in dates.find(found[1])), None))]
    known = [day for day in (clauses[-1] if clauses else None, named) if day]
    if known:
        return max(known)
    return published if _START_AT_ONCE.search(tail) else None


def _below_title(front: Sequence[str], title: str) -> str:
    """Return the title page from the title on, where it has dates: a newsletter stands above it with its own."""
    wanted = titles.normal(title)
    place = next((place for place, line in enumerate(front) if titles.normal(line) == wanted), 0)
    below = "\n".join(front[place:])
    return below if re.search(r"\d{4}年|〇|○", below) else "\n".join(front)


def _front_dates(head: str, back: Sequence[str]) -> tuple[date | None, date | None]:
    """Return the days of adoption and publication that the title page or the signature names."""
    adopted = published = None
    found = sorted(dates.find(head))
    for place, day in found:
        # What was done on a day stands between it and the next one, on the next line too.
        end = next((later for later, _ in found if later > place), len(head))
        words = head[place : min(end, place + 80)]
        if _ADOPTED.search(words):
            adopted = day
        elif _PUBLISHED.search(words):
            published = day
        else:
            published = published or day
    # A revision without a day of its own was not published before it was adopted.
    published = published if published is None or adopted is None or published >= adopted else None
    signed = [day for line in back for _, day in dates.find(line)]
    return adopted, published or (signed[-1] if signed else None)


def _version(stated: Mapping[str, str], start: date | None, adopted: date | None) -> str:
    if version := stated.get("version"):
        return version
    day = _stated(stated, "date") or adopted or start
    return str(day.year) if day else ""


def _kind(stated: Mapping[str, str], title: str, *, numbered: bool, head: str) -> Kind:
    for field in ("kind", "level", "category"):
        if kind := _KIND_STATED.get(stated.get(field, "")):
            return kind
    bare = titles.normal(title)
    bare = re.sub(r"[（(].*?[）)]$", "", bare)
    if kind := next((kind for kind, pattern in _KIND_BY_TITLE if pattern.search(bare)), None):
        return kind
    if numbered:
        return Kind.LAW if _LAW.search(bare) else Kind.NORMATIVE
    lines = (bare, *head.split("\n"))
    return next((kind for line in lines if (kind := _kind_of_prose(line))), Kind.OTHER)


def _kind_of_prose(line: str) -> Kind | None:
    """Return the kind that a title or a line below it names last: 人民代表大会制度综述 is a study, no meeting."""
    named = [(found.end(), kind) for kind, pattern in _KIND_OF_PROSE for found in pattern.finditer(line)]
    return max(named, key=lambda one: one[0])[1] if named else None


def _level(stated: Mapping[str, str], title: str, issuer: str | None, kind: Kind) -> Level:
    if level := _LEVEL_STATED.get(stated.get("level", "")):
        return level
    if kind in _NATIONAL:
        return Level.NATIONAL
    words = [issuer or "", title]
    return next((level for name in words for level, pattern in _LEVELS if pattern.search(name)), Level.UNKNOWN)


def _issuer(front: Sequence[str], back: Sequence[str]) -> str | None:
    lines = [*back, *front]
    named = (re.sub(r"\s", "", line) for line in lines if len(line) <= 30)
    return next((line for line in named if _OFFICE.search(line) and not re.search(r"[，。：《》\d]", line)), None)


def _publisher(head: str) -> str | None:
    """Return the body that the line below the title names: （2018年4月2日中共示例市委员会发布）."""
    found = _PUBLISHER.search(re.sub(r"[ \u3000]", "", head))
    return found[1] if found else None


def _named_in(title: str) -> str | None:
    """Return who speaks where the title says so: 习近平：在…座谈会上的讲话, 马卫光书记在…上的讲话."""
    found = _SPEAKER.search(title)
    return byline(found[1]) if found else None


def _speaker(front: Sequence[str]) -> str | None:
    """Return the name that stands alone on a line of the title page."""
    return next((name for line in front[1:] if (name := byline(line))), None)
