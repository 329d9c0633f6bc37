"""The day's round by hand."""

import json
from datetime import date

import pytest
from stage import add_member, fill_bank

from bot.__main__ import main
from bot.clock import now
from bot.library import shelf
from records.engine import open_records


@pytest.fixture
def run(workspace, tmp_path, capsys):
    def command(*words):
        status = main([*words, "--workspace", str(tmp_path)])
        return status, capsys.readouterr()

    return command


@pytest.fixture
def filled(workspace):
    records = open_records(workspace.records_url)
    fill_bank(records, shelf(workspace).current(), now())
    add_member(records, "小安", now())
    records.close()


def test_a_round_is_opened_closed_and_looked_at_by_hand(run, filled):
    assert run("quiz", "status")[1].out.endswith("没有开过答题。题库中可问的题 12 道。\n")
    status, told = run("quiz", "open")
    assert (status, "12 道题可问" in told.out) == (0, True)
    assert "没有重复开" in run("quiz", "open")[1].out
    row = json.loads(run("quiz", "status", "--json")[1].out)
    assert date.fromisoformat(row["day"])
    assert (row["state"], row["begun"], row["answers"], row["active"]) == ("open", 0, 0, 12)
    assert "已结束" in run("quiz", "close", "--tell")[1].out
    assert run("quiz", "close")[1].out == "没有进行中的答题。\n"
    assert json.loads(run("quiz", "status", "--json")[1].out)["state"] == "closed"


def test_without_questions_nothing_opens_and_it_says_what_to_do(run):
    status, told = run("quiz", "open")
    assert status == 1
    assert "bank import" in told.err
