"""Settings: one TOML file, frozen values, unknown keys refused, secrets from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from bot.weixin.accounts import Wechat, Wecom, WecomBot, WecomRobot
from faults import Fault

# Secrets never stand in the file, so that it can be shown, copied and kept under version control.
RECORDS_URL = "XUESI_RECORDS_URL"
WORKSPACE = "XUESI_WORKSPACE"
TELEGRAM_TOKEN = "XUESI_TELEGRAM_TOKEN"
# Short and plain: it stands in addresses, in paths and in the names of variables.
NAME = re.compile("[a-z0-9_]{1,15}")
# 32 bytes as 43 characters; after a change the key before it behind a comma.
AES_KEY = re.compile("[0-9A-Za-z+/]{43}(, ?[0-9A-Za-z+/]{43})?")


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
    # Whether members may sign in by their number and a password; meant for an intranet.
    member_passwords: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How documents are indexed and answers found."""

    encoder: str = "bundled"
    ranking: str = "learned"
    reranker: str = ""
    reranker_milliseconds: int = 400
    certainty_percent: int = 55
    golden_margin_percent: int = 2
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
class Weekly:
    """When secretaries get the week behind them in private: a day of the week, and a Beijing hour."""

    day: str = "monday"
    hour: str = "09:00"


@dataclass(frozen=True, slots=True)
class Telegram:
    """Whether and how Telegram is listened to; the token comes from the environment."""

    mode: str = "off"
    webhook_url: str = ""
    base_url: str = "https://api.telegram.org"
    token: str = field(default="", repr=False, metadata={"secret": TELEGRAM_TOKEN})


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, with the workspace they apply to."""

    service: Service = field(default_factory=Service)
    web: Web = field(default_factory=Web)
    knowledge: Knowledge = field(default_factory=Knowledge)
    records: Records = field(default_factory=Records)
    quiz: Quiz = field(default_factory=Quiz)
    weekly: Weekly = field(default_factory=Weekly)
    telegram: Telegram = field(default_factory=Telegram)
    wechat: tuple[Wechat, ...] = ()
    wecom: tuple[Wecom, ...] = ()
    wecom_bot: tuple[WecomBot, ...] = ()
    wecom_robot: tuple[WecomRobot, ...] = ()
    workspace: Path = Path("var")

    @property
    def records_url(self) -> str:
        """The SQLAlchemy URL of the records database."""
        return self.records.url or f"sqlite:///{self.workspace / 'records.db'}"


SECTIONS = {
    "service": Service, "web": Web, "knowledge": Knowledge, "records": Records, "quiz": Quiz, "weekly": Weekly,
    "telegram": Telegram,
}  # fmt: skip
# Of these there may be several in one deployment: [[wechat]] once for each account.
LISTS: Mapping[str, type[Any]] = {
    "wechat": Wechat, "wecom": Wecom, "wecom_bot": WecomBot, "wecom_robot": WecomRobot,
}  # fmt: skip
CHOICES = {
    "service.guests": ("ask", "none"),
    "weekly.day": ("monday", "tuesday", "wednesday", "thursday", "friday", "off"),
    "telegram.mode": ("off", "polling", "webhook"),
    **{f"{name}.{key}": known for name, kind in LISTS.items() for key, known in kind.CHOICES.items()},
}
LIMITS = {
    "web.port": (1, 65535),
    "service.questions_per_minute": (1, 1000),
    "knowledge.reranker_milliseconds": (10, 60_000),
    "knowledge.certainty_percent": (1, 99),
    "knowledge.golden_margin_percent": (0, 100),
    "knowledge.upload_megabytes": (1, 2000),
    "quiz.items": (1, 20),
    "quiz.make_up_days": (0, 30),
}
_HOUR = re.compile(r"\d\d:[0-5]\d")
# Nobody is written to between eight in the evening and eight in the morning, so nothing opens then.
HOURS = {
    "quiz.opens": ("08:00", "19:59"),
    "quiz.closes": ("08:01", "23:59"),
    "weekly.hour": ("08:00", "19:59"),
}


def load(path: Path | None, workspace: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read `path` (or nothing) and the environment into a `Config`.

    The workspace is `workspace`, else $XUESI_WORKSPACE, else ./var. Raises the faults
    config_missing, config_unreadable, config_unknown_key, config_bad_value, config_key_missing,
    config_name_twice, config_secret_missing, config_aes_key and telegram_token_missing.
    """
    table = _table(path) if path else {}
    known = (*SECTIONS, *LISTS)
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise Fault("config_unknown_key", key=unknown[0], known="、".join(known))
    sections = {name: _section(name, kind, table.get(name, {})) for name, kind in SECTIONS.items()}
    sections |= {name: _accounts(name, kind, table.get(name, []), environment) for name, kind in LISTS.items()}
    if url := environment.get(RECORDS_URL):
        sections["records"] = Records(url=url)
    quiz = sections["quiz"]
    if quiz.closes <= quiz.opens:
        raise Fault("config_bad_value", key="quiz.closes", value=quiz.closes, allowed=f"> {quiz.opens}")
    sections["telegram"] = _telegram(sections["telegram"], environment)
    home = workspace or Path(environment.get(WORKSPACE) or "var")
    return Config(**sections, workspace=home)


