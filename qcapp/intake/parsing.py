"""Bytes → gate → the reader of that kind → Document. Runs in the reading process."""

from __future__ import annotations

from collections.abc import Callable

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document
from qcapp.intake.gate import check
from qcapp.intake.sniff import Kind, sniff
from qcapp.intake.stumble import Stumble


def parse(data: bytes) -> Document:
    """What the file holds; UnreadableFile for every file that can't be read, whatever its reader stumbled over.

    A reader that the program lacks is no fault of the file, and refused in other words.
    """
    kind = sniff(data)
    if kind.refusal:
        raise UnreadableFile(kind.refusal)
    if kind is Kind.ZIP:
        raise UnreadableFile("这是压缩包，请先解压，再选择解出的文件。")
    check(data, kind)
    try:
        return _reader(kind)(data)
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


def _reader(kind: Kind) -> Callable[[bytes], Document]:
    if kind is Kind.XLSX:
        from qcapp.forms.xlsx_reader import read_xlsx

        return read_xlsx
    if kind is Kind.DOCX:
        from qcapp.forms.docx_reader import read_docx

        return read_docx
    if kind is Kind.ODT:
        from qcapp.forms.odt_reader import read_odt

        return read_odt
    from qcapp.forms.xlsx_reader import read_spreadsheet

    return lambda data: read_spreadsheet(data, kind.value)
