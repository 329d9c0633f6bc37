"""What a proposed question must not be: the quality rules of domain 5.3, one function each.

A filter returns True where the candidate fails it. They are applied in the order of `FILTERS`, and the report counts
what each of them dropped.
"""

import re
from collections.abc import Callable, Mapping

from quiz.candidate import Candidate
from quiz.sentences import Sentence
from quiz.wording import GAP, bare

Filter = Callable[[Candidate], bool]

STEM = (12, 120)
# A shorter sentence says too little even with the name of its document before it.
SENTENCE = 8
_ANAPHOR = re.compile(
    r"^(?:该|其(?!他|中)|此|这|上述|前款|前项|前条|以上|情节|逾期|不能按期|拒不|特殊情况|对此|对其|同时|另外|但|否则|并|因此|因故|"
    r"遇有|如|确有|有下列|符合上述|凡上述|经其|对上述|违反前|本款|本项|或者|也|还|再|后|期满|届满|必要时|对于?(?:该|前|上)|"
    r"一经|仍|到期|需要时|具体|主要|除此|作出|受到|其中|会议|参加上述|两次|超过|不足|每次|表决|讨论)"
)
# A sentence that begins so, in the middle of a 款, has its subject in the one before.
_WITHOUT_SUBJECT = re.compile(
    r"^(?:一般|应当|可以|必须|不得|要|由|经|对|按照|根据|通过|坚持|每|凡|原则上|严格|未经|提倡|鼓励|注重|不准|可|须|需|采取|建立|"
    r"听取|结合|在|向|从|给予|予以|实行|加强|做好|组织|突出|认真|及时|定期|充分|有|无|没有|是|把|以|为|任期|至少|全年|自|当|至)"
)
# Words that point at another place: without it nobody can answer.
_POINTING = re.compile(
    r"前[款项条]|上述|本[条款项](?!例|件)|下列|如下|第[〇零一二三四五六七八九十百千\d]+[条款项章节](?!件)|上一款|前述|上列|以下(?:简称|情形|方式|程序|条件)|附件|附表"
)
_ORDER = re.compile(
    r"^(?:注意|加强|做好|坚持|突出|认真|充分|防止|注重|结合|严格|积极|切实|深入|大力|引导|强化|健全|完善|组织|推动|"
    r"发挥|提高|推进|深化|发扬|落实|培养|增强|严明|严肃)"
)
_MUST = re.compile(r"应当|可以|不得|必须|一般|由|需要|不准")
_CLOSING = re.compile(
    r"施行|废止|负责解释|解释权|制定本(?:条例|规定|办法|细则|规则|准则|制度|规程)|本(?:条例|规定|办法|细则|规则|准则|制度|规程|法)适用"
)
_DATE = re.compile(r"(?:19|20)\d{2}年|\d{1,2}月\d{1,2}[日号]|[〔\[（(](?:19|20)\d{2}[〕\])）]\s*\d+\s*号")
_PERSONS = re.compile(r"习近平|毛泽东|邓小平|江泽民|胡锦涛|马克思|恩格斯|列宁|同志")
_SLOGAN = re.compile(r"新时代|思想为指导|旗帜|两个维护|四个意识|四个自信|两个确立|伟大复兴|初心|使命")
_QUOTED = re.compile(r"“[^”]{8,}”(?!出自)")
_ONE = re.compile(r"[一1]\s?(?:次|人|名|个?季度|日|天|年)")
# What makes one of something a limit, a term or a frequency.
_BOUND = re.compile(
    r"(?:至少|不少于|不得少于|不超过|不得超过|每(?:个?月|季度|半年|年|周)[^，。；]{0,14}|一般|满|任期|期限?[为是]?)$"
)
_AND = r"以上[、，]?(?:不足|不满)?\s?"
_RANGE = re.compile(rf"{_AND}{GAP}|{GAP}{_AND}[〇零一二两三四五六七八九十百千万\d]")
_ALL_OF_THEM = re.compile(r"(?:以上|上述|下列)(?:都|均|全|各项)|都(?:对|不对|是|不是)$")


def leans_on(said: Sentence) -> bool:
    """Tell whether a sentence cannot be understood without the one before it (filter 2)."""
    start = said.text.lstrip("“（(")
    # Items complete the sentence of their lead-in; what begins a 款 has nothing before it to lean on.
    if said.lead and not said.before:
        return False
    return bool(_ANAPHOR.match(start) or (said.before and _WITHOUT_SUBJECT.match(start)))


def answer_in_the_stem(candidate: Candidate) -> bool:
    """1: the answer stands in the stem, or in the line that names the document."""
    if candidate.item.kind not in ("single", "blank") or candidate.recipe in ("order", "document"):
        return False
    # Of a blank the number alone is asked for; with its unit it may stand a second time: 7人以上…，不足____人.
    return len(bare(candidate.answer)) > 1 and bare(candidate.answer) in bare(candidate.item.stem)


def begins_with_an_anaphor(candidate: Candidate) -> bool:
    """2: 该, 其, 前款, 情节严重的 and the like at the beginning, with nothing before them."""
    return bool(_ANAPHOR.match(candidate.said.lstrip("“（("))) and not candidate.item.stem.endswith("？")


