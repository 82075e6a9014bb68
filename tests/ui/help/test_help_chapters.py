"""The help speaks of the program as it is: its pages, menus, keys, buttons and pictures."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QKeySequence

from qcapp.cli.parser import build_parser
from ui.actions import MENUS, PAGE_KEYS
from ui.fill.menus import MENUS as FILL_MENUS
from ui.help.chapters import CHAPTERS, chapter_text, sections
from ui.help.finding import find
from ui.pages.registry import PAGES
from ui.scheme import SchemeChoice

ROOT = Path(__file__).resolve().parents[3]
HELP = ROOT / "resources" / "help"
NAMES = [each.name for each in CHAPTERS]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
QUOTED = re.compile(r"「([^」]+)」")
KEYS = re.compile(r"`([^`]+)`")
MOST_BYTES = 100_000
SUBMENUS = {"最近用过", "配色"}
# Written in the manner of keys, and typed into a search box.
TYPED = re.compile(r"^[a-z]{3,4}$|[:：“条]|^[一-鿿 ]+$")

# The same, typed at a console.
CONSOLE = re.compile(r"(?:\./)?ysledger|bash |cmd$|--")


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def told_keys() -> frozenset[str]:
    """Each key that a menu or a page's list of keys has, as Qt writes it."""
    lists = [entry.keys for _, entries in MENUS for entry in entries]
    lists += [also for _, entries in MENUS for entry in entries for also in entry.also]
    lists += [keys for _, entries in FILL_MENUS for _, _, several in entries for keys in several]
    lists += [each for _, _, lines in PAGE_KEYS for keys, _ in lines for each in re.split(r"[、，；]| 或 |和", keys)]
    return frozenset(written(each) for each in lists if each)


def written(keys: str) -> str:
    words = keys.replace("加号", "+").replace("减号", "-").replace("Delete", "Del").strip()
    return QKeySequence(words).toString() or words


@cache
def words_of_the_program() -> str:
    """All that its sources say: a mnemonic is not seen."""
    files = [path for place in ("ui", "qcapp") for path in (ROOT / place).rglob("*.py") if "help" not in path.parts]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return re.sub(r"\(&[A-Z0-9]\)", "", text).replace("\\n", "")


def menu_words() -> set[tuple[str, str]]:
    return {
        (title.partition("(")[0], entry.words.rstrip("…")) for title, entries in (*MENUS,) for entry in entries
    } | {("文件", "最近用过"), ("视图", "配色")}


def quoted(name: str) -> Iterator[str]:
    for line in chapter_text(name).splitlines():
        yield from QUOTED.findall(line)


def test_each_page_has_a_chapter_of_its_own() -> None:
    assert [spec.name for spec in PAGES if spec.name not in NAMES] == []


def test_no_file_of_the_help_is_without_a_place_in_the_contents() -> None:
    files = {path.stem for path in HELP.glob("*.md")}
    assert files | {"keys"} == set(NAMES)


def test_a_chapter_begins_with_its_title(name: str) -> None:
    first = chapter_text(name).splitlines()[0]
    assert first == f"# {next(each.title for each in CHAPTERS if each.name == name)}"


def test_links_lead_somewhere(name: str) -> None:
    headings = {(each.chapter.name, each.heading) for each in sections()}
    dead = []
    for link in LINK.findall(chapter_text(name)):
        target, _, section = link.partition("#")
        if target not in NAMES or (section and (target, section) not in headings):
            dead.append(link)
    assert dead == []


def test_pictures_are_there_and_not_too_large(name: str) -> None:
    for words, path in PICTURE.findall(chapter_text(name)):
        image = QImage(str(HELP / path))
        assert not image.isNull(), path
        assert words, path
        assert image.width() <= 1366
        assert (HELP / path).stat().st_size < MOST_BYTES, path


def test_no_picture_lies_there_unused() -> None:
    used = {Path(path).name for each in NAMES for _, path in PICTURE.findall(chapter_text(each))}
    assert {path.name for path in (HELP / "pictures").iterdir()} == used


def test_menu_entries_are_told_as_they_stand_in_the_menu(name: str) -> None:
    known = menu_words()
    told = [tuple(part.strip().rstrip("…") for part in each.split("→")) for each in quoted(name) if "→" in each]
    assert [each for each in told if each not in known] == []


def test_buttons_are_called_as_they_are_in_the_window(name: str) -> None:
    """Headings, buttons, tabs, filters: what stands in 「」 is written somewhere in the window."""
    words = words_of_the_program()
    named = [each for each in quoted(name) if "→" not in each]
    assert [each for each in named if each.rstrip("…").lstrip("＋ ") not in words] == []


def test_keys_are_the_programs_keys(name: str) -> None:
    if name == "keys":
        return
    told = [each for each in KEYS.findall(chapter_text(name)) if not TYPED.search(each) and not CONSOLE.match(each)]
    usual = {"Enter", "Esc", "Tab", "F1", "↓", "N"}
    assert [each for each in told if each not in usual and written(each) not in told_keys()] == []


def test_the_keys_chapter_tells_every_key_of_the_menus_and_the_pages() -> None:
    text = chapter_text("keys")
    entries = [entry for _, entries in MENUS for entry in entries if entry.keys]
    assert [entry.words for entry in entries if f"| {entry.words} |" not in text or entry.keys not in text] == []
    assert [keys for _, _, lines in PAGE_KEYS for keys, words in lines if f"| `{keys}` | {words} |" not in text] == []


def test_commands_are_those_that_the_program_takes() -> None:
    """As the chapter has them: none is misspelled, none lacks what it needs."""
    told = [each for each in KEYS.findall(chapter_text("commands")) if each.startswith("ysledger ") and "--help" not in each]
    assert len(told) > 15
    parsed = [build_parser().parse_args(shlex.split(each)[1:]) for each in told]
    assert all(each.command for each in parsed)
    options = [each for each in KEYS.findall(chapter_text("commands")) if each.startswith("--")]
    assert [each for each in options if each not in build_parser().format_help()] == []


def test_choices_of_the_scheme_are_told() -> None:
    assert all(choice.word in chapter_text("settings") for choice in SchemeChoice)


def test_words_are_found_where_they_stand() -> None:
    hits = find("冲突 怎么定")
    assert (hits[0].section.chapter.name, hits[0].section.heading) == ("collect", "有冲突怎么定")
    assert "冲突" in hits[0].piece
    assert find("没有这样的话") == []
    assert find("  ") == []


def test_what_a_second_clerk_looks_for_is_found() -> None:
    for query in ("下发", "读不出", "打印", "备份", "退回", "催报", "延期", "U 盘", "撤销", "拼音", "附件"):
        assert find(query), query
