"""The container gate: looks over a foreign file as it inflates, before any parser sees it, and lets in what is bounded."""

from __future__ import annotations

from qcapp.domain.errors import UnreadableFile
from qcapp.forms.xlsx_plain import plain_sheet
from qcapp.intake.sheet_scan import SheetScan, SheetTotals, nothing_counted, nothing_to_count, refuse_declared
from qcapp.intake.sniff import Kind
from qcapp.intake.word_scan import WordScan, refuse_as_word
from qcapp.intake.words import ENCRYPTED, TOO_BIG, suspicious
from qcapp.intake.xml_scan import XmlScan
from qcapp.intake.zips import MAX_FILE, OFTEN, Budget, Unpacked, ZipEntry

_XML_NAMES = (".xml", ".rels")
# Pictures and pages that come along have a DOCTYPE by right, and no reader of ours opens them.
_ENCLOSED = (".svg", ".htm", ".html", ".mht")


def check(data: bytes, kind: Kind, unpacked: Unpacked | None = None) -> None:
    """Let the file pass, or UnreadableFile with the sentence that says why not. ``unpacked``: the same as a container, where that
    is at hand."""
    if len(data) > MAX_FILE:
        raise UnreadableFile(TOO_BIG)
    if kind is Kind.XLS:
        return  # no packed parts; its own reader runs in the process that can be killed
    package = unpacked or Unpacked(data)
    if not _plainly_named(package.entries):
        _check_names(package.entries)
    budget, totals = Budget(), SheetTotals()
    for entry in package.entries:
        if entry.encrypted:
            raise UnreadableFile(ENCRYPTED)
        _check_part(package, entry, kind, budget, totals)


def _plainly_named(entries: tuple[ZipEntry, ...]) -> bool:
    """Whether there is nothing about any name, told from all of them together."""
    together = "\n".join([entry.name for entry in entries]).replace("\\", "/").casefold()
    odd = ".." in together or ":" in together or "\0" in together or "\n/" in together or together.startswith("/")
    names = together.split("\n")
    return not odd and len(set(names)) == len(names) == len(entries)


def _check_names(entries: tuple[ZipEntry, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.name.replace("\\", "/").casefold()
        if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\0" in name:
            raise UnreadableFile(suspicious("里有指向别处的内部文件名"))
        if name in seen:
            raise UnreadableFile(suspicious("里有重名的内部文件"))
        seen.add(name)


def _check_part(package: Unpacked, entry: ZipEntry, kind: Kind, budget: Budget, totals: SheetTotals) -> None:
    whole = package.whole(entry, budget)
    if whole is not None and kind is Kind.XLSX:
        if nothing_to_count(whole) or _is_plain(package, entry, whole, totals):
            return
        if _is_xml(entry.name, whole) and nothing_counted(whole):
            return
    if whole is not None and kind is Kind.DOCX and len(whole) <= OFTEN:
        if _is_xml(entry.name, whole):
            refuse_as_word(whole)
        return
    scan: XmlScan | None = None
    for place, piece in enumerate(package.pieces(entry, budget) if whole is None else (whole,)):
        if place == 0 and _is_xml(entry.name, piece):
            scan = _scan_for(entry, kind, totals)
        if scan:
            scan.feed(piece, last=len(piece) == entry.size)
    if scan:
        scan.finish()


def _is_plain(package: Unpacked, entry: ZipEntry, part: bytes, totals: SheetTotals) -> bool:
    """Whether it is a sheet of which all is known that a scan would look for; the reader then needs no parser for it."""
    sheet = plain_sheet(part)
    if sheet is None:
        return False
    refuse_declared(sheet.told, entry.size)
    rows, cells = sheet.tags
    totals.add(rows=rows, cells=cells)
    totals.add_sheet(sheet.height, sheet.width)
    totals.add_merges([(bottom - top + 1) * (right - left + 1) for top, left, bottom, right in sheet.merges])
    package.plain_sheets[entry.name] = sheet
    return True


def _is_xml(name: str, start: bytes) -> bool:
    """By its name or by its look: a relationship may lead to a part of any name."""
    if name.casefold().endswith(_ENCLOSED):
        return False
    return name.casefold().endswith(_XML_NAMES) or start[:256].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<"


def _scan_for(entry: ZipEntry, kind: Kind, totals: SheetTotals) -> XmlScan:
    name = entry.name.replace("\\", "/").casefold()
    if kind is Kind.XLSX:
        return SheetScan(entry.size, totals)
    if kind is Kind.DOCX:
        return WordScan(entry.size)
    if kind in (Kind.ODS, Kind.ODT) and not name.startswith("meta-inf/"):
        from qcapp.intake.open_document_scan import OpenDocumentScan

        return OpenDocumentScan(entry.size, totals)
    return XmlScan(entry.size, manifest=name == "meta-inf/manifest.xml")
