"""A table, the official one or a plain one, as a file that an office program opens."""

from __future__ import annotations

from pathlib import Path

from qcapp.forms.list_table import AnyTable, ListTable


def write_table_xlsx(table: AnyTable, target: Path) -> None:
    """WriteFailed with one sentence when it can't be written; an older file of that name is then whole."""
    if isinstance(table, ListTable):
        from qcapp.forms.list_xlsx import write_list_xlsx

        write_list_xlsx(table, target)
    else:
        from qcapp.forms.xlsx_writer import write_xlsx

        write_xlsx(table, target)


def write_table_docx(table: AnyTable, target: Path) -> None:
    """The same as docx."""
    if isinstance(table, ListTable):
        from qcapp.forms.list_docx import write_list_docx

        write_list_docx(table, target)
    else:
        from qcapp.forms.docx_writer import write_docx

        write_docx(table, target)
