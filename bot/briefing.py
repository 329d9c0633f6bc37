"""The briefing of a report (F-09): the same figures on one page, addressed to the 党组 that leads the node."""

from dataclasses import replace

from bot.official import written
from bot.paper import LINES, Paper, Paragraph, height
from bot.phrases import report as words
from bot.phrases import statistics
from bot.phrases.answers import day as spoken
from bot.report import Report, data_number, moment


def docx(report: Report) -> bytes:
    """Return the briefing as .docx; the same report gives the same bytes."""
    return written(paper(report), moment(report))


def paper(report: Report) -> Paper:
    """Return the briefing, its lines so close that it stands on one page."""
    view = report.view
    days = {"start": spoken(view.start), "end": spoken(view.end)}
    unfinished = words.UNFINISHED.format(end=days["end"]) if view.end < report.closes else ""
    number = words.DATA_NUMBER.format(number=data_number(report))
    texts = (
        words.BRIEFLY.format(**days) + unfinished,
        *words.briefly(view.figures, report.subordinates),
        statistics.PURPOSE + statistics.LIMITS + number,
    )
    made = Paper(
        words.BRIEFING.format(node=view.node.name, period=report.title),
        report.leading.name if report.leading else words.NO_LEADING,
        tuple(Paragraph(text) for text in texts),
        view.node.name,
        spoken(report.today),
    )
    return replace(made, lines=max(LINES, height(made)))