def _table(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Fault("config_missing", path=str(path)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Fault("config_unreadable", path=str(path), detail=str(error)) from error


def _section(name: str, kind: type[Any], values: object) -> Any:  # noqa: ANN401 - one of the section classes
    if not isinstance(values, dict):
        raise Fault("config_bad_value", key=name, value=str(values), allowed=f"[{name}]")
    return kind(**_checked(name, kind, values))


def _accounts(name: str, kind: type[Any], rows: object, environment: Mapping[str, str]) -> tuple[Any, ...]:
    """Return the accounts of one list, each with its secrets from the environment."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Fault("config_bad_value", key=name, value=str(rows), allowed=f"[[{name}]]")
    accounts = tuple(_account(name, kind, row, environment) for row in rows)
    names = [account.name for account in accounts]
    if twice := sorted(one for one in names if names.count(one) > 1):
        raise Fault("config_name_twice", key=name, name=twice[0])
    return accounts


def _account(name: str, kind: type[Any], row: dict[str, Any], environment: Mapping[str, str]) -> Any:  # noqa: ANN401
    values = _checked(name, kind, row)
    for key in ("name", *kind.NEEDED):
        if not values.get(key):
            raise Fault("config_key_missing", key=f"{name}.{key}")
    if not NAME.fullmatch(values["name"]):
        raise Fault("config_bad_value", key=f"{name}.name", value=values["name"], allowed="a–z 0–9 _, 1–15")
    hidden = [item.name for item in fields(kind) if item.metadata.get("secret")]
    secrets = {key: environment.get(secret_variable(name, values["name"], key), "") for key in hidden}
    account = kind(**values, **secrets)
    for key in account.needed:
        if not secrets[key]:
            raise Fault("config_secret_missing", key=name, variable=secret_variable(name, account.name, key))
    if "aes_key" in account.needed and not AES_KEY.fullmatch(secrets["aes_key"]):
        raise Fault("config_aes_key", variable=secret_variable(name, account.name, "aes_key"))
    return account


def secret_variable(section: str, name: str, key: str) -> str:
    """Return the environment variable that holds one secret of an account: XUESI_WECHAT_MAIN_TOKEN."""
    return f"XUESI_{section}_{name}_{key}".upper()


def _checked(name: str, kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return values that a section or account may have; secrets are none of them."""
    known = [item.name for item in fields(kind) if not item.metadata.get("secret")]
    for key in values:
        if key not in known:
            raise Fault("config_unknown_key", key=f"{name}.{key}", known="、".join(known))
    hints = get_type_hints(kind)
    for key, value in values.items():
        _check(f"{name}.{key}", value, hints[key])
    return values


def _telegram(given: Telegram, environment: Mapping[str, str]) -> Telegram:
    """Add the token, and refuse what could not even be tried."""
    if given.mode == "off":
        return given
    token = environment.get(TELEGRAM_TOKEN, "")
    if not re.fullmatch(r"\d+:[\w-]+", token):
        raise Fault("telegram_token_missing", variable=TELEGRAM_TOKEN)
    # Telegram calls nobody without encryption; a server of one's own on this machine does.
    if given.mode == "webhook" and not re.match(r"https://|http://127\.0\.0\.1", given.webhook_url):
        raise Fault("config_bad_value", key="telegram.webhook_url", value=given.webhook_url, allowed="https://…")
    return replace(given, token=token)


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
