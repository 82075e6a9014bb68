"""A command is read by its own grammar alone; that must be no other than the whole one has for it."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import pytest

from qcapp.cli.parser import build_parser, command_in, words
from tests.cli.desk import MONTH, Desk
from tests.programs import ended


def subparsers(parser: argparse.ArgumentParser) -> dict[str, Any]:
    return next(dict(action.choices) for action in parser._actions if isinstance(action, argparse._SubParsersAction))


WHOLE = subparsers(build_parser())


@pytest.mark.parametrize("command", sorted(WHOLE))
def test_a_command_by_itself_has_the_words_that_it_has_among_all(command: str) -> None:
    assert command_in([command]) == command, "it would be read by the whole grammar, which takes ten times as long"
    alone = subparsers(build_parser(command))
    assert list(alone) == [command]
    assert alone[command].format_help() == WHOLE[command].format_help()


@pytest.mark.parametrize(("argv", "command"), [
    (["merge", "a.zip"], "merge"),
    (["--ledger", "undo", "--json", "merge", "a.zip"], "merge"),
    (["--ledger=undo", "--who", "backup", "status"], "status"),
    (["--ledger", "undo"], None),
    (["--ledger"], None),
    (["--ledger", "--json", "undo"], None),
    (["--help"], None),
    (["-h", "merge"], None),
    (["--nothing", "undo"], None),
    (["meerge", "a.zip"], None),
    ([], None),
])
def test_the_command_is_told_from_what_belongs_to_options(argv: list[str], command: str | None) -> None:
    assert command_in(argv) == command


@pytest.mark.parametrize("argv", [
    ["merge"], ["merge", "a", "--nothing"], ["merge", "a", "--on-conflict", "maybe"], ["set", "1", "progress"],
    ["plan", "change"], ["ruling"], ["handover"], ["search"], ["meerge", "a"], ["--nothing", "merge", "a"], ["--ledger"],
])
def test_words_that_are_off_are_told_as_the_whole_grammar_tells_them(
    argv: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert words(argv) == 2
    told = capsys.readouterr().err
    monkeypatch.setattr("qcapp.cli.parser.command_in", lambda argv: None)
    assert words(argv) == 2
    assert capsys.readouterr().err == told != ""


def imported_by(desk: Desk, *said: str) -> set[str]:
    """The program's modules that a command has imported when it ends."""
    program = "import sys, main; main.main(sys.argv[1:]); print(*sys.modules)"
    told = ended([sys.executable, "-c", program, "--ledger", desk.where, "--quiet", *said], check=True).stdout
    return {name for name in told.split() if name.startswith(("qcapp.", "db.", "ui."))}


def test_who_merges_a_months_forms_waits_for_nothing_of_other_commands(desk: Desk) -> None:
    """Each module that is imported in vain takes as long as the reading of a form or two."""
    desk.send("区税务局")
    form = desk.filled(desk.form("区税务局"), {11: {"progress": "已完成三户。"}})
    ours = imported_by(desk, "merge", str(form))
    assert "db.writing" in ours
    unasked = {
        "qcapp.cli.archive", "qcapp.cli.upkeep", "qcapp.domain.returned_ledger", "qcapp.merge.kept", "qcapp.ports", "db.issuing",
        "db.learning", "db.setting_trail",
    }
    assert not ours & unasked


def test_who_asks_how_the_month_stands_waits_for_nothing_of_other_commands(desk: Desk) -> None:
    """What merges, searches, backs up and tells of operations is imported by the commands that do it."""
    ours = imported_by(desk, "status", "--period", MONTH)
    assert "qcapp.services.returning" in ours
    unasked = {
        "qcapp.domain.operations", "qcapp.domain.backups", "qcapp.domain.forms", "qcapp.domain.sheet", "qcapp.merge.plan",
        "qcapp.services.search_found", "qcapp.cli.upkeep",
    }
    assert not ours & unasked
