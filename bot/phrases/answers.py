"""The words around an answer; the answer itself is always the document's own."""

from collections.abc import Iterator
from datetime import date

from knowledge.document import Kind
from knowledge.evidence import Answer, Quote, Status
from knowledge.numerals import article_label

# Fixed wordings of the answering policy: what is refused and what is only history reads the same everywhere.
NOT_HELD = "库中没有可引用的依据，未作回答。"
HISTORY = "仅供了解历史。"
REASONS = {
    "not_held": NOT_HELD,
    "not_in_document": f"{NOT_HELD}《{{title}}》里没有找到这方面的内容。",
    "document_not_held": f"{NOT_HELD}库中没有《{{title}}》，可请管理员上传。",
    "doc_no_not_held": f"{NOT_HELD}库中没有{{title}}这个文件，可请管理员上传。",
    "article_not_held": f"{NOT_HELD}《{{title}}》没有{{article}}。",
    "part_not_held": "《{title}》{label}没有这一款（项），全条如下：",
    "which_document": "请写明是哪个文件的条款，例如“学习制度第五条”。",
    "about_version": "{document}{state}。",
    "premise_not_held": "库中未见“{said}”的规定。",
    "injection": "我只按库中文件的原文回答问题，这个请求不能办理。",
    "personal_data": "涉及他人情况的信息不予提供。",
    "personal_case": "个案和人事问题不作判断，请向纪检或组织部门咨询。",
    "opinion": "我只提供文件原文，不发表看法，也不代写文章。",
    "empty": "请用文字写下您的问题。",
    "not_yet_in_force": "{document}尚未施行（自{from}起施行），以下是已公布的文本：",
    "superseded": f"{{document}}：该文件已{{until}}被修订，{HISTORY}",
    "repealed": f"{{document}}：该文件已{{until}}废止，{HISTORY}",
    "research_view": "研究文章观点，非规定：",
    "false_quotation": "{cited}没有这个内容，相关内容在{real}：",
    "opening": "{document}共 {articles} 条（段）{outline}开头是：",
    "which_speech": "库中有多篇这位同志的讲话，请写明是哪一篇或者问什么内容，例如：{titles}。",
    "not_chinese": "库中文件都是中文的，请用中文提问。(Please ask in Chinese.)",
    "rude": "没帮上忙，抱歉。回复“建议：……”可转给管理员；要查规定，请直接写要查的内容。",
}
NEAREST = "最接近的条文（不一定回答您的问题）："
TO_READ = "以下条文仅供阅读："
CURRENT = "现行规定："
LACKING = "库中没有依据、未作回答的部分：{parts}。"
SEVERAL = "以上出自不同文件：{documents}。如不一致，这里不作取舍，请向解释机关咨询{interpreters}。"
INTERPRETER = "《{title}》{clause}：{interpreter}"
SUCCESSOR = "现行文本见{successor}。"
AS_OF = "按{day}的情况回答："
# A text ends by a revision or by another one that repeals it; the sentence above the card says which.
STATES = {"not_yet": "尚未施行", "superseded": "已失效", "repealed": "已失效"}
IN_FORCE = "现行有效"
# What binds nobody says so.
KINDS = {Kind.RESEARCH.value: "观点"} | {kind.value: kind.value for kind in (Kind.SPEECH, Kind.MEETING, Kind.HISTORY)}
# These are given, held or written; nothing in them comes into force.
WITHOUT_FORCE = (Kind.SPEECH, Kind.MEETING, Kind.HISTORY, Kind.RESEARCH, Kind.OTHER)


def said(answer: Answer) -> str:
    """Return the sentence that goes before the quotes, "" where they speak for themselves."""
    if answer.reason is None:
        return ""
    facts = dict(answer.fields)
    another = facts.get("successor", facts.get("document")) != facts.get("document")
    reason = "repealed" if answer.reason == "superseded" and another else answer.reason
    return REASONS[reason].format_map(_facts(answer))