def points_elsewhere(candidate: Candidate) -> bool:
    """6: a reference to another article or list inside the words."""
    text = candidate.said if candidate.recipe != "several" else candidate.said.replace("下列", "").replace("如下", "")
    return bool(_POINTING.search(text))


def item_without_lead(candidate: Candidate) -> bool:
    """3: an item of a list is asked together with the sentence that introduces it."""
    asked = candidate.item.explanation
    inside = any(
        piece.lead and candidate.row.article.text[piece.start : piece.end].find(candidate.words) >= 0
        for piece in candidate.row.article.pieces
    )
    leads = {candidate.row.article.text[slice(*p.lead)].strip() for p in candidate.row.article.pieces if p.lead}
    return inside and not any(lead and lead in asked for lead in leads)


def length(candidate: Candidate) -> bool:
    """4: a stem of fewer than 12 characters, or a sentence, without the name before it, of fewer than 8 or over 120."""
    stem = candidate.item.stem.partition(f"《{candidate.title}》")[2] or candidate.item.stem
    stem = stem.removeprefix("规定").removeprefix("，").replace(GAP, "")
    # The name of the document says what a short sentence is about: 留党察看最长不超过____.
    return not (SENTENCE <= len(stem) <= STEM[1] and len(candidate.item.stem.replace(GAP, "")) >= STEM[0])


def torn(candidate: Candidate) -> bool:
    """2: words that are no whole sentence: an order to nobody, or what introduces a list that is not shown."""
    said = candidate.said
    if candidate.recipe in ("several", "order"):
        return False
    unfinished = not said.endswith(("。", "！")) and candidate.item.explanation == said
    introduces = "：" in said.rstrip("：")[-60:] and "；" in said
    order = _ORDER.match(said) is not None and not _MUST.search(said)
    return unfinished or introduces or order


def closing_clause(candidate: Candidate) -> bool:
    """5: 施行, 废止, 解释 and what else stands in 附则 or opens every regulation, but for which version holds."""
    return candidate.recipe != "version" and bool(_CLOSING.search(candidate.said))


def dates(candidate: Candidate) -> bool:
    """6: years, days of the calendar, numbers of documents are asked of nobody; `version` has a year as its answer."""
    return candidate.recipe != "version" and bool(_DATE.search(candidate.answer) or _DATE.search(candidate.said))


def options_uneven(candidate: Candidate) -> bool:
    """8: options that are equal when compared, or one more than twice as long as another."""
    options = [bare(option) for option in candidate.item.options]
    if not options:
        return False
    lengths = [len(option) for option in options]
    even = 2 if candidate.recipe not in ("several", "document", "order") else 4
    return len(set(options)) < len(options) or max(lengths) > even * max(1, min(lengths))


def all_of_them(candidate: Candidate) -> bool:
    """10: 以上都对, 以上都不对."""
    return any(_ALL_OF_THEM.search(option) for option in candidate.item.options)


def too_few_options(candidate: Candidate) -> bool:
    """11: three options are enough, two are not."""
    return bool(candidate.item.options) and len(candidate.item.options) < 3


def person_or_slogan(candidate: Candidate) -> bool:
    """14, 15: names, slogans and quotations are never asked about: nobody is to misquote them."""
    said = any(pattern.search(candidate.said) for pattern in (_PERSONS, _SLOGAN, _QUOTED))
    # Who and what guides everything is right of every list, and wrong of none.
    wrong = (option for number, option in enumerate(candidate.item.options) if number not in candidate.item.right)
    return said or any(is_slogan(option) for option in wrong)


def is_slogan(text: str) -> bool:
    """Tell whether words name persons or what guides everything."""
    return bool(_PERSONS.search(text) or _SLOGAN.search(text))


def vague(candidate: Candidate) -> bool:
    """7: what is blanked must be an amount of something: 一次, 一人, 一名 alone mostly are an article in disguise."""
    if candidate.recipe not in ("number", "truth") or not _ONE.fullmatch(candidate.answer):
        return False
    before, _, after = candidate.said.partition(candidate.answer)
    return not _BOUND.search(before.rstrip()) and not after.startswith(("以", "内"))


def one_end_of_a_range(candidate: Candidate) -> bool:
    """8: of 50人以上、100人以下 one end is no choice: what lies on the wrong side of the other is wrong at once."""
    return candidate.item.kind == "single" and bool(_RANGE.search(candidate.item.stem))


FILTERS: Mapping[str, Filter] = {
    "begins_with_an_anaphor": begins_with_an_anaphor,
    "points_elsewhere": points_elsewhere,
    "torn": torn,
    "item_without_lead": item_without_lead,
    "length": length,
    "closing_clause": closing_clause,
    "dates": dates,
    "vague": vague,
    "answer_in_the_stem": answer_in_the_stem,
    "options_uneven": options_uneven,
    "all_of_them": all_of_them,
    "one_end_of_a_range": one_end_of_a_range,
    "too_few_options": too_few_options,
    "person_or_slogan": person_or_slogan,
}
