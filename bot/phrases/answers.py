"""The words around an answer; the answer itself is always the document's own."""

from collections.abc import Iterator
from datetime import date

from knowledge.evidence import Answer, Quote, Status

NOT_HELD = "库中没有可引用的依据，未作回答。"
REASONS = {
    "not_held": NOT_HELD,
    "not_in_document": f"{NOT_HELD}《{{title}}》里没有找到这方面的内容。",
    "document_not_held": f"{NOT_HELD}库中没有《{{title}}》，可请管理员上传。",
    "doc_no_not_held": f"{NOT_HELD}库中没有{{title}}这个文件，可请管理员上传。",
    "article_not_held": f"{NOT_HELD}《{{title}}》没有第{{article}}条。",
    "part_not_held": "《{title}》{article}没有这一款（项），全条如下：",
    "which_document": "请写明是哪个文件的条款，例如“学习制度第五条”。",
    "about_version": "《{document}》{state}。",
    "premise_not_held": "库中未见“{said}”的规定。",
    "injection": "我只按库中文件的原文回答问题，这个请求不能办理。",
    "personal_data": "涉及他人情况的信息不予提供。",
    "personal_case": "个案和人事问题不作判断，请向纪检或组织部门咨询。以下条文仅供阅读：",
    "opinion": "我只提供文件原文，不发表看法，也不代写文章。",
    "empty": "请用文字写下您的问题。",
    "not_yet_in_force": "《{document}》尚未施行（自{from}起施行），以下是已公布的文本：",
    "superseded": "以下出自《{document}》的旧版本，已于{until}被修订，仅供了解历史：",
    "repealed": "《{document}》已废止，以下仅供了解历史：",
    "research_view": "研究文章观点，非规定：",
    "false_quotation": "{cited}没有这个内容，相关内容在{real}：",
    "opening": "《{document}》共 {articles} 条（段），开头是：",
}
NEAREST = "最接近的条文（不一定回答您的问题）："
CURRENT = "现行规定："
STATES = {"not_yet": "尚未施行", "superseded": "已被修订", "repealed": "已废止"}
VIEW = "观点"


def said(answer: Answer) -> str:
    """Return the sentence that goes before the quotes, "" where they speak for themselves."""
    if answer.reason is None:
        return ""
    fields = dict(answer.fields)
    if answer.reason == "superseded" and not fields.get("until"):
        return "以下出自《{document}》的旧版本，仅供了解历史：".format_map(fields)
    if answer.reason == "about_version":
        fields["state"] = _state(answer)
    for name in ("from", "until"):
        if fields.get(name):
            fields[name] = day(date.fromisoformat(fields[name]))
    return REASONS[answer.reason].format_map(fields)


def _state(answer: Answer) -> str:
    """Say whether a version is in force and since when."""
    first = answer.quotes[0]
    start = f"自{day(first.effective_from)}起施行" if first.effective_from else "施行日期不详"
    return f"（{first.version}）{STATES.get(first.state, '现行有效')}，{start}"


def heading(quote: Quote) -> str:
    """Return 《title》（version，2026年5月11日起施行）."""
    start = f"{day(quote.effective_from)}起施行" if quote.effective_from else "施行日期不详"
    facts = "，".join(part for part in (quote.version, start) if part)
    return f"《{quote.document}》（{facts}）"


def note(quote: Quote) -> str:
    """Return what must be known of a quote: 观点, or that it is not in force."""
    return "；".join(part for part in (VIEW if quote.kind == "研究文章" else "", STATES.get(quote.state, "")) if part)


def day(value: date) -> str:
    """Return 2026年5月11日."""
    return f"{value.year}年{value.month}月{value.day}日"


def lines(answer: Answer) -> Iterator[str]:
    """Yield an answer as plain lines, for the terminal."""
    if words := said(answer):
        yield words
    for quote in answer.quotes:
        yield from _quote(quote)
    if answer.nearest:
        if answer.reason != "part_not_held":
            yield CURRENT if answer.status is Status.HISTORY else NEAREST
        for quote in answer.nearest:
            yield from _quote(quote)


def _quote(quote: Quote) -> Iterator[str]:
    noted = f"【{note(quote)}】" if note(quote) else ""
    yield f"{noted}{heading(quote)} {quote.address}"
    yield from (f"    {line}" for line in quote.text.split("\n"))


def hit_line(score: float, document: str, article: str, text: str) -> str:
    """Show one ranked article in one line."""
    return f"{score:.3f}  《{document}》{article}  {text[:60]}"
