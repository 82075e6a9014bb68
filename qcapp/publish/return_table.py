"""The form that a unit sends back, drawn anew: the table that came, with what the unit has written in it.

Written by the same writers as the form that was sent, so that it carries its 表号 everywhere again, whatever the program that
saved it in between has lost, and its rows are as high as what stands in them.
"""

from __future__ import annotations

from collections.abc import Mapping

from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, Kind, Role, contact_field, field_for
from qcapp.domain.text import clean
from qcapp.forms.layout import Block, ContactLine, FormIdentity, TableDocument
from qcapp.forms.received import Place, ReceivedForm, ReceivedRow, marked_fields

Texts = Mapping[str, Mapping[str, str]]
"""Key of a row → field key → text."""


_TITLE = "责任清单细化表"


def return_table(form: ReceivedForm, texts: Texts) -> TableDocument:
    """``texts``: what each row says now; a row that is missing says what it said when it came."""
    blocks = tuple(_block(row, texts.get(row.key, row.texts)) for row in form.rows)
    identity = FormIdentity(form.form_id, form.unit, str(form.period))
    return TableDocument(form.title or _TITLE, blocks, caption_of(form), form.notes, identity=identity)


def caption_of(form: ReceivedForm) -> str:
    """The line under the title, as it was sent."""
    parts = [f"填报单位：{form.unit}", f"报告期：{form.period.label}", f"表号：{form.form_id}"]
    if form.due:
        again = "重报" if form.correction else "报"
        parts.append(f"请于 {form.due.year}年{form.due.month}月{form.due.day}日前{again}{form.office}")
    return "　　".join(parts)


def places_of(row: ReceivedRow, texts: Mapping[str, str]) -> tuple[Place, ...]:
    """The contact rows: those that the form prints, and further ones up to the last that is filled in."""
    last = dict.fromkeys(Role, 0)
    for role, index in row.places:
        last[role] = max(last[role], index)
    for key, text in texts.items():
        each = field_for(key)
        if each.role is not None and text.strip():
            last[each.role] = max(last[each.role], each.index)
    return tuple((role, index) for role in Role for index in range(1, last[role] + 1))


def filled(texts: Texts) -> dict[str, dict[str, str]]:
    """What is written at all, as it is read out of a file again."""
    said_in = {row: {key: said(text, key) for key, text in fields.items()} for row, fields in texts.items()}
    return {row: {key: text for key, text in fields.items() if text} for row, fields in said_in.items()}


def said(text: str, key: str) -> str:
    """A field's text as it goes into its cell: what is read out of it again is the very same."""
    tidy = clean(text)
    return tidy if field_for(key).kind is Kind.TEXT else tidy.replace("\n", "、")


def _block(row: ReceivedRow, texts: Mapping[str, str]) -> Block:
    marked = marked_fields(row)
    contacts = tuple(_line(place, texts, marked) for place in places_of(row, texts))
    progress, problems, deadline = (said(texts.get(key, ""), key) for key in (PROGRESS.key, PROBLEMS.key, DEADLINE.key))
    return Block(
        row.no or 0, row.task, row.printed, row.unit, contacts, progress, problems, deadline, reasons=row.reasons,
        marked=frozenset(each.column for each in map(field_for, marked) if each.role is None),
    )


def _line(place: Place, texts: Mapping[str, str], marked: frozenset[str]) -> ContactLine:
    role, index = place
    name, phone = (contact_field(role, part, index) for part in ("name", "phone"))
    return ContactLine(
        role.value, said(texts.get(name.key, ""), name.key), said(texts.get(phone.key, ""), phone.key),
        frozenset(each.column for each in (name, phone) if each.key in marked),
    )
