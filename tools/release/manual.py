"""用户手册.pdf: the offline help as a book on A4, with pictures of the window as it is when the book is made.

The pictures are drawn anew each time, from the program that is packed: those that lie in resources/help are as old as the last
time somebody drew them. It takes some twenty seconds, and no screen.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtGui import QPainter, QPdfWriter

from tools.help_pictures import Screen, draw
from tools.release.errors import PackagingError
from tools.release.manual_chapters import MARGIN, SCREEN_WIDTH, SHARPNESS, TEXT_TOP, Leaf, font, lay_out
from tools.release.manual_front import (
    NAME,
    Entry,
    Spot,
    contents_pages,
    entries,
    paint_contents,
    paint_cover,
    paint_running,
)
from tools.release.manual_links import linked
from tools.release.pdf_file import PdfFile
from tools.release.release_notes import Release, this_release
from ui.help.chapters import CHAPTERS, Chapter, chapter, chapter_text
from ui.paper.faces import Face
from ui.pdf.printout import ensure_application
from ui.pdf.searchable import searchable

FILE: Final = "用户手册.pdf"
_SCREEN: Final = Screen(SCREEN_WIDTH, 700, SHARPNESS)
_MOST_ROUNDS: Final = 6
_KEYS: Final = chapter("keys").title


def make(folder: Path) -> None:
    """用户手册.pdf into it; PackagingError when the window could not be drawn."""
    with TemporaryDirectory(prefix="qc-", ignore_cleanup_errors=True) as drawn:
        try:
            draw(Path(drawn), _SCREEN)
        except subprocess.CalledProcessError as error:
            raise PackagingError("用户手册的图没有画成，请先运行 python tools/help_pictures.py 看看出了什么错。") from error
        (folder / FILE).write_bytes(manual(Path(drawn), this_release()))


def manual(pictures: Path, release: Release, chapters: Sequence[Chapter] = CHAPTERS) -> bytes:
    """The whole file. ``pictures``: a folder of the help's pictures, drawn for paper."""
    ensure_application()
    file = PdfFile(NAME)
    writer = file.writer
    leaves, listed = _laid_out(chapters, pictures, writer)
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        spots = _painted(painter, writer, leaves, listed, release)
    finally:
        painter.end()
    fonts = [font(face, 10.0) for face in (Face.SONG, Face.HEI)]
    words = set("第页共目录版营商台账用户手册年月日（）").union(*(chapter_text(each.name) for each in chapters))
    pdf = bytearray(file.data)
    searchable(pdf, fonts, words)
    return linked(bytes(pdf), listed, spots, _targets(leaves, listed), f"{release.version} 版，{release.day}")


def _laid_out(
    chapters: Sequence[Chapter], pictures: Path, writer: QPdfWriter
) -> tuple[tuple[Leaf, ...], tuple[Entry, ...]]:
    """Again until no page number that stands in the text is another."""
    places: Mapping[str, Entry] = {}
    made: dict[str, tuple[dict[str, int], Leaf]] = {}
    for _ in range(_MOST_ROUNDS):
        changed = [each for each in chapters if each.name not in made or _differs(made[each.name][0], places)]
        if not changed:
            leaves = tuple(made[each.name][1] for each in chapters)
            return leaves, _listed(leaves)
        for each in changed:
            made[each.name] = _with_pages(each, pictures, places, writer)
        leaves = tuple(made[each.name][1] for each in chapters)
        places = _targets(leaves, _listed(leaves))
    raise PackagingError("用户手册的页码一直定不下来，请改短一章的文字再试。")


def _with_pages(
    chapter: Chapter, pictures: Path, places: Mapping[str, Entry], writer: QPdfWriter
) -> tuple[dict[str, int], Leaf]:
    """The chapter laid out, and the pages that stand in its text."""
    said: dict[str, int] = {}

    def page_of(target: str) -> int:
        said[target] = places[target].page if target in places else 0
        return said[target]

    leaf = lay_out(chapter, pictures, page_of, writer)
    return said, leaf


def _differs(said: Mapping[str, int], places: Mapping[str, Entry]) -> bool:
    return any(places[target].page != page for target, page in said.items())


def _listed(leaves: Sequence[Leaf]) -> tuple[Entry, ...]:
    """All headings, on their pages behind the contents."""
    return entries(leaves, 2 + len(contents_pages(_in_contents(entries(leaves, 1)))))


def _in_contents(listed: Sequence[Entry]) -> tuple[Entry, ...]:
    """All but the sections of the keys: whoever looks for a key looks through them."""
    kept: list[Entry] = []
    within = ""
    for entry in listed:
        within = within if entry.level else entry.words
        if not entry.level or within != _KEYS:
            kept.append(entry)
    return tuple(kept)


def _targets(leaves: Sequence[Leaf], listed: Sequence[Entry]) -> dict[str, Entry]:
    """What a link of the help means."""
    found: dict[str, Entry] = {}
    names = iter(leaves)
    name = ""
    for entry in listed:
        if entry.level == 0:
            name = next(names).chapter.name
            found[name] = entry
        else:
            found[f"{name}#{entry.words}"] = entry
    return found


def _painted(
    painter: QPainter, writer: QPdfWriter, leaves: Sequence[Leaf], listed: Sequence[Entry], release: Release
) -> list[Spot]:
    contents = contents_pages(_in_contents(listed))
    total = 1 + len(contents) + sum(leaf.pages for leaf in leaves)
    paint_cover(painter, release.version, release.day)
    spots: list[Spot] = []
    for at, part in enumerate(contents, start=1):
        writer.newPage()
        paint_running(painter, "目录", at + 1, total)
        spots += paint_contents(painter, part, at)
    number = 1 + len(contents)
    for leaf in leaves:
        for page in range(leaf.pages):
            writer.newPage()
            number += 1
            paint_running(painter, leaf.chapter.title, number, total)
            painter.save()
            painter.translate(MARGIN, TEXT_TOP)
            leaf.paint(painter, page)
            painter.restore()
    return spots
