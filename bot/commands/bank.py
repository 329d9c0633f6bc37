"""`xuesi bank`: questions in and out, made from the documents, reviewed."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bot import clock
from bot.commands import Command, no_arguments, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import bank as words
from bot.phrases import commands
from bot.phrases.faults import sentence
from bot.progress import bar
from faults import Fault
from knowledge.snapshot import Snapshot
from quiz import analysis, bank, exporting, generate, intake, items, sheets
from quiz.intake import Intake
from quiz.item import State
from quiz.renewal import successor
from records.engine import Records, open_records

ACTOR = "terminal"


def _snapshot(config: Config) -> Snapshot | None:
    """Return the library, None while it is empty: questions may come before their documents."""
    home = shelf(config)
    return home.current() if home.pointer() else None


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=commands.BANK_FILE)
    parser.add_argument("--create", action="store_true", help=commands.BANK_CREATE)
    parser.add_argument("--dry-run", action="store_true", help=commands.DRY_RUN)
    parser.add_argument("--errors", type=Path, metavar="FILE", help=commands.BANK_ERRORS)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _import(given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as records:
        with records.read() as reader:
            held = [entry.item for entry in bank.entries(reader) if entry.state is not State.ARCHIVED]
        snapshot, now = _snapshot(config), clock.now()
        with bar() as progress:
            found = intake.examine(
                given.file, snapshot, clock.day_of(now), held, lambda done, total: progress("questions", done, total),
                create=given.create,
            )  # fmt: skip
        taken: tuple[int, ...] = ()
        if not found.troubles and not given.dry_run:
            taken = records.write(lambda c: intake.take_in(c, snapshot, found, ACTOR, now))
    path = _write_errors(found, given.errors or Path(words.ERRORS_FILE.format(name=given.file.stem)))
    _show_intake(found, taken, path, given)
    return 1 if found.troubles else 0


def _write_errors(found: Intake, path: Path) -> Path | None:
    """Write the error sheet, none for a file without errors."""
    if not found.troubles:
        return None
    sheets.write(path, words.ERRORS_SHEET, words.ERRORS_HEADER, words.error_rows(found.troubles))
    return path


def _show_intake(found: Intake, taken: tuple[int, ...], path: Path | None, given: argparse.Namespace) -> None:
    if given.json:
        troubles = [dict(zip(words.ERRORS_HEADER, row, strict=True)) for row in words.error_rows(found.troubles)]
        put({**intake.summary(found), "taken": len(taken), "troubles": troubles, "errors": path and str(path)})
        return
    for line in words.intake_lines(found):
        say(line)
    if path:
        say(words.ERRORS_WRITTEN.format(count=len(found.troubles), path=path))
    elif given.dry_run:
        say(words.ONLY_TRIED)
    else:
        say(words.TAKEN_IN.format(count=len(taken)) if taken else words.NOTHING_NEW)


def _generate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("titles", nargs="*", metavar="TITLE", help=commands.BANK_TITLES)
    parser.add_argument("--seed", type=int, default=1, help=commands.SEED)
    parser.add_argument("--limit", type=int, help=commands.BANK_LIMIT)
    parser.add_argument("--dry-run", action="store_true", help=commands.DRY_RUN)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _generate(given: argparse.Namespace, config: Config) -> int:
    snapshot, now = shelf(config).current(), clock.now()
    versions = generate.in_force(snapshot, clock.day_of(now), given.titles)
    if given.titles and not versions:
        raise Fault("document_unknown", title="、".join(given.titles))
    with closing(open_records(config.records_url)) as records:
        with records.read() as reader:
            known = [entry.item for entry in bank.entries(reader)]
        made = generate.generate(snapshot, versions, given.seed, known, given.limit)
        if not given.dry_run:
            records.write(lambda c: [bank.add(c, snapshot, item, "generated", ACTOR, now) for item in made.items])
    if given.json:
        kinds = Counter((item.binding.title if item.binding else "", item.kind) for item in made.items)
        rows = [{"document": title, "kind": kind, "items": count} for (title, kind), count in kinds.items()]
        put({"proposed": made.proposed, "kept": len(made.items), "dropped": made.dropped, "items": rows})
        return 0
    for line in words.generated_lines(made):
        say(line)
    say(words.GENERATED.format(proposed=made.proposed, kept=len(made.items)))
    if given.dry_run:
        say(words.ONLY_TRIED)
    return 0


def _bind(_given: argparse.Namespace, config: Config) -> int:
    """Look again for the articles of questions that had none when they came in."""
    snapshot, now = shelf(config).current(), clock.now()
    with closing(open_records(config.records_url)) as records:
        with records.read() as reader:
            entries = intake.unbound(reader)
        with bar() as progress:
            found = intake.tied(
                entries, snapshot, clock.day_of(now), lambda done, total: progress("questions", done, total)
            )
        records.write(lambda c: intake.tie(c, snapshot, found, ACTOR, now))
    say(words.BOUND.format(count=len(entries), found=len(found)))
    return 0


def _states(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", choices=[state.value for state in State], action="append", help=commands.BANK_STATE)


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=commands.BANK_OUT)
    _states(parser)


def _export(given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as records, records.read() as reader:
        entries = bank.entries(reader, [State(state) for state in given.state or ()])
    exporting.write(given.file, entries, [words.STATES[entry.state] for entry in entries])
    say(words.EXPORTED.format(count=len(entries), path=given.file))
    return 0


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    _states(parser)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _list(given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as records, records.read() as reader:
        entries = bank.entries(reader, [State(state) for state in given.state or ()])
    if given.json:
        put([{"id": entry.item.id, "state": entry.state, "reason": entry.reason, "kind": entry.item.kind,
              "stem": entry.item.stem, "document": entry.item.binding and entry.item.binding.title,
              "article": entry.label} for entry in entries])  # fmt: skip
        return 0
    for entry in entries:
        say(words.list_line(entry))
    say(words.counts_line(Counter(entry.state for entry in entries)))
    return 0


def _review(_given: argparse.Namespace, config: Config) -> int:
    """Show what waits, one after the other, and do what is typed."""
    snapshot = shelf(config).current()
    done = Counter[str]()
    with closing(open_records(config.records_url)) as records:
        with records.read() as reader:
            queue = bank.queue(reader)
        say(words.REVIEW_KEYS if queue else words.NOTHING_TO_REVIEW)
        for entry in queue:
            if not _decided(entry.item.id, snapshot, records, done, sys.stdin.readline):
                break
    say(words.REVIEWED.format(approved=done["approved"], rejected=done["rejected"]))
    return 0


def _decided(number: int, snapshot: Snapshot, records: Records, done: "Counter[str]", ask: Callable[[], str]) -> bool:
    """Show one item and read until it is decided on or passed over; False to end."""
    now = clock.now()
    with records.read() as reader:
        entry = bank.entry(reader, number)
    row = successor(snapshot, entry.item, entry.article, clock.day_of(now))
    other = row.article.text if row and row.article.text != entry.article else ""
    say("\n" + "\n".join(words.entry_lines(entry, other)))
    while typed := ask():
        choice, _, reason = typed.strip().partition(" ")
        if choice == "":
            return True
        if choice == "q":
            return False
        if choice == "n" and not reason.strip():
            say(words.REASON_PLEASE)
            continue
        try:
            if choice == "y":
                records.write(lambda c: bank.approve(c, snapshot, number, ACTOR, clock.day_of(now), now))
                done["approved"] += 1
            elif choice == "n":
                records.write(partial(bank.reject, number=number, actor=ACTOR, now=now, reason=reason.strip()))
                done["rejected"] += 1
            else:
                say(words.REVIEW_KEYS)
                continue
        except Fault as fault:
            say(sentence(fault))
            continue
        return True
    return False


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _health(given: argparse.Namespace, config: Config) -> int:
    """Show how the items in use behave, those that deserve a look first."""
    with closing(open_records(config.records_url)) as records, records.read() as reader:
        found = analysis.analyse(reader)
        flagged = [(bank.entry(reader, number), found[number]) for number in items.weakest(found)]
    if given.json:
        put({str(number): asdict(one) for number, one in found.items()})
        return 0
    for entry, one in flagged:
        say(words.health_line(entry, one))
    say(words.HEALTH.format(count=len(found), enough=sum(one.facility is not None for one in found.values())))
    return 0


COMMANDS = (
    Command("bank import", _import_arguments, _import),
    Command("bank bind", no_arguments, _bind),
    Command("bank generate", _generate_arguments, _generate),
    Command("bank review", no_arguments, _review),
    Command("bank export", _export_arguments, _export),
    Command("bank list", _list_arguments, _list),
    Command("bank health", _json, _health),
)
