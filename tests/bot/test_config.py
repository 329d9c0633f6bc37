import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.config import LISTS, SECTIONS, Config, load
from faults import Fault

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_file_states_the_defaults() -> None:
    assert load(EXAMPLE, None, {}) == Config()


def test_every_key_stands_in_the_example_with_a_comment() -> None:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if re.match(r"(# )?\w+ = ", line)]
    settings = [item for kind in (*SECTIONS.values(), *LISTS.values()) for item in fields(kind)]
    assert len(lines) == sum(not item.metadata.get("secret") for item in settings)
    assert all("#" in line.removeprefix("#") for line in lines)


def test_the_accounts_of_the_example_state_their_defaults_too(tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    plain = "\n".join(line.removeprefix("# ") for line in lines if re.match(r"# (\w+ = |\[\[)", line))
    text = re.sub(r'= (""|0) ', lambda found: '= "x" ' if found[1] == '""' else "= 7 ", plain)
    loaded = load(written(tmp_path, text), None, KEYS)
    for (account,) in (loaded.wechat, loaded.wecom, loaded.wecom_bot, loaded.wecom_robot):
        standard = type(account)("main")
        for item in fields(account):
            value = getattr(account, item.name)
            assert value in ("x", 7, "s", "k" * 43) or value == getattr(standard, item.name)


SECRETS = ("XUESI_WECHAT_MAIN_TOKEN", "XUESI_WECHAT_MAIN_AES_KEY", "XUESI_WECOM_MAIN_SECRET", "XUESI_WECOM_MAIN_TOKEN",
           "XUESI_WECOM_MAIN_AES_KEY", "XUESI_WECOM_BOT_MAIN_SECRET", "XUESI_WECOM_ROBOT_MAIN_KEY")  # fmt: skip
KEYS = {name: "k" * 43 if name.endswith("AES_KEY") else "s" for name in SECRETS}
ACCOUNT = '[[wechat]]\nname = "main"\napp_id = "wx1"\n'


@pytest.mark.parametrize(
    ("text", "environment", "code"),
    [
        ("[wechat]\nname = 'main'", {}, "config_bad_value"),
        ("[[wechat]]\napp_id = 'wx1'", {}, "config_key_missing"),
        ("[[wechat]]\nname = 'main'", {}, "config_key_missing"),
        ("[[wechat]]\nname = 'Main!'\napp_id = 'wx1'", {}, "config_bad_value"),
        (ACCOUNT + "mode = 'open'", {}, "config_bad_value"),
        (ACCOUNT + "token = 'in the file'", {}, "config_unknown_key"),
        (ACCOUNT, {}, "config_secret_missing"),
        (ACCOUNT, {"XUESI_WECHAT_MAIN_TOKEN": "t"}, "config_secret_missing"),
        (
            ACCOUNT + "mode = 'plain'\ncustomer_service = true",
            {"XUESI_WECHAT_MAIN_TOKEN": "t"},
            "config_secret_missing",
        ),
        (ACCOUNT * 2, KEYS, "config_name_twice"),
        (ACCOUNT, KEYS | {"XUESI_WECHAT_MAIN_AES_KEY": "short"}, "config_aes_key"),
    ],
)
def test_an_account_that_cannot_work_is_named(
    tmp_path: Path, text: str, environment: dict[str, str], code: str
) -> None:
    with pytest.raises(Fault, match=code):
        load(written(tmp_path, text), None, environment)


def test_several_accounts_keep_their_secrets_apart_and_show_none(tmp_path: Path) -> None:
    text = "mode = 'plain'\n".join((ACCOUNT, ACCOUNT.replace("main", "branch_2"), ""))
    environment = {"XUESI_WECHAT_MAIN_TOKEN": "one-secret", "XUESI_WECHAT_BRANCH_2_TOKEN": "two-secret"}
    accounts = load(written(tmp_path, text), None, environment).wechat
    assert [(account.name, account.token) for account in accounts] == [
        ("main", "one-secret"),
        ("branch_2", "two-secret"),
    ]
    assert "secret" not in repr(accounts).replace("secret=", "")


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
