"""Files of questions: one file a format, found by its `EXTENSIONS`; `read(path)` yields `columns.Raw`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from faults import Fault
from quiz.columns import Raw

# A bank is some hundred kilobytes.
LARGEST = 50 * 2**20


def formats() -> dict[str, ModuleType]:
    """Return every extension with the module that reads it."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return {extension: module for module in modules for extension in module.EXTENSIONS}


def read(path: Path) -> tuple[Raw, ...]:
    """Return the questions of a file as they stand in it.

    Raises the faults file_missing, file_is_folder, file_too_large, file_damaged and others of reading,
    bank_format_unknown and bank_without_questions.
    """
    if not path.exists():
        raise Fault("file_missing", path=str(path))
    if path.is_dir():
        raise Fault("file_is_folder", path=str(path))
    if path.stat().st_size > LARGEST:
        raise Fault("file_too_large", path=str(path), megabytes=path.stat().st_size // 2**20, most=LARGEST // 2**20)
    module = formats().get(path.suffix.lower())
    if module is None:
        raise Fault("bank_format_unknown", path=str(path), known=" ".join(sorted(formats())))
    return _some(path, module.read(path))


def _some(path: Path, found: Iterator[Raw]) -> tuple[Raw, ...]:
    raws = tuple(found)
    if not raws:
        raise Fault("bank_without_questions", path=str(path))
    return raws
