"""What an answer says can be typed as it stands: the program by its name, the ledger that was meant; sizes alike everywhere."""

from __future__ import annotations

import re
import shlex

import main
from qcapp.cli.answer import typed
from qcapp.cli.parser import build_parser
from qcapp.domain.sizes import size_words
from qcapp.places import COMMAND
from tests.cli.desk import MONTH, Desk


def _hint(said: str) -> list[str]:
    found = re.search(rf"用 ({re.escape(COMMAND)} .+?)。?$", said.strip(), flags=re.MULTILINE)
    assert found, said
    return shlex.split(found.group(1))[1:]


def test_a_hint_is_a_command_for_the_same_ledger(desk: Desk) -> None:
    """Its folder has a blank in its name; without --ledger another ledger would be changed."""
    desk.say("set", "60", "progress", "已办结", "--unit", "区法院", "--period", MONTH)
    before = desk.entry(60, "区法院")["progress"]
    picture = desk.folder / "证明.txt"
    picture.write_text("已办", encoding="utf-8")
    hint = _hint(desk.say("attach", "60", picture, "--unit", "区法院", "--period", MONTH))
    assert hint[:3] == ["--ledger", str(desk.ledger), "undo"]
    assert main.main(hint) == 0
    assert desk.capture.readouterr().out.startswith("已撤销：")
    assert (desk.entry(60, "区法院")["attachments"], desk.entry(60, "区法院")["progress"]) == ([], before)


def test_without_an_own_ledger_the_hint_names_none() -> None:
    assert typed("undo 1", build_parser().parse_args(["undo"])) == f"{COMMAND} undo 1"


def test_an_undo_says_what_it_passed_over(desk: Desk) -> None:
    desk.say("set", "60", "progress", "已办结", "--unit", "区法院", "--period", MONTH)
    desk.say("dispatch", "--period", MONTH, "--out", desk.folder / "下发")
    desk.say("reminder", desk.folder / "催报", "--period", MONTH)
    said = desk.say("undo")
    assert "已撤销：" in said.splitlines()[0]
    passed = [line for line in said.splitlines() if line.strip().startswith("跳过：")]
    assert ["催报" in passed[0], "下发" in passed[1]] == [True, True]
    assert desk.entry(60, "区法院")["progress"] == ""


def test_kinds_of_operations_are_asked_for_by_the_words_on_the_screen(desk: Desk) -> None:
    desk.say("set", "60", "progress", "已办结", "--unit", "区法院", "--period", MONTH)
    by_label = desk.ask("operations", "--kind", "修改")
    assert by_label == desk.ask("operations", "--kind", "edit")
    assert [each["kind"] for each in by_label["operations"]] == ["edit"]
    desk.say("operations", "--kind", "改动", expect=2)
    assert "没有“改动”这类操作" in desk.complaint


def test_help_names_what_is_to_be_said_in_chinese() -> None:
    parser = build_parser()
    pages = [parser.format_help()]
    for action in parser._subparsers._group_actions if parser._subparsers else ():  # there is no other way to them
        pages += [each.format_help() for each in dict(action.choices or {}).values()]
    left = {word for page in pages for word in re.findall(r"(?<![\w.$%])[A-Z]{2,}(?![\w_])", page)}
    assert left <= {"JSON", "PDF", "MB", "PGPASSWORD", "APPDATA"}


def test_a_backup_is_as_large_wherever_it_is_told(desk: Desk) -> None:
    made = desk.ask("backup")
    words = size_words(made["size"])
    assert [size_words(size) for size in (999, 365_000, 12_500_000, 2_200_000_000)] == ["999 字节", "356 KB", "11.9 MB", "2.0 GB"]
    assert words in desk.say("backups")
    assert words in desk.say("check")


def test_check_names_what_the_ledger_holds_in_chinese(desk: Desk) -> None:
    (line,) = (line for line in desk.say("check").splitlines() if line.startswith("各表"))
    assert "措施 74" in line
    assert not re.search("[A-Za-z]", line)
