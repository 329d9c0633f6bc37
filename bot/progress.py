"""Progress bars on standard error; silent where nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from bot.phrases import library
from knowledge.building import Progress


@contextmanager
def bar() -> Iterator[Progress]:
    """Give a progress function that draws one bar a stage, with rate and remaining time."""
    shown: dict[str, Any] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in shown:
            for finished in shown.values():
                finished.close()
            words = library.STAGES[stage]
            shown[stage] = tqdm(desc=words, total=total or None, disable=None, dynamic_ncols=True, leave=bool(total))
        shown[stage].update(done - shown[stage].n)

    try:
        yield progress
    finally:
        for finished in shown.values():
            finished.close()
