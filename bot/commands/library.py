"""`xuesi reindex`, `snapshots`, `rollback`, `documents`: what the library holds."""

import argparse
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from bot import clock
from bot.commands import Command, note, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import commands, library
from bot.phrases.bank import aftermath_line
from bot.progress import bar
from bot.upkeep import renew
from knowledge.changes import Report
from knowledge.reindex import reindex, remove
from records.engine import open_records


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _reindex_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=commands.PATHS)
    parser.add_argument("--prune", action="store_true", help=commands.PRUNE)
    parser.add_argument("--dry-run", action="store_true", help=commands.DRY_RUN)
    _json(parser)


def _reindex(given: argparse.Namespace, config: Config) -> int:
    with bar() as progress:
        report = reindex(given.paths, shelf(config), clock.now(), progress, prune=given.prune, dry_run=given.dry_run)
    _show(report, as_json=given.json)
    if report.published:
        _renew(config)
    return 0 if report.documents or not report.refused else 1


def _renew(config: Config) -> None:
    """Let the bank follow the library, where there is one."""
    if not config.records.url and not (config.workspace / "records.db").exists():
        return
    with closing(open_records(config.records_url)) as records:
        if line := aftermath_line(renew(records, shelf(config), clock.now)):
            note(line)


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        put({**asdict(report), "passages_per_second": round(report.rate, 1)})
    else:
        for line in library.report_lines(report):
            say(line)


def _snapshots(given: argparse.Namespace, config: Config) -> int:
    home = shelf(config)
    published = home.pointer()
    rows = [
        {"name": one.name, "published": one.name == published, "created": one.created,
         "documents": one.documents, "articles": one.articles, "encoder": one.encoder}
        for one in home.manifests()
    ]  # fmt: skip
    if given.json:
        put(rows)
    else:
        for row in rows:
            say(library.snapshot_line(row))
    return 0


def _rollback_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("snapshot", nargs="?", help=commands.SNAPSHOT)
    _json(parser)


def _rollback(given: argparse.Namespace, config: Config) -> int:
    name = shelf(config).rollback(given.snapshot)
    _renew(config)
    if given.json:
        put({"snapshot": name})
    else:
        say(library.rolled_back(name))
    return 0


def _list(given: argparse.Namespace, config: Config) -> int:
    today = clock.day_of(clock.now())
    rows = [
        {"document": one.metadata.title, "version": one.metadata.version, "kind": one.metadata.kind,
         "doc_no": one.metadata.doc_no, "effective_from": one.metadata.effective_from,
         "state": one.state(today), "articles": one.count, "origin": one.origin}
        for one in shelf(config).current().catalog.versions.values()
    ]  # fmt: skip
    if given.json:
        put(rows)
    else:
        for row in rows:
            say(library.document_line(row))
        if not rows:
            say(library.NO_DOCUMENTS)
    return 0


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("titles", nargs="+", metavar="TITLE", help=commands.TITLES)
    _json(parser)


def _remove(given: argparse.Namespace, config: Config) -> int:
    with bar() as progress:
        report = remove(given.titles, shelf(config), clock.now(), progress)
    _show(report, as_json=given.json)
    _renew(config)
    return 0


COMMANDS = (
    Command("reindex", _reindex_arguments, _reindex),
    Command("snapshots", _json, _snapshots),
    Command("rollback", _rollback_arguments, _rollback),
    Command("documents list", _json, _list),
    Command("documents remove", _remove_arguments, _remove),
)
