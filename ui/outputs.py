"""What a table becomes: a file of each kind, or paper. Each library, and Qt, is imported when the first is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from qcapp.forms.list_table import AnyTable


def write_xlsx(table: AnyTable, path: Path) -> None:
    from qcapp.forms.table_files import write_table_xlsx

    write_table_xlsx(table, path)


def write_docx(table: AnyTable, path: Path) -> None:
    from qcapp.forms.table_files import write_table_docx

    write_table_docx(table, path)


def write_pdf(table: AnyTable, path: Path) -> None:
    from ui.pdf import table_pdf

    table_pdf.write_pdf(table, path)


class SystemPrinting:
    """The machine's printers, Qt's printing imported when the first is asked for."""

    def printers(self) -> tuple[str, ...]:
        from ui.printing.printers import printer_names

        return printer_names()

    def send(self, table: AnyTable, printer: str, *, copies: int) -> str:
        from ui.printing.printers import print_table

        return print_table(table, printer, copies=copies)


def qt_version() -> str:
    """"" where Qt can't be loaded, as without the system's libraries for windows."""
    try:
        from PySide6.QtCore import qVersion
    except ImportError:
        return ""
    return qVersion() or ""
