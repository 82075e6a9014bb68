"""Bytes → gate → the reader of that kind → Document. Runs in the reading process."""

from __future__ import annotations

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document
from qcapp.intake.gate import check
from qcapp.intake.sniff import Kind, sniff
from qcapp.intake.words import DAMAGED


def parse(data: bytes) -> Document:
    """What the file holds; UnreadableFile for every file that can't be read, whatever its reader stumbled over."""
    kind = sniff(data)
    if kind.refusal:
        raise UnreadableFile(kind.refusal)
    if kind is Kind.ZIP:
        raise UnreadableFile("这是压缩包，请先解压，再选择解出的文件。")
    check(data, kind)
    try:
        return _read(data, kind)
    except ExpectedError:
        raise
    except MemoryError:
        raise UnreadableFile(DAMAGED) from None
    except Exception as error:  # a parser fed with hostile bytes may raise anything at all
        raise UnreadableFile(DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how calamine's panics arrive; no subclass of Exception
            raise UnreadableFile(DAMAGED) from None
        raise


def _read(data: bytes, kind: Kind) -> Document:
    if kind is Kind.XLSX:
        from qcapp.forms.xlsx_reader import read_xlsx

        return read_xlsx(data)
    if kind is Kind.DOCX:
        from qcapp.forms.docx_reader import read_docx

        return read_docx(data)
    if kind is Kind.ODT:
        from qcapp.forms.odt_reader import read_odt

        return read_odt(data)
    from qcapp.forms.xlsx_reader import read_spreadsheet

    return read_spreadsheet(data, kind.value)
