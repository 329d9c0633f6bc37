"""Documents put in while everything keeps running: one task at a time, with its progress."""

import hashlib
import logging
import re
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from faults import Fault
from knowledge import formats
from knowledge.changes import Report
from knowledge.parse import parse
from knowledge.reindex import reindex, remove
from knowledge.snapshot import Shelf


@dataclass(frozen=True, slots=True)
class Task:
    """How far the running task is; `report` or `fault` when it ended."""

    running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    started: float = 0.0
    report: Report | None = None
    fault: Fault | None = None

    @property
    def rate(self) -> float | None:
        """How many a second the stage gets done; None while nobody can say."""
        spent = time.monotonic() - self.started
        return self.done / spent if self.done and spent else None

    @property
    def remaining(self) -> float | None:
        """Seconds the stage still needs at its pace; None while nobody can say."""
        return (self.total - self.done) / self.rate if self.rate and self.total else None


class Indexing:
    """Runs one task after another in a thread; the lock of the shelf keeps other processes away.

    `after` is called when a task has published a snapshot.
    """

    def __init__(
        self, shelf: Shelf, documents: Path, clock: Callable[[], datetime], after: Callable[[], object]
    ) -> None:
        self._shelf, self._clock, self._after = shelf, clock, after
        self.documents = documents
        self.task = Task()
        self._turn, self._counting = threading.Lock(), threading.Lock()
        self._left = 0

    def add(self, paths: Sequence[Path]) -> threading.Thread:
        """Start taking files in."""
        return self._start(lambda progress: reindex(paths, self._shelf, self._clock(), progress))

    def remove(self, titles: Sequence[str]) -> threading.Thread:
        """Start taking documents out."""
        return self._start(lambda progress: remove(titles, self._shelf, self._clock(), progress))

    def _start(self, work: Callable[[Callable[[str, int, int], None]], Report]) -> threading.Thread:
        with self._counting:
            self._left += 1
            if self._left == 1:
                self.task = Task(running=True, started=time.monotonic())
        thread = threading.Thread(target=self._run, args=(work,), name="indexing")
        thread.start()
        return thread

    def _run(self, work: Callable[[Callable[[str, int, int], None]], Report]) -> None:
        with self._turn:
            ended = self._ended(work)
            with self._counting:
                self._left -= 1
                self.task = replace(ended, running=self._left > 0, started=time.monotonic())

    def _ended(self, work: Callable[[Callable[[str, int, int], None]], Report]) -> Task:
        try:
            report = work(self._progress)
            if report.published:
                self._after()
            return Task(report=report)
        except Fault as fault:
            return Task(fault=fault)
        except Exception as error:  # a full disk, a defect: whoever watches must hear that it ended
            logging.getLogger("xuesi.indexing").exception("the task broke")
            return Task(fault=Fault("indexing_broken", detail=str(error)))

    def _progress(self, stage: str, done: int, total: int) -> None:
        started = self.task.started if self.task.stage == stage else time.monotonic()
        self.task = replace(self.task, running=True, stage=stage, done=done, total=total, started=started)

    def keep(self, upload: Path) -> tuple[Path, str]:
        """Check an uploaded file and keep it among the documents; return its place and sha256.

        Each has a folder of its own: a text without a title is called by the name of its file.

        Raises the fault of the first thing in it that is refused; then nothing of it is kept.
        """
        inspect(upload)
        with upload.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        place = self.documents / digest[:12] / upload.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(upload, place)
        return place, digest


def file_name(said: str) -> str:
    """Return a name under which an upload can be kept, whatever a browser said: one short part of a path."""
    name = PurePosixPath(re.sub(r'[\\:*?"<>|\x00-\x1f\x7f]', "_", said)).name.lstrip(".")
    stem, dot, ending = name.rpartition(".")
    whole, most = (stem, f"{dot}{ending[:10]}") if stem else (name, "")
    # File systems count bytes, at most 255; a character of Chinese has three.
    return whole.encode(errors="replace")[:200].decode(errors="ignore") + most or "file"


def inspect(path: Path) -> None:
    """Read a file as reindexing would; raises the fault of the first document that is refused."""
    for found in formats.find([path]):
        for reading in [found] if isinstance(found, formats.Refusal) else formats.read(found):
            if isinstance(reading, formats.Refusal):
                raise reading.fault
            parse(reading)
