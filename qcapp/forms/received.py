"""A dispatched form as its unit has it: whose, of which month, due when, and what stands in it. Pure.

It is read as a return is, and nothing of a ledger is needed. What is no dispatched form is refused in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import Role, field_for
from qcapp.domain.forms import FORM_ID, ReadCell, ReturnedForm, ReturnedRow
from qcapp.domain.period import FIRST_YEAR, Period
from qcapp.domain.sheet import Document
from qcapp.domain.text import clean, shortened
from qcapp.forms.locate import locate

NO_ID = "这份表里没有表号，不是营商办下发的填报表，请打开营商办发来的原表。"
WHOLE_LIST = "这是整张责任清单细化表，不是下发给一家单位填写的表（没有表号），请打开营商办发来的下发表。"
NO_UNIT = "这份表上看不出填报单位，请打开营商办发来的原表，不要删去表头那一行。"

Place = tuple[Role, int]

_DUE = re.compile(r"请于\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日前\s*(?:重?报)\s*([^\s，。；,;]{0,30})")
_NOTES_HEADING = "填表说明"
_NUMBERED = re.compile(r"^(\d{1,2})[.．、]\s*(.+)$")
_SLIP = "退回说明"


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A measure of the form. ``key`` names it within the form; ``no`` is None where its number is gone.

    ``texts``: field key → what stands there. ``places``: the contact rows that the form prints. ``remarks``: what stands beside
    its cells or can't be read, a sentence each.
    """

    key: str
    no: int | None
    task: str
    measure: str
    unit: str
    texts: Mapping[str, str]
    places: tuple[Place, ...]
    reasons: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"第 {self.no} 条" if self.no is not None else f"“{shortened(self.measure, 12)}”"

    @property
    def printed(self) -> str:
        """The measure as it stands in its cell."""
        return f"{self.no}.{self.measure}" if self.no is not None else self.measure


@dataclass(frozen=True, slots=True)
class ReceivedForm:
    """``kind`` is that of the file, as of a Document. ``due`` is the printed day, None where none is; ``office``: who it goes
    back to. ``correction``: it is a 退回说明. ``notes``: its numbered instructions. ``left_out``: what is in the file beside the
    form, a sentence each: none of it goes into a form that is written anew.
    """

    form_id: str
    unit: str
    period: Period
    title: str
    rows: tuple[ReceivedRow, ...]
    kind: str
    due: date | None = None
    office: str = ""
    correction: bool = False
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """What it is saved as again: the program's own two kinds, whichever is nearer."""
        return "docx" if self.kind in ("docx", "odt") else "xlsx"

    def row(self, key: str) -> ReceivedRow:
        return next(row for row in self.rows if row.key == key)


def received_form(document: Document) -> ReceivedForm:
    """The dispatched form that the document holds; UnreadableFile for anything else."""
    form = locate(document)
    form_id, period = _identity(form)
    unit = _unit(form)
    lines = list(_lines(document))
    due, office = _due(lines)
    rows = _rows(form, unit)
    return ReceivedForm(
        form_id, unit, period, form.title, rows, document.kind, due, office,
        correction=_SLIP in form.title or any(row.reasons for row in rows),
        notes=_instructions(lines), left_out=_left_out(form),
    )


def _identity(form: ReturnedForm) -> tuple[str, Period]:
    found = list(form.form_ids)
    if not found:
        labels = {row.unit_label for row in form.rows}
        raise UnreadableFile(WHOLE_LIST if len(labels) > 2 else NO_ID)
    if len(found) > 1:
        told = "、".join(found)
        raise UnreadableFile(f"这份文件里有 {len(found)} 个表号（{told}），分不清是哪张表，请打开营商办发来的原表。")
    parts = FORM_ID.fullmatch(found[0])
    if parts is None or int(parts[1]) < FIRST_YEAR:
        raise UnreadableFile(NO_ID)
    return found[0], Period(int(parts[1]), int(parts[2]))


def _unit(form: ReturnedForm) -> str:
    labels = {row.unit_label for row in form.rows} - {""}
    if len(form.unit_hints) == 1:
        return form.unit_hints[0]
    if len(labels) == 1:
        return labels.pop()
    raise UnreadableFile(NO_UNIT)


def _rows(form: ReturnedForm, unit: str) -> tuple[ReceivedRow, ...]:
    taken: set[str] = set()
    rows = []
    for place, row in enumerate(form.rows, start=1):
        key = str(row.no) if row.no is not None else f"row{place}"
        key = key if key not in taken else f"{key}#{place}"
        taken.add(key)
        rows.append(_row(row, key, unit))
    return tuple(rows)


def _row(row: ReturnedRow, key: str, unit: str) -> ReceivedRow:
    texts = {name: cell.text for name, cell in row.cells.items()}
    contacts = {(each.role, each.index) for each in map(field_for, texts) if each.role is not None}
    order = list(Role)
    places = sorted(contacts, key=lambda place: (order.index(place[0]), place[1]))
    remarks = tuple(
        sentence for name, cell in row.cells.items() for sentence in _remarks(field_for(name).heading, cell)
    )
    return ReceivedRow(
        key, row.no, row.task, row.measure_text, row.unit_label or unit, texts, tuple(places), row.reasons, remarks
    )


def _remarks(heading: str, cell: ReadCell) -> Iterator[str]:
    if cell.unreadable and not cell.text:
        yield f"“{heading}”这一格读不出（{cell.unreadable}），请在这里重新填写。"
    if cell.aside:
        yield f"“{heading}”的格子旁边写着“{shortened(cell.aside, 60)}”，要报的请写进格子里。"
    if cell.shared:
        yield f"“{heading}”和别的措施合并成了一格，请核对是不是这一条的。"


def _left_out(form: ReturnedForm) -> tuple[str, ...]:
    pictures = len(form.pictures) + sum(len(row.pictures) for row in form.rows)
    told = [f"原表里有 {pictures} 张图片，保存的表里没有，请另外一起报送。"] if pictures else []
    return (*told, *dict.fromkeys(note.message for note in form.notes))


def _lines(document: Document) -> Iterator[str]:
    """All that can be read of it, cell by cell."""
    for text in document.texts:
        yield from clean(text).split("\n")
    for sheet in document.sheets:
        if sheet.visible:
            for row in sheet.rows:
                for cell in row:
                    yield from clean(cell).split("\n")


def _due(lines: list[str]) -> tuple[date | None, str]:
    for line in lines:
        if found := _DUE.search(line):
            try:
                return date(int(found[1]), int(found[2]), int(found[3])), found[4]
            except ValueError:
                return None, found[4]
    return None, ""


def _instructions(lines: list[str]) -> tuple[str, ...]:
    """The numbered lines that follow 填表说明, as far as they count up."""
    start = next((place for place, line in enumerate(lines) if line.startswith(_NOTES_HEADING)), len(lines))
    notes: list[str] = []
    for line in filter(None, lines[start + 1 :]):
        found = _NUMBERED.match(line)
        if not found or int(found[1]) != len(notes) + 1:
            break
        notes.append(found[2])
    return tuple(notes)


def marked_fields(row: ReceivedRow) -> frozenset[str]:
    """The fields that the reasons of a slip speak of: what they begin with is the field's heading."""
    if not row.reasons:
        return frozenset()
    said = [_NUMBERED.sub(r"\2", line) for line in row.reasons.split("\n")]
    by_heading = sorted(((field_for(key).heading, key) for key in row.texts), key=lambda pair: -len(pair[0]))
    found = (next((key for heading, key in by_heading if line.startswith(heading)), None) for line in said)
    return frozenset(key for key in found if key)
