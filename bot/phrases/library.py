"""The words about the library: change reports, snapshots, documents, figures."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.phrases.faults import explain
from knowledge.changes import ArticleChange, DocumentChange, Refused, Report

STAGES = {
    "reading": "读取文件",
    "opening": "打开现有文件库",
    "catalogue": "写目录",
    "words": "词面索引",
    "encoding": "语义编码",
    "publishing": "校验并发布",
    "questions": "核对题目",
}
CHANGES = {"added": "新增", "changed": "修改", "removed": "移除", "renumbered": "改号"}
STATES = {"in_force": "现行有效", "not_yet": "尚未施行", "superseded": "已被替代", "repealed": "已废止"}
WARNINGS = {
    "missing_articles": "缺少条号",
    "duplicate_articles": "条号重复",
    "articles_out_of_order": "条号顺序有误",
    "numbering_restarts": "条号重新从第一条开始",
    "copy_left_out": "同一版本有更完整的一份，未采用",
    "undetermined": "文中未写明，需要时请在文件头补上",
}
FIELDS = {"effective_from": "施行日期", "issuer": "发文机关", "version": "版本"}
DECLARE = "请勾选“公开发布”并写明来源后再上传。"
WAITS = "{file} 已上传，等待另一位管理员审核。"
TAKEN = "{file} 已通过检查，正在入库。"
REMOVED = "{file} 未通过审核，已删除。"
TAKING_OUT = "正在移除《{title}》。"
FIRST_RUN = "这份问题第一次测量，下次会显示变化。"
# A report of hundreds of lines is read by nobody; --json has all of it.
SHOWN = 40
NO_DOCUMENTS = "库中没有文件。用“xuesi reindex 文件夹”放入。"


def report_lines(report: Report) -> Iterator[str]:
    """Read a change report aloud: what changed, what was refused, what deserves a look."""
    yield from (line for change in report.changes[:SHOWN] for line in _document(change))
    if len(report.changes) > SHOWN:
        yield f"……另有 {len(report.changes) - SHOWN} 个文件（--json 可见全部）"
    if report.refused:
        yield f"拒收 {len(report.refused)} 个："
        yield from (f"  {one.origin}：{explain(one.code, one.fields)}" for one in report.refused[:SHOWN])
    yield from (f"  请留意 《{title}》{version}：{warning(words)}" for title, version, words in report.warnings[:SHOWN])
    if report.golden:
        figures = "，".join(f"{one.name} {one.before} → {one.after}" for one in report.golden)
        yield f"golden.jsonl 的问题已重新测量：{figures}。"
    yield summary(report)


def summary(report: Report) -> str:
    """Say in one line what the library holds now."""
    if not report.published:
        return f"没有发布新的快照；{held(report)}，用时 {report.seconds:.1f} 秒。"
    speed = f"{report.passages} 个片段（新编码 {report.encoded} 个，{report.rate:.0f} 个/秒）"
    return f"已发布快照 {report.snapshot}：{held(report)}，{speed}，用时 {report.seconds:.1f} 秒。"


def held(report: Report) -> str:
    """Say how much the library held after a reindex."""
    return f"共 {report.documents} 个文件、{report.articles} 条（段）"


def warning(words: str) -> str:
    """Say one warning: "missing_articles: 20" becomes 缺少条号：20."""
    code, _, detail = words.partition(": ")
    said = WARNINGS.get(code, code)
    return f"{said}：{'、'.join(FIELDS.get(part, part) for part in detail.split(','))}" if detail else said


def _document(change: DocumentChange) -> Iterator[str]:
    since = f"（对照 {change.since}）" if change.since else ""
    version = f"（{change.version}）" if change.version else ""
    yield f"{CHANGES[change.change]} 《{change.title}》{version}{since}"
    yield from (f"  {article_change(article)}" for article in change.articles[:SHOWN])


def article_change(change: ArticleChange) -> str:
    """Say what became of an article: 修改 第五条 → 第六条."""
    numbers = " → ".join(dict.fromkeys(number for number in (change.old, change.new) if number))
    return f"{CHANGES[change.change]} {numbers}"


def snapshot_line(row: Mapping[str, Any]) -> str:
    """Describe a snapshot in one line; the published one has a star."""
    star = "*" if row["published"] else " "
    return f"{star} {row['name']}  {row['created'][:19]}  {row['documents']} 个文件 {row['articles']} 条"


def rolled_back(name: str) -> str:
    """Say which snapshot is published now."""
    return f"现在使用的快照：{name}"


def document_line(row: Mapping[str, Any]) -> str:
    """Describe a document in one line."""
    version = f"（{row['version']}）" if row["version"] else ""
    start = f"{row['effective_from']}起施行" if row["effective_from"] else "施行日期不详"
    return f"{STATES[row['state']]}  《{row['document']}》{version} {row['kind']} {start} {row['articles']} 条"


def figure_line(name: str, value: float) -> str:
    """Print one figure of an evaluation under its usual name."""
    return f"{name:16} {value}"


def type_line(name: str, found: Mapping[str, float]) -> str:
    """Print the figures of one type of questions in one line."""
    shown = ("recall@10", "mrr", "false_answers", "false_refusals")
    return f"{name}（{found['questions']:.0f} 题）  " + "  ".join(
        f"{one} {found[one]}" for one in shown if one in found
    )


def change_lines(changed: Mapping[str, float], worse: Sequence[str], better: Sequence[str]) -> Iterator[str]:
    """Say what changed since the last evaluation of the same questions, and which ended worse or better."""
    if not changed and not worse and not better:
        yield "与上次测量相同。"
        return
    yield "与上次测量相比："
    yield from (f"  {name:16} {value:+.4f}" for name, value in changed.items())
    for name, questions in (("变差", worse), ("变好", better)):
        if questions:
            more = "……" if len(questions) > SHOWN else ""
            yield f"  {name} {len(questions)} 题：{'；'.join(questions[:SHOWN])}{more}"


def rows_written(rows: int, path: Path) -> str:
    """Say where the training rows are."""
    return f"已把 {rows} 条有用的问答写入 {path}，其中没有提问人的信息。"


def useless_written(rows: int, path: Path) -> str:
    """Say where the questions are whose answers were of no use, and what to do with them."""
    return (
        f"已把 {rows} 条没用的问答写入 {path}：shown 是当时显示的条文；请在 relevant 里填上正确的，再用来训练或测量。"
    )


def ranking_written(rows: int, path: Path) -> str:
    """Say where the new ranking is and what to do with it."""
    return f"已用 {rows} 个问题训练排序，写入 {path}。请先用没参加训练的问题 xuesi evaluate 比较，再在设置里启用。"


def stored(path: Path) -> Report:
    """Read the change report of a snapshot as it was kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    changes = tuple(
        DocumentChange(**{**one, "articles": tuple(ArticleChange(**article) for article in one["articles"])})
        for one in kept["changes"]
    )
    refused = tuple(Refused(**one) for one in kept["refused"])
    warnings = tuple((title, version, words) for title, version, words in kept["warnings"])
    return Report(**{**kept, "changes": changes, "refused": refused, "warnings": warnings})


def counted(report: Report) -> str:
    """Say in a few words how many documents a report added, changed and removed."""
    counts = {kind: sum(change.change == kind for change in report.changes) for kind in CHANGES}
    said = [f"{CHANGES[kind]} {count}" for kind, count in counts.items() if count]
    return "，".join([*said, f"拒收 {len(report.refused)}"] if report.refused else said) or "文件没有变化"
