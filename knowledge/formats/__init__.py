"""Files -> readings. The folder is the list: one file a format, found by its `EXTENSIONS`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from faults import Fault
from knowledge.document import Reading

# A regulation is a few hundred kilobytes; a larger file is a mistake or an attack.
LARGEST = 100 * 1024 * 1024
# Formats that are met and not read, each with its own advice.
LEGACY = (".doc", ".wps", ".ofd", ".rtf", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".rar", ".7z")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or row that could not be read, and why."""

    origin: str
    fault: Fault


def formats() -> dict[str, ModuleType]:
    """Return every extension with the module that reads it (".jsonl.gz" before ".gz")."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return {extension: module for module in modules for extension in module.EXTENSIONS}


def extension(path: Path) -> str:
    """Return the file's extension as the formats name it, "" where none of them reads it."""
    name = path.name.lower()
    return next((known for known in sorted(formats(), key=len, reverse=True) if name.endswith(known)), "")


def find(paths: Sequence[Path]) -> Iterator[Path | Refusal]:
    """Walk folders and files in a stable order; hidden files are left out, others are reported."""
    for path in paths:
        if path.is_dir():
            inside = (found for found in sorted(path.rglob("*")) if found.is_file() or found.is_symlink())
            yield from (_known(found) for found in inside if not _hidden(found, path))
        elif path.exists() or path.is_symlink():
            yield _known(path)
        else:
            yield Refusal(str(path), Fault("file_missing", path=str(path)))


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)


def _known(path: Path) -> Path | Refusal:
    if extension(path):
        return path
    code = "format_legacy" if path.suffix.lower() in LEGACY else "format_unknown"
    return Refusal(str(path), Fault(code, path=str(path), extension=path.suffix.lower() or path.name))


def read(path: Path) -> Iterator[Reading | Refusal]:
    """Read the documents of one file; what cannot be read comes as a `Refusal`, never as an exception."""
    try:
        _check(path)
        yield from formats()[extension(path)].read(path)
    except Fault as fault:
        yield Refusal(str(path), fault)
    except OSError as error:
        yield Refusal(str(path), Fault("file_unreadable", path=str(path), detail=error.strerror or str(error)))


def _check(path: Path) -> None:
    size = path.stat().st_size
    if path.is_dir():
        raise Fault("file_is_folder", path=str(path))
    if size == 0:
        raise Fault("file_empty", path=str(path))
    if size > LARGEST:
        raise Fault("file_too_large", path=str(path), megabytes=size // 2**20, most=LARGEST // 2**20)