def _facts(answer: Answer) -> dict[str, str]:
    """Return the facts of a sentence in the words of readers."""
    facts = dict(answer.fields)
    first = answer.quotes[0] if answer.quotes else None
    ended = facts.get("until") or str((first and first.effective_to) or "")
    facts["until"] = f"于{day(date.fromisoformat(ended))}" if ended else ""
    if begins := facts.get("from"):
        facts["from"] = day(date.fromisoformat(begins))
    if answer.reason == "article_not_held":
        facts["article"] = article_label(facts["article"])
    if answer.reason == "opening":
        facts["outline"] = f"：\n{outline}\n" if (outline := facts.get("outline")) else "，"
    if title := facts.get("document"):
        facts["document"] = document(title, facts.get("version", ""))
    if first:
        facts["state"] = f"{STATES.get(first.state, IN_FORCE)}，{_since(first.effective_from)}"
    return facts


def beside(answer: Answer) -> str:
    """Return the line between an answer and its nearest articles; "" where nothing stands there."""
    facts = dict(answer.fields)
    if answer.status is Status.HISTORY and not answer.nearest:
        successor = facts.get("successor")
        return SUCCESSOR.format(successor=document(successor, facts.get("successor_version", ""))) if successor else ""
    if not answer.nearest or answer.reason == "part_not_held":
        return ""
    if answer.status is Status.HISTORY:
        return CURRENT
    return TO_READ if answer.reason == "personal_case" else NEAREST


def lacking(answer: Answer) -> str:
    """Name the parts of a question that the library does not hold; "" where it holds all."""
    asked = "".join(f"“{part}”" for part, _ in answer.lacking)
    return LACKING.format(parts=asked) if asked else ""


def several(answer: Answer) -> str:
    """Say that several documents answer, with what is needed to weigh them; "" for one."""
    if not answer.origins:
        return ""
    documents = "、".join(document(one.document, one.level, _since(one.effective_from)) for one in answer.origins)
    interpreters = "，".join(
        INTERPRETER.format(title=one.document, clause=one.clause, interpreter=one.interpreter)
        for one in answer.origins
        if one.interpreter
    )
    return SEVERAL.format(documents=documents, interpreters=f"（{interpreters}）" if interpreters else "")


def heading(quote: Quote) -> str:
    """Return 《title》（version，2026年5月11日起施行）; of a speech who gave it, where and when instead."""
    if quote.kind not in WITHOUT_FORCE:
        return document(quote.document, quote.version, _since(quote.effective_from))
    occasion = "" if quote.occasion in quote.document else quote.occasion
    given = day(quote.effective_from) if quote.effective_from else quote.version
    return document(quote.document, quote.speaker, occasion, given)


def _since(start: date | None) -> str:
    return f"{day(start)}起施行" if start else "施行日期不详"


def document(title: str, *facts: str) -> str:
    """Return 《title》（fact，fact）."""
    known = "，".join(fact for fact in facts if fact)
    return f"《{title}》（{known}）" if known else f"《{title}》"


def note(quote: Quote) -> str:
    """Return what must be known of a quote: that it is a view, a speech or a history, or not in force."""
    return "；".join(part for part in (KINDS.get(quote.kind, ""), STATES.get(quote.state, "")) if part)


def day(value: date) -> str:
    """Return 2026年5月11日."""
    return f"{value.year}年{value.month}月{value.day}日"


def lines(answer: Answer) -> Iterator[str]:
    """Yield an answer as plain lines, for the terminal."""
    if words := said(answer):
        yield words
    for quote in answer.quotes:
        yield from _quote(quote)
    yield from (words for words in (lacking(answer), several(answer), beside(answer)) if words)
    for quote in answer.nearest:
        yield from _quote(quote)


def _quote(quote: Quote) -> Iterator[str]:
    noted = f"【{note(quote)}】" if note(quote) else ""
    yield f"{noted}{heading(quote)} {quote.address}"
    yield from (f"    {line}" for line in quote.text.split("\n"))


def hit_line(score: float, document: str, article: str, text: str) -> str:
    """Show one ranked article in one line."""
    return f"{score:.3f}  《{document}》{article}  {text[:60]}"
