"""Settings: one TOML file, frozen values, unknown keys refused, secrets from the environment."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from faults import Fault

# Secrets never stand in the file, so that it can be shown, copied and kept under version control.
RECORDS_URL = "XUESI_RECORDS_URL"
WORKSPACE = "XUESI_WORKSPACE"


@dataclass(frozen=True, slots=True)
class Service:
    """Who runs the bot and who may ask."""

    organisation: str = "示例市机关党委"
    bot_name: str = "学思"
    guests: str = "ask"
    questions_per_minute: int = 20
    # Where members reach the pages, for links sent in other chats: "https://example.org/xuesi/".
    address: str = ""


@dataclass(frozen=True, slots=True)
class Web:
    """Where the pages are served."""

    host: str = "127.0.0.1"
    port: int = 8080
    path_prefix: str = ""
    https: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How documents are indexed and answers found."""

    encoder: str = "bundled"
    second_approver: bool = True
    upload_megabytes: int = 50


@dataclass(frozen=True, slots=True)
class Records:
    """Where members' data is kept; an empty `url` means `records.db` in the workspace."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class Quiz:
    """The daily round: Beijing hours ("08:30"), its size, and the table of holidays (empty: `workdays.txt` at hand)."""

    opens: str = "08:30"
    closes: str = "20:00"
    items: int = 5
    make_up_days: int = 7
    workdays: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, with the workspace they apply to."""

    service: Service = field(default_factory=Service)
    web: Web = field(default_factory=Web)
    knowledge: Knowledge = field(default_factory=Knowledge)
    records: Records = field(default_factory=Records)
    quiz: Quiz = field(default_factory=Quiz)
    workspace: Path = Path("var")

    @property
    def records_url(self) -> str:
        """The SQLAlchemy URL of the records database."""
        return self.records.url or f"sqlite:///{self.workspace / 'records.db'}"


SECTIONS = {"service": Service, "web": Web, "knowledge": Knowledge, "records": Records, "quiz": Quiz}
CHOICES = {"service.guests": ("ask", "none")}
LIMITS = {
    "web.port": (1, 65535),
    "service.questions_per_minute": (1, 1000),
    "knowledge.upload_megabytes": (1, 2000),
    "quiz.items": (1, 20),
    "quiz.make_up_days": (0, 30),
}
_HOUR = re.compile(r"\d\d:[0-5]\d")
# Nobody is written to between eight in the evening and eight in the morning, so nothing opens then.
HOURS = {"quiz.opens": ("08:00", "19:59"), "quiz.closes": ("08:01", "23:59")}


def load(path: Path | None, workspace: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read `path` (or nothing) and the environment into a `Config`.

    The workspace is `workspace`, else $XUESI_WORKSPACE, else ./var. Raises the faults
    config_missing, config_unreadable, config_unknown_key and config_bad_value.
    """
    table = _table(path) if path else {}
    unknown = sorted(set(table) - set(SECTIONS))
    if unknown:
        raise Fault("config_unknown_key", key=unknown[0], known="、".join(SECTIONS))
    sections = {name: _section(name, kind, table.get(name, {})) for name, kind in SECTIONS.items()}
    if url := environment.get(RECORDS_URL):
        sections["records"] = Records(url=url)
    quiz = sections["quiz"]
    if quiz.closes <= quiz.opens:
        raise Fault("config_bad_value", key="quiz.closes", value=quiz.closes, allowed=f"> {quiz.opens}")
    home = workspace or Path(environment.get(WORKSPACE) or "var")
    return Config(**sections, workspace=home)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Fault("config_missing", path=str(path)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Fault("config_unreadable", path=str(path), detail=str(error)) from error


def _section(name: str, kind: type[Any], values: object) -> Any:  # noqa: ANN401 - one of the section classes
    if not isinstance(values, dict):
        raise Fault("config_bad_value", key=name, value=str(values), allowed=f"[{name}]")
    known = [item.name for item in fields(kind)]
    for key in values:
        if key not in known:
            raise Fault("config_unknown_key", key=f"{name}.{key}", known="、".join(known))
    hints = get_type_hints(kind)
    for key, value in values.items():
        _check(f"{name}.{key}", value, hints[key])
    return kind(**values)


def _check(key: str, value: object, wanted: type) -> None:
    # bool is an int to Python; a port of `true` is a mistake all the same.
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise Fault("config_bad_value", key=key, value=str(value), allowed=wanted.__name__)
    if key in CHOICES and value not in CHOICES[key]:
        raise Fault("config_bad_value", key=key, value=str(value), allowed=" / ".join(CHOICES[key]))
    if key in HOURS and not (_HOUR.fullmatch(str(value)) and HOURS[key][0] <= str(value) <= HOURS[key][1]):
        raise Fault("config_bad_value", key=key, value=str(value), allowed="–".join(HOURS[key]))
    if key in LIMITS and isinstance(value, int) and not LIMITS[key][0] <= value <= LIMITS[key][1]:
        low, high = LIMITS[key]
        raise Fault("config_bad_value", key=key, value=str(value), allowed=f"{low}–{high}")
