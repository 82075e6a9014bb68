"""Fill in dispatched forms as a unit would, with made-up words, for the demonstration and the tests.

The forms are opened with the libraries that write office files, cells are found by what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from qcapp.services.made_up import Answers, made_up_answers

__all__ = ["Answers", "fill_docx", "fill_xlsx", "made_up_answers"]

_NUMBERED = re.compile(r"^\s*(\d+)[.．、]")
_COLUMNS = {"progress": 5, "problems": 6, "deadline": 7}
_LABELS = {"责任人": "responsible", "联系人": "liaison"}


def fill_xlsx(form: Path, target: Path, answers: Answers) -> Path:
    """Write the answers into a copy of an xlsx form."""
    import openpyxl

    book = openpyxl.load_workbook(form)
    sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
    current: Mapping[str, str] = {}
    liaisons = 0
    for row in sheet.iter_rows(min_col=1, max_col=8):
        if found := _NUMBERED.match(str(row[1].value or "")):
            current, liaisons = answers.get(int(found[1]), {}), 0
            for key, column in _COLUMNS.items():
                if key in current:
                    row[column].value = current[key]
                    row[column].data_type = "s"  # typed as text: "=…" is no formula
        role = _LABELS.get(str(row[3].value or "").split("：")[0])
        if role and current:
            liaisons += role == "liaison"
            prefix = role + (str(liaisons) if liaisons > 1 and role == "liaison" else "")
            if name := current.get(f"{prefix}.name"):
                row[3].value = f"{str(row[3].value).split('：')[0]}：{name}"
            if phone := current.get(f"{prefix}.phone"):
                row[4].value = phone
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def fill_docx(form: Path, target: Path, answers: Answers) -> Path:
    """Write the answers into a copy of a docx form."""
    import docx
    from docx.table import _Cell

    document = docx.Document(str(form))
    table = document.tables[0]
    current: Mapping[str, str] = {}
    liaisons = 0
    for row in table._tbl.tr_lst:
        cells = [_Cell(cell, table) for cell in row.tc_lst]
        if len(cells) < 8:
            continue
        if found := _NUMBERED.match(cells[1].text):
            current, liaisons = answers.get(int(found[1]), {}), 0
            for key, column in _COLUMNS.items():
                if key in current:
                    _write(cells[column], current[key])
        label = cells[3].text.split("：")[0]
        role = _LABELS.get(label)
        if role and current:
            liaisons += role == "liaison"
            prefix = role + (str(liaisons) if liaisons > 1 and role == "liaison" else "")
            if name := current.get(f"{prefix}.name"):
                _write(cells[3], f"{label}：{name}")
            if phone := current.get(f"{prefix}.phone"):
                _write(cells[4], phone)
    target.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(target))
    return target


def _write(cell: object, text: str) -> None:
    """Put text into a cell's first paragraph, as typing does: its other marks stay."""
    paragraph = cell.paragraphs[0]  # type: ignore[attr-defined]
    for run in list(paragraph.runs):
        run._r.getparent().remove(run._r)
    lines = text.split("\n")
    run = paragraph.add_run(lines[0])
    for line in lines[1:]:
        run.add_break()
        run.add_text(line)
