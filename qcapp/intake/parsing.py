"""Bytes → gate → the reader of that kind → Document. Runs in the reading process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document
from qcapp.intake.gate import check
from qcapp.intake.passwords import unlocked
from qcapp.intake.sniff import Kind, sniff
from qcapp.intake.stumble import Stumble
from qcapp.intake.words import DAMAGED, suspicious
from qcapp.intake.zips import Unpacked, looks_like_zip

Reader = Callable[[bytes, Unpacked | None], Document]


def parse(data: bytes, passwords: Sequence[str] = (), *, gently: bool = False) -> Document:
    """What the file holds; UnreadableFile for every file that can't be read, whatever its reader stumbled over.

    A reader that the program lacks is no fault of the file, and refused in other words. Locked for a file that none of the
    passwords opens. ``gently``: a reader has died of this file, so that only one that can't is used.
    """
    if looks_like_zip(data) or sniff(data) is not Kind.ENCRYPTED:
        return _parsed(data, gently)
    inside = unlocked(data, passwords)
    if sniff(inside) is Kind.ENCRYPTED:
        raise UnreadableFile(suspicious("里面还是一份加密的文件"))
    return _without_pictures(_parsed(inside, gently))


def _without_pictures(document: Document) -> Document:
    """Of a locked file, which is kept as it came: no part of it can be had later."""
    if not document.pictures:
        return document
    note = f"这份文件设有打开密码，里面的 {len(document.pictures)} 张图片没有取出，请打开原文件核对。"
    return replace(document, pictures=(), notes=(*document.notes, note))


def _parsed(data: bytes, gently: bool) -> Document:
    unpacked = Unpacked(data) if looks_like_zip(data) else None
    kind = sniff(data, unpacked)
    if kind.refusal:
        raise UnreadableFile(kind.refusal)
    if kind is Kind.ZIP:
        raise UnreadableFile("这是压缩包，请先解压，再选择解出的文件。")
    check(data, kind, unpacked)
    try:
        return (_gentle_reader(kind) if gently else _reader(kind))(data, unpacked)
    except ExpectedError as error:
        if error.__cause__ is None:
            raise
        stumble = Stumble.over(error.__cause__)  # the reader has caught it itself
    except Exception as error:  # a parser fed with hostile bytes may raise anything at all
        stumble = Stumble.over(error)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how calamine's panics arrive; no subclass of Exception
            raise
        stumble = Stumble.over(error)
    raise UnreadableFile(stumble.sentence) from stumble


def _gentle_reader(kind: Kind) -> Reader:
    """One that runs no native parser of spreadsheets."""
    if kind is Kind.XLSX:
        from qcapp.forms.xlsx_reader import read_xlsx_by_xml

        return read_xlsx_by_xml
    raise UnreadableFile(DAMAGED)


def _reader(kind: Kind) -> Reader:
    if kind is Kind.XLSX:
        from qcapp.forms.xlsx_reader import read_xlsx

        return read_xlsx
    if kind is Kind.DOCX:
        from qcapp.forms.docx_reader import read_docx

        return read_docx
    if kind is Kind.ODT:
        from qcapp.forms.odt_reader import read_odt

        return lambda data, _: read_odt(data)
    from qcapp.forms.xlsx_reader import read_spreadsheet

    return lambda data, unpacked: read_spreadsheet(data, kind.value, unpacked)
