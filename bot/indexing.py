"""Documents put in while everything keeps running: one task at a time, with its progress."""

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

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
    def remaining(self) -> float | None:
        """Seconds the stage still needs at its pace; None while nobody can say."""
        spent = time.monotonic() - self.started
        return spent / self.done * (self.total - self.done) if self.done and self.total else None


class Indexing:
    """Runs one task after another in a thread; the lock of the shelf keeps other processes away."""

    def __init__(self, shelf: Shelf, documents: Path, clock: Callable[[], datetime]) -> None:
        self._shelf, self._clock = shelf, clock
        self.documents = documents
        self.task = Task()
        self._turn = threading.Lock()

    def add(self, paths: Sequence[Path]) -> threading.Thread:
        """Start taking files in."""
        return self._start(lambda progress: reindex(paths, self._shelf, self._clock(), progress))

    def remove(self, titles: Sequence[str]) -> threading.Thread:
        """Start taking documents out."""
        return self._start(lambda progress: remove(titles, self._shelf, self._clock(), progress))

    def _start(self, work: Callable[[Callable[[str, int, int], None]], Report]) -> threading.Thread:
        self.task = Task(running=True, started=time.monotonic())
        thread = threading.Thread(target=self._run, args=(work,), name="indexing")
        thread.start()
        return thread

    def _run(self, work: Callable[[Callable[[str, int, int], None]], Report]) -> None:
        with self._turn:
            try:
                self.task = Task(report=work(self._progress))
            except Fault as fault:
                self.task = Task(fault=fault)

    def _progress(self, stage: str, done: int, total: int) -> None:
        started = self.task.started if self.task.stage == stage else time.monotonic()
        self.task = replace(self.task, running=True, stage=stage, done=done, total=total, started=started)

    def keep(self, upload: Path, name: str) -> tuple[Path, str]:
        """Check an uploaded file and keep it beside the documents; return its place and sha256.

        Raises the fault of the first thing in it that is refused; then nothing of it is kept.
        """
        inspect(upload)
        digest = hashlib.sha256(upload.read_bytes()).hexdigest()
        place = self.documents / f"{digest[:12]}-{Path(name).name}"
        self.documents.mkdir(parents=True, exist_ok=True)
        shutil.move(upload, place)
        return place, digest


def inspect(path: Path) -> None:
    """Read a file as reindexing would; raises the fault of the first document that is refused."""
    for found in formats.find([path]):
        for reading in [found] if isinstance(found, formats.Refusal) else formats.read(found):
            if isinstance(reading, formats.Refusal):
                raise reading.fault
            parse(reading)
