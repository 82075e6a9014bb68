"""What Qt can't write into a PDF: links to other pages, the outline, the file's own name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pypdf import PageObject, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit, RectangleObject
from PySide6.QtCore import QRectF

from tools.release.manual_chapters import TEXT_TOP, from_ascii
from tools.release.manual_front import NAME, Entry, Spot
from tools.release.pdf_file import reopened, written
from ui.paper.faces import MILLIMETRE, POINT

_HEIGHT = 297 * MILLIMETRE


def linked(pdf: bytes, listed: Sequence[Entry], spots: Iterable[Spot], targets: Mapping[str, Entry], day: str) -> bytes:
    """The same file with them. ``targets``: what a link of the help means (collect, collect#…)."""
    writer = reopened(pdf)
    for page in writer.pages:
        for address, box in _taken_out(page):
            target = targets[address]
            writer.add_annotation(page, Link(rect=box, target_page_index=target.page - 1, fit=_fit(target)))
    for spot in spots:
        link = Link(rect=_box(spot.box), target_page_index=spot.entry.page - 1, fit=_fit(spot.entry))
        writer.add_annotation(spot.page, link)
    _outline(writer, listed)
    writer.page_mode = "/UseOutlines"
    return written(writer, NAME, day)


def _taken_out(page: PageObject) -> list[tuple[str, RectangleObject]]:
    """Address and place of each link as Qt writes it, which knows of addresses in the web alone."""
    links = [each.get_object() for each in page.pop("/Annots", ())]
    return [(from_ascii(str(link["/A"]["/URI"])), RectangleObject(link["/Rect"])) for link in links]


def _outline(writer: PdfWriter, listed: Sequence[Entry]) -> None:
    chapter = None
    for entry in listed:
        made = writer.add_outline_item(
            title=entry.words, page_number=entry.page - 1, parent=chapter if entry.level else None, fit=_fit(entry), is_open=False
        )
        if not entry.level:
            chapter = made


def _fit(entry: Entry) -> Fit:
    top = (_HEIGHT - TEXT_TOP - entry.top) / POINT + 6
    return Fit.xyz(left=0, top=top if entry.level else _HEIGHT / POINT)


def _box(box: QRectF) -> tuple[float, float, float, float]:
    return (
        box.left() / POINT, (_HEIGHT - box.bottom()) / POINT, box.right() / POINT, (_HEIGHT - box.top()) / POINT,
    )
