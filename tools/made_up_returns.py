"""Fill in dispatched forms as a unit would, with made-up words, for the demonstration and the tests.

The forms are opened with the libraries that write office files, cells are found by what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

# Measure number → field key → what the unit writes. Contacts by role: responsible.name, liaison.phone …
Answers = Mapping[int, Mapping[str, str]]

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


def made_up_answers(numbers: tuple[int, ...], year: int, turn: int = 0) -> dict[int, dict[str, str]]:
    """A plausible month of a unit with those measures; names are plainly placeholders. Another ``turn`` has other words."""
    answers: dict[int, dict[str, str]] = {}
    for place, no in enumerate(numbers):
        words = _PROGRESS[(no + place + turn) % len(_PROGRESS)]
        answers[no] = {
            "progress": words.format(count=3 + no % 17 + turn, rate=50 + (no + turn) % 49),
            "problems": _PROBLEMS[no % len(_PROBLEMS)],
            "deadline": (f"{year}-12-31", f"{year}年12月底", "长期坚持", f"{year}年第四季度")[no % 4],
            "responsible.name": "某甲",
            "responsible.phone": f"0763-88880{no:02d}",
            "liaison.name": "某乙",
            "liaison.phone": f"138000000{no:02d}",
        }
    return answers


_PROGRESS = (
    "已制定工作方案并印发，累计办理 {count} 件，按计划推进。",
    "已完成系统对接，本月受理 {count} 户，平均用时压缩至 0.5 个工作日，办结率 {rate}%。",
    "组织专题培训 {count} 场次，覆盖相关科室和服务窗口。\n下一步开展效果评估。",
    "完成阶段性任务 {count} 项，总体进度 {rate}%。",
    "本月无新进展，正在等待上级配套文件。",
)
_PROBLEMS = ("无", "无", "系统接口尚未开放，需市级部门协调。", "无", "专业人员不足。")
