"""Where a field's text stands in the returned file and what the field said before, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from qcapp.domain.fields import field_for, sort_key
from qcapp.domain.forms import Place, ReturnedFile, ReturnedRow
from qcapp.domain.ledger import CellKey, CellValue
from qcapp.domain.operation_words import change_state, kind_words
from qcapp.domain.operations import Change, OperationKind
from qcapp.domain.period import Period
from qcapp.merge.origin import origin_parts
from qcapp.merge.plan import FieldPlan, FilePlan
from ui.models.collect_words import aside_words, value_words
from ui.theme import ADDED_TEXT, FAINT, INK, MUTED

_MOST_CHANGES = 40


@dataclass(frozen=True, slots=True)
class SourceWords:
    """``place``: 《下发表》第 7 行第 6 列（F7）; ``text``: the cell whole, with what stands beside it and what else was read out
    of it; ``row``: what else the row says, name and words."""

    place: str
    text: str
    row: tuple[tuple[str, str], ...]


def source_of(file: FilePlan, field: FieldPlan) -> SourceWords:
    row = _row_at(file.file, field)
    cell = row.cells.get(field.key.field) if row else None
    text = cell.text if cell else field.theirs
    why = f"（{cell.unreadable}）" if cell and cell.unreadable else ""
    aside = aside_words(cell.aside if cell else field.aside)
    split = _split_words(row, field) if row else ""
    words = "\n".join(filter(None, (text + why or value_words(""), aside, split)))
    return SourceWords(place_words(file.file, field.place), words, tuple(_rest(row, field)) if row else ())


def place_words(file: ReturnedFile, place: Place) -> str:
    """The place for a person, in a spreadsheet with the name that its program shows too."""
    return f"{place.label}（{cell_name(place)}）" if _is_spreadsheet(file.data[:65536], file.name) else place.label


def cell_name(place: Place) -> str:
    """F7, AA12."""
    letters, column = "", place.column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{place.row + 1}"


def history_html(changes: Iterable[Change], past: Sequence[CellValue], key: CellKey) -> str:
    """Changes of that field month by month, newest first, each with its day, file and person; below, earlier months' words."""
    parts: list[str] = []
    month: Period | None = None
    mine = sorted((each for each in changes if each.key.field == key.field), key=lambda each: each.key.period, reverse=True)
    for change in mine[:_MOST_CHANGES]:
        if change.key.period != month:
            month = change.key.period
            parts.append(_head(month.label))
        parts.append(_change(change))
    if not parts:
        parts.append(f"<p style='color:{MUTED};margin:0'>这一栏在台账里还没有修改记录。</p>")
    if past:
        parts.append(_head("此前各月进展"))
        parts += [
            f"<p style='margin:0 0 4px 0'><span style='color:{MUTED}'>{each.period.label}</span>　{_lines(each.text)}</p>"
            for each in past
        ]
    return "".join(parts)


def _head(words: str) -> str:
    return f"<p style='color:{INK};margin:4px 0 2px 0'><b>{escape(words)}</b></p>"


def _change(change: Change) -> str:
    operation, source = change.operation, change.source
    undone = f"（{state}）" if (state := change_state(change)) else ""
    known = origin_parts(source) or ("手工录入" if operation.kind is OperationKind.EDIT else kind_words(operation),)
    head = f"{operation.at.month}月{operation.at.day}日 {operation.at:%H:%M} {operation.who} · {' · '.join(known)}{undone}"
    return (
        f"<p style='margin:0 0 4px 0'><span style='color:{MUTED}'>{escape(head)}</span><br>"
        f"<span style='color:{FAINT}'>{_lines(change.before) or '（空）'}</span> → "
        f"<span style='color:{ADDED_TEXT}'>{'内容不变' if change.repeats else _lines(change.after) or '（空）'}</span></p>"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _row_at(file: ReturnedFile, field: FieldPlan) -> ReturnedRow | None:
    """The row whose cell that is: by the cell's place, else by the measure's number."""
    rows = file.form.rows if file.form else ()
    same = [row for row in rows if (cell := row.cells.get(field.key.field)) and cell.place == field.place]
    return next((row for row in same if row.no == field.key.no), same[0] if same else None)


def _split_words(row: ReturnedRow, field: FieldPlan) -> str:
    """Where several people, or name and phone, were read out of this one cell: all of them, for no more is known of it."""
    ours = (key for key in sorted(row.cells, key=sort_key) if field_for(key).role and row.cells[key].text)
    parts = [key for key in ours if row.cells[key].place == field.place]
    if field.key.field not in parts or len(parts) < 2:
        return ""
    told = "，".join(f"{field_for(key).heading}“{row.cells[key].text}”" for key in parts)
    return f"（原在同一格，已分开：{told}）"


def _rest(row: ReturnedRow, field: FieldPlan) -> Iterable[tuple[str, str]]:
    number = f"{row.no}." if row.no is not None and not row.measure_text.startswith(str(row.no)) else ""
    yield "措施原文", f"{number}{row.measure_text}" or "（空）"
    if row.unit_label:
        yield "责任单位", row.unit_label
    for key in sorted(row.cells, key=sort_key):
        if key != field.key.field and row.cells[key].text:
            yield field_for(key).heading, row.cells[key].text


@lru_cache(maxsize=512)
def _is_spreadsheet(head: bytes, name: str) -> bool:
    """By the bytes; the name only where they say nothing."""
    if head.startswith(b"PK"):
        return b"xl/" in head or b"opendocument.spreadsheet" in head
    return name.lower().endswith((".xls", ".et", ".xlsx", ".xlsm", ".xlsb", ".ods"))
