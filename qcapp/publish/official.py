"""The official 细化表 composed from a snapshot: two units on a measure each keep their words, with attribution."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qcapp.domain.attribution import attributed, compose
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, Role
from qcapp.domain.ledger import Contact, Entry, Snapshot
from qcapp.domain.page_setup import STANDARD, PageSetup
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from qcapp.giving_way import giving_way


def official_table(
    snapshot: Snapshot, units: Collection[str] = (), paper: Paper = Paper.A3, setup: PageSetup = STANDARD, printed: str = ""
) -> TableDocument:
    """The whole table, or only the measures (and words) of some units, canonical names."""
    plan = snapshot.plan
    blocks = []
    for measure in giving_way(plan.measures):
        entries = [e for e in snapshot.entries_of(measure.no) if not units or e.key.unit in units]
        if entries:
            blocks.append(_block(snapshot, measure.no, entries))
    caption = f"报告期：{snapshot.period.label}"
    return TableDocument(plan.title, tuple(blocks), caption, paper=paper, setup=setup, printed=printed)


def _block(snapshot: Snapshot, no: int, entries: Sequence[Entry]) -> Block:
    plan = snapshot.plan
    measure = plan.measure(no)
    return Block(
        no=no,
        task=plan.task_of(no).heading,
        measure=measure.printed,
        unit=plan.printed_unit(no),
        contacts=_contacts(entries, measure.contacts),
        progress=_composed(entries, PROGRESS.key),
        problems=_composed(entries, PROBLEMS.key),
        deadline=_composed(entries, DEADLINE.key),
    )


def _composed(entries: Sequence[Entry], field_key: str) -> str:
    return compose([(entry.key.unit, entry.text(field_key)) for entry in entries])


def _contacts(entries: Sequence[Entry], printed: tuple[str, ...]) -> tuple[ContactLine, ...]:
    """The printed rows, and one more for each further contact; several units' names share a row, a line each."""
    if len(entries) == 1:
        each = entries[0].contacts(printed)
        return tuple(ContactLine(contact.role.value, contact.name, contact.phone) for contact in each)
    slots: dict[tuple[Role, int], list[tuple[str, Contact]]] = {}
    for entry in giving_way(entries):
        for contact in entry.contacts(printed):
            slots.setdefault((contact.role, contact.index), []).append((entry.key.unit, contact))
    order = sorted(slots, key=lambda slot: (list(Role).index(slot[0]), slot[1]))
    return tuple(_shared_line(role, slots[role, index]) for role, index in order)


def _shared_line(role: Role, contacts: Sequence[tuple[str, Contact]]) -> ContactLine:
    filled = [(unit, contact) for unit, contact in contacts if contact.name or contact.phone]
    names = attributed((unit, contact.name) for unit, contact in filled)
    # A number starts its own line: beside a unit's name it would be broken in two.
    phones = attributed((unit, f"\n{contact.phone}") for unit, contact in filled if contact.phone)
    return ContactLine(role.value, f"\n{names}" if names else "", phones)
