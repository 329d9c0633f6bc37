"""One thread that writes: many jobs in one commit, each behind a savepoint of its own."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import sqlalchemy as sa

Result = TypeVar("Result")
Job = Callable[[sa.Connection], Any]
Waiting = tuple[Job, "Future[Any]"]


class Writer:
    """Owns the connection that writes. A job that raises undoes only itself.

    `group` is how many waiting jobs may share one commit.
    """

    def __init__(self, engine: sa.Engine, group: int) -> None:
        self._engine, self._group = engine, group
        self._jobs: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._closed = False
        # Nothing may be queued behind the end, it would wait for ever.
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="records-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[sa.Connection], Result]) -> "Future[Result]":
        """Queue a job; its future resolves after the commit, or with what the job raised.

        Raises RuntimeError once the writer is closed. Cancelling the future of a job
        that has not begun drops the job; later its outcome is only not waited for.
        """
        future: Future[Result] = Future()
        with self._door:
            if self._closed:
                raise RuntimeError("the records are closed")
            self._jobs.put((job, future))
        return future

    def close(self) -> None:
        """Finish what is queued and stop."""
        with self._door:
            if not self._closed:
                self._jobs.put(None)
            self._closed = True
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group, last = [first], False
            while len(group) < self._group and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    last = True
                    break
                group.append(following)
            self._commit([waiting for waiting in group if waiting[1].set_running_or_notify_cancel()])
            if last:
                return

    def _commit(self, group: list[Waiting]) -> None:
        """Run the group in one transaction; nobody hears of success before the commit."""
        try:
            with self._engine.begin() as connection:
                outcomes = [_attempt(connection, job) for job, _ in group]
        except BaseException as error:  # whatever broke the commit broke it for all of them
            outcomes = [(None, error)] * len(group)
        for (_, future), (value, failure) in zip(group, outcomes, strict=True):
            if failure is None:
                future.set_result(value)
            else:
                future.set_exception(failure)


def _attempt(connection: sa.Connection, job: Job) -> tuple[Any, BaseException | None]:
    try:
        with connection.begin_nested():
            return job(connection), None
    except BaseException as error:  # handed to whoever waits for this job; the thread lives on
        return None, error
