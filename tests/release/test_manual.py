"""The printed manual: all of the help is in it, on the pages that its contents, its links and its bookmarks name."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import Destination, DictionaryObject
from PySide6.QtGui import QGuiApplication

from tools.release.manual import manual
from tools.release.manual_front import NAME
from tools.release.release_notes import Release
from ui.help.chapters import CHAPTERS, Chapter, chapter_text
from ui.resources import resource

RELEASE = Release("9.8.7", "2021年7月25日", "- 一处变化。")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)")
MARKUP = re.compile(r"^\s*(?:#+|-|>|\d+\.) +|\*\*|`")
FOOT = re.compile(r"第(\d+)页共(\d+)页")
PAGED = re.compile(r"（第\d+页）")


class Leaf(NamedTuple):
    """A page: all that stands on it, without white space, and what is its text."""

    page: PageObject
    number: int
    all: str
    text: str


class Book(NamedTuple):
    reader: PdfReader
    leaves: tuple[Leaf, ...]

    @property
    def starts(self) -> dict[str, int]:
        """Title of each chapter → its first page, by the file's bookmarks."""
        return {title: page for level, title, page in self.marks if level == 0}

    @property
    def marks(self) -> list[tuple[int, str, int]]:
        """Level, words and page of each bookmark, in the file's order."""
        found: list[tuple[int, str, int]] = []
        for each in self.reader.outline:
            part = each if isinstance(each, list) else [each]
            level = 1 if isinstance(each, list) else 0
            for mark in part:
                assert isinstance(mark, Destination)
                found.append((level, str(mark.title), (self.reader.get_destination_page_number(mark) or 0) + 1))
        return found

    def of(self, chapter: Chapter) -> tuple[Leaf, ...]:
        starts = [*self.starts.values(), len(self.leaves) + 1]
        first = self.starts[chapter.title]
        return self.leaves[first - 1 : starts[starts.index(first) + 1] - 1]


@pytest.fixture(scope="module")
def book(qapp: QGuiApplication) -> Book:
    reader = PdfReader(io.BytesIO(manual(resource("help/pictures"), RELEASE)))
    return Book(reader, tuple(leaf(page, number) for number, page in enumerate(reader.pages, start=1)))


def leaf(page: PageObject, number: int) -> Leaf:
    words = bare(page.extract_text())
    found = FOOT.search(words)
    return Leaf(page, number, words, words[found.end() :] if found else words)


def bare(text: str) -> str:
    return "".join(text.split())


def lines_of(chapter: Chapter) -> Iterator[str]:
    """What a reader of the help reads, line by line and cell by cell, without white space."""
    for line in chapter_text(chapter.name).splitlines():
        cells = line.strip().strip("|").split("|") if line.startswith("|") else [line]
        for cell in cells:
            plain = MARKUP.sub("", LINK.sub(r"\1", PICTURE.sub(r"\1", cell)))
            if words := bare(plain).strip("-: "):
                yield words


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda each: each.name)
def test_all_that_the_help_says_is_in_the_book(book: Book, chapter: Chapter) -> None:
    said = PAGED.sub("", "".join(each.text for each in book.of(chapter)))
    assert [line for line in lines_of(chapter) if line not in said] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda each: each.name)
def test_every_picture_of_a_chapter_is_printed_in_it(book: Book, chapter: Chapter) -> None:
    printed = {picture for each in book.of(chapter) for picture in pictures_on(each.page)}
    assert len(printed) == len(PICTURE.findall(chapter_text(chapter.name)))


def pictures_on(page: PageObject) -> set[int]:
    """Numbers of the file's objects."""
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    objects = resources.get("/XObject", DictionaryObject())
    named = [objects.raw_get(each) for each in objects]
    return {each.idnum for each in named if each.get_object()["/Subtype"] == "/Image"}


def test_chapters_stand_in_their_order_each_on_a_page_of_its_own(book: Book) -> None:
    assert list(book.starts) == [each.title for each in CHAPTERS]
    assert all(book.leaves[page - 1].text.startswith(bare(title)) for title, page in book.starts.items())


def test_each_heading_is_bookmarked_where_it_stands(book: Book) -> None:
    marks = [(words, page) for level, words, page in book.marks if level]
    headings = [line[3:].strip() for each in CHAPTERS for line in chapter_text(each.name).splitlines() if line.startswith("## ")]
    assert [words for words, _ in marks] == headings
    assert [words for words, page in marks if bare(words) not in book.leaves[page - 1].text] == []


def test_the_contents_name_the_pages_and_lead_to_them(book: Book) -> None:
    """All headings but those of the keys, each with its page."""
    listed = [(words, page) for _, words, page in book.marks]
    listed = listed[: [title for title, _ in listed].index("快捷键") + 1]
    contents = book.leaves[1 : min(book.starts.values()) - 1]
    assert "".join(each.text for each in contents) == "目录" + "".join(f"{bare(words)}{page}" for words, page in listed)
    assert [page for each in contents for page in targets(book, each)] == [page for _, page in listed]


def test_links_name_the_page_that_they_lead_to(book: Book) -> None:
    for chapter in CHAPTERS:
        pages = book.of(chapter)
        named = [int(found) for each in pages for found in re.findall(r"（第(\d+)页）", each.text)]
        led = {page for each in pages for page in targets(book, each)}
        assert len(named) == len(LINK.findall(chapter_text(chapter.name))), chapter.name
        assert set(named) == led, chapter.name


def targets(book: Book, leaf: Leaf) -> list[int]:
    """The pages that its links lead to; there is none that leads out of the file."""
    links = [each.get_object() for each in leaf.page.get("/Annots", ())]
    assert [each for each in links if "/A" in each] == []
    places = {page.indirect_reference: number for number, page in enumerate(book.reader.pages, start=1)}
    return [places[each["/Dest"][0]] for each in links]


def test_pages_are_numbered_as_a_reader_of_the_file_counts_them(book: Book) -> None:
    total = len(book.leaves)
    assert [FOOT.search(each.all).groups() for each in book.leaves[1:]] == [  # type: ignore[union-attr]
        (str(number), str(total)) for number in range(2, total + 1)
    ]
    assert all(bare(NAME) in each.all for each in book.leaves[1:])


def test_the_cover_says_which_version_of_which_day(book: Book) -> None:
    assert book.leaves[0].all.startswith("营商台账用户手册9.8.7版2021年7月25日")


def test_the_file_has_a_name_and_does_not_tell_the_hour(book: Book) -> None:
    told = book.reader.metadata
    assert told is not None
    assert (told.title, told.subject, told.creation_date) == (NAME, "9.8.7 版，2021年7月25日", None)


def test_no_heading_stands_alone_at_the_foot_of_a_page(book: Book) -> None:
    headings = {
        bare(line[3:]) for each in CHAPTERS for line in chapter_text(each.name).splitlines() if line.startswith("## ")
    }
    last = {each.number: bare(each.page.extract_text().strip().splitlines()[-1]) for each in book.leaves[1:]}
    first = min(book.starts.values())
    assert {number: words for number, words in last.items() if number >= first and words in headings} == {}


def test_no_mark_of_the_help_s_source_is_left(book: Book) -> None:
    words = "".join(each.all for each in book.leaves)
    assert [mark for mark in ("**", "](", "![", "`", "| ---", "<b>", "&lt;", "第0页") if mark in words] == []


def test_no_page_is_empty(book: Book) -> None:
    assert [each.number for each in book.leaves if len(each.text) < 4 and not pictures_on(each.page)] == []
