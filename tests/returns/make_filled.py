"""Fill the dispatched form in with the answers: python -m tests.returns.make_filled

Writes ``saved/xlsx/openpyxl.xlsx`` and ``saved/docx/python-docx.docx``, which all other programs then open and save.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.returns import answers
from tools.made_up_returns import fill_docx, fill_xlsx

FILLED_XLSX = answers.SAVED / "xlsx" / "openpyxl.xlsx"
FILLED_DOCX = answers.SAVED / "docx" / "python-docx.docx"

# Two answers that a unit typed into ordinary cells, so that they became a date and a number.
DAY = ("2021-12-31", date(2021, 12, 31), "yyyy-mm-dd")
MOBILE = ("13800000066", 13800000066, "General")


def fill(path: Path) -> None:
    fill_xlsx(answers.SENT_XLSX, path, answers.cells("answers"))
    book: Any = load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            for text, value, shown in (DAY, MOBILE):
                if cell.value == text:
                    cell.value, cell.number_format = value, shown
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    book.save(path)


def main() -> None:
    fill(FILLED_XLSX)
    fill_docx(answers.SENT_DOCX, FILLED_DOCX, answers.cells("answers"))


if __name__ == "__main__":
    main()
