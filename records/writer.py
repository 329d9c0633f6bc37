"""One thread that writes: many jobs in one commit, each behind a savepoint of its own."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import sqlalchemy as sa

Result = TypeVar("Result")
Job = Callable[[sa.Connection], Any]
# A commit waits for the disk; so many waiting jobs share one.
GROUP = 64


class Writer:
    """Owns the connection that writes. A job that raises undoes only itself."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[tuple[Job, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="records-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[sa.Connection], Result]) -> "Future[Result]":
        """Queue a job; its future resolves after the commit, or with what the job raised."""
        future: Future[Result] = Future()
        self._jobs.put((job, future))
        return future

    def close(self) -> None:
        """Finish what is queued and stop."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group = [first]
            last = False
            while len(group) < GROUP and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    last = True
                    break
                group.append(following)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[tuple[Job, "Future[Any]"]]) -> None:
        """Run the group in one transaction; nobody hears of success before the commit."""
        try:
            with self._engine.begin() as connection:
                outcomes = [_attempt(connection, job) for job, _ in group]
        except Exception as error:  # whatever broke the commit broke it for all of them
            outcomes = [(None, error)] * len(group)
        for (_, future), (value, failure) in zip(group, outcomes, strict=True):
            if failure is None:
                future.set_result(value)
            else:
                future.set_exception(failure)


def _attempt(connection: sa.Connection, job: Job) -> tuple[Any, Exception | None]:
    try:
        with connection.begin_nested():
            return job(connection), None
    except Exception as error:  # handed to whoever waits for this job
        return None, error
