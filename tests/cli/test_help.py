"""The help is read on a console of 80 columns: no line runs out of it, and no word that is to be typed is cut in two."""

from __future__ import annotations

import re

import pytest

from main import main
from qcapp import __version__
from qcapp.cli.answer import width
from qcapp.cli.help_lines import lines_of
from qcapp.domain.fields import FIELDS
from qcapp.services.search_found import PLACES


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("set", [field.key for field in FIELDS]), ("search", list(PLACES)),
        ("handover", ["YSTZ_HANDOVER_PASSWORD", "YSTZ_PASSWORD"]),
    ],
)
def test_words_to_be_typed_are_whole(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([command, "--help"]) == 0
    said = capsys.readouterr().out
    assert [word for word in words if not re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", said)] == []
    options = said.partition("选项")[2].partition("\n\n")[0]
    assert [line for line in options.splitlines() if width(line) > 80] == []


def test_the_help_of_search_says_that_a_word_must_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--help"]) == 0
    said = "".join(capsys.readouterr().out.split())
    assert "没有写词的退出码是2" in said


def test_the_two_passwords_of_a_handover_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("handover", "takeover"):
        assert main([command, "--help"]) == 0
        said = capsys.readouterr().out
        assert f"main.py --password-file 打开密码.txt {command} 交接.ysjj --password-file 交接密码.txt" in said


@pytest.mark.parametrize(
    ("words", "title", "first"),
    [(["--help"], "命令：", "init"), (["plan", "--help"], "清单：", "show"), (["ruling", "--help"], "认定：", "exempt")],
)
def test_commands_stand_right_below_what_they_are(
    words: list[str], title: str, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert re.match(rf"  {first} ", lines[lines.index(title) + 1])


def test_the_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr() == (f"营商台账 {__version__}\n", "")


def test_lines_are_as_wide_as_they_are_seen() -> None:
    assert lines_of("责任人（responsible.name）、联系人（liaison.phone）。", 20) == [
        "责任人", "（responsible.name）、", "联系人", "（liaison.phone）。",
    ]
    assert lines_of("台账，好。", 4) == ["台", "账，", "好。"]
    assert lines_of("", 10) == [""]
