from dataclasses import fields
from pathlib import Path

import pytest

from bot.config import SECTIONS, Config, load
from faults import Fault

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_file_states_the_defaults() -> None:
    assert load(EXAMPLE, None, {}) == Config()


def test_every_key_stands_in_the_example_with_a_comment() -> None:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if " = " in line]
    written = [item for section in SECTIONS.values() for item in fields(section) if "secret" not in item.metadata]
    assert len(lines) == len(written)
    assert all("#" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("[webb]\nport = 1", "config_unknown_key", "webb"),
        ("[web]\nprot = 1", "config_unknown_key", "web.prot"),
        ("[web]\nport = '80'", "config_bad_value", "web.port"),
        ("[web]\nport = true", "config_bad_value", "web.port"),
        ("[web]\nport = 70000", "config_bad_value", "web.port"),
        ("[service]\nguests = 'all'", "config_bad_value", "service.guests"),
        ("web = 3", "config_bad_value", "web"),
    ],
)
def test_a_wrong_key_or_value_is_named(tmp_path: Path, text: str, code: str, key: str) -> None:
    with pytest.raises(Fault) as caught:
        load(written(tmp_path, text), None, {})
    assert (caught.value.code, caught.value.fields["key"]) == (code, key)


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="config_missing"):
        load(tmp_path / "none.toml", None, {})
    with pytest.raises(Fault, match="config_unreadable"):
        load(written(tmp_path, "[web"), None, {})


def test_workspace_and_secret_come_from_the_environment(tmp_path: Path) -> None:
    url = "postgresql+psycopg://xuesi:secret@db/xuesi"
    config = load(None, None, {"XUESI_WORKSPACE": str(tmp_path), "XUESI_RECORDS_URL": url})
    assert (config.workspace, config.records_url) == (tmp_path, url)
    assert load(None, None, {}).records_url == "sqlite:///var/records.db"
    assert load(None, tmp_path / "other", {"XUESI_WORKSPACE": "x"}).workspace == tmp_path / "other"
