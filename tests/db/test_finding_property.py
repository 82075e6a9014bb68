"""Whatever was done and whatever is asked for: what is found is what a plain reading of each operation says."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest

from qcapp.domain.errors import NothingToUndo, UsageError
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationFilter, OperationKind, UndoResult
from qcapp.ports import LedgerStore
from tests.db.drafts import (
    AUGUST,
    GX,
    JULY,
    SW,
    ZS,
    alias_draft,
    attach_draft,
    attachment,
    bulletin_draft,
    conflict,
    dispatch_draft,
    edit_draft,
    exemption,
    form,
    key,
    merge_draft,
    ruling_draft,
    sha,
    shown,
)
from tests.factory import FixedClock

K = OperationKind
T = TypeVar("T")
FIELDS = ("progress", "problems", "deadline", "liaison.name")
TEXTS = ("一窗通办", "Alpha 100%", "ＡＬＰＨＡ", "a_c", "", "旧话\n新话")
WORDS = ("一窗", "alpha", "100%", "a_c", "axc", "张三", "李四", "修改", "撤销", "7月", "2021-08", "没有的", "旧话 新话")
STEPS, QUESTIONS = 70, 250
FEWER = 40  # on a server


@dataclass
class Known:
    """What an operation concerns. ``filed``: units, each with measures of it."""

    done: Operation
    cells: set[tuple[int, str, str]] = field(default_factory=set)
    filed: list[tuple[str, frozenset[int]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    all: bool = False
    root: Known | None = None
    """Of an undo or redo of the whole: the operation that it is about."""


class Office:
    """Does things at random, and remembers what each was about."""

    def __init__(self, ledger: LedgerStore, clock: FixedClock, chance: random.Random) -> None:
        self.ledger, self.clock, self.chance = ledger, clock, chance
        self.plan = ledger.plan_for(JULY)
        self.entries = [(no, unit) for no, units in self.plan.units_of.items() for unit in units]
        self.known: dict[str, Known] = {}
        (first,) = ledger.operations()
        self.known[first.id] = Known(first, all=True)
        self.files: dict[str, list[bytes]] = {}

    def step(self) -> None:
        self.clock.time += timedelta(hours=self.chance.randrange(1, 40))
        deeds: list[Callable[[], Known | None]] = [
            self.edit, self.edit, self.edit, self.send, self.merge, self.merge, self.attach, self.rule, self.name, self.issue,
            self.set, self.remind, self.undo, self.undo, self.redo, self.undo_file, self.resolve,
        ]
        known = self.chance.choice(deeds)()
        if known is not None:
            self.known[known.done.id] = known

    def cell(self) -> tuple[int, str, str]:
        return (*self.chance.choice(self.entries), self.chance.choice(FIELDS))

    def its(self, unit: str, *nos: int) -> frozenset[int]:
        """Those of the measures that are the unit's: a form has others only by mistake, and is no form of theirs."""
        return frozenset(no for no in nos if (no, unit) in self.entries)

    def commit(self, draft: OperationDraft, **known: object) -> Known:
        who = self.chance.choice(("张三", "李四", "王五"))
        return Known(self.ledger.commit(replace(draft, who=who)), **known)  # type: ignore[arg-type]

    def edit(self) -> Known | None:
        cell = self.cell()
        where = key(cell[0], cell[1], self.chance.choice((JULY, AUGUST)), cell[2])
        before, after = shown(self.ledger, where), self.chance.choice(TEXTS)
        if before == after:
            return None
        return self.commit(edit_draft(CellEdit(where, before, after)), cells={cell}, texts=[before, after])

    def send(self) -> Known | None:
        unit = self.chance.choice((ZS, SW, GX))
        form_id = f"QC-{len(self.known)}"
        return self.commit(dispatch_draft(form(form_id, unit)), filed=[(unit, self.its(unit, 1, 2))])

    def merge(self) -> Known | None:
        unit, data = self.chance.choice((ZS, SW, GX)), f"f{len(self.known)}".encode()
        of_unit = [(no, each) for no, each in self.entries if each == unit]
        no, _ = self.chance.choice(of_unit)
        where, disputed = key(no, unit, JULY, "progress"), key(no, unit, JULY, "problems")
        before, after = shown(self.ledger, where), self.chance.choice(TEXTS)
        edits = (CellEdit(where, before, after),) if before != after else ()
        waits = replace(conflict(disputed, ours=shown(self.ledger, disputed)), sha256=sha(data))
        held = (waits,) if self.chance.random() < 0.5 else ()
        cells = {(no, unit, "progress")} if edits else set()
        cells |= {(no, unit, "problems")} if held else set()
        done = self.commit(
            merge_draft(data, *edits, held=held, unit=unit), cells=cells, filed=[(unit, self.its(unit, 1))],
            texts=["回收表.xlsx", *((before, after) if edits else ())],
        )
        self.files[done.done.id] = [data]
        return done

    def attach(self) -> Known | None:
        of_measure, unit = self.chance.choice(self.entries)
        no = self.chance.choice((of_measure, None))
        new = attachment(f"照片{len(self.known)}".encode(), no)._replace(unit=unit)
        return self.commit(attach_draft(new), filed=[(unit, self.its(unit, no or 0))], texts=[new.name])

    def rule(self) -> Known | None:
        no, unit = self.chance.choice(self.entries)
        said = self.chance.choice((no, None))
        meant = self.its(unit, 1, 2, 3, 4) if said is None else self.its(unit, no)
        return self.commit(ruling_draft(exemption(said, unit)), filed=[(unit, meant)], texts=["职责已划转"])

    def name(self) -> Known | None:
        unit, alias = self.chance.choice((ZS, SW, GX)), f"别名{len(self.known)}"
        return self.commit(alias_draft(alias, unit), filed=[(unit, frozenset())], texts=[alias])

    def issue(self) -> Known | None:
        title = f"通报之{len(self.known)}"
        return self.commit(bulletin_draft(title, data=None), texts=[title])

    def set(self) -> Known | None:
        value = f"值{len(self.known)}"
        return self.commit(OperationDraft(K.SETTINGS, "设置", "张三", settings={"paper.number": value}), texts=[value])

    def remind(self) -> Known | None:
        units = self.chance.sample((ZS, SW, GX), self.chance.randrange(1, 4))
        words = f"催报 2021年7月，{len(units)} 家单位：{'、'.join(units)}"
        return self.commit(OperationDraft(K.REMIND, words, "张三"), filed=[(unit, frozenset()) for unit in units])

    def resolve(self) -> Known | None:
        waiting = self.ledger.held()
        if not waiting:
            return None
        one = self.chance.choice(waiting)
        draft = OperationDraft(K.RESOLVE, "处理冲突", "张三", resolves=(one.id,))
        return self.commit(draft, cells={(one.key.no, one.key.unit, one.key.field)})

    def undo(self) -> Known | None:
        return self.inverse(lambda: self.ledger.undo(self.chance.choice([None, *self.known]), "李四"))

    def redo(self) -> Known | None:
        return self.inverse(lambda: self.ledger.redo("王五"))

    def undo_file(self) -> Known | None:
        if not self.files:
            return None
        merge = self.chance.choice(list(self.files))
        data = self.chance.choice(self.files[merge])
        return self.inverse(lambda: self.ledger.undo(merge, "张三", sha(data)))

    def inverse(self, deed: Callable[[], UndoResult]) -> Known | None:
        try:
            result = deed()
        except (NothingToUndo, UsageError):
            return None
        done, target = result.operation, self.known[result.undone.id]
        changes = self.ledger.changes(done.id)
        cells = {(each.key.no, each.key.unit, each.key.field) for each in changes}
        texts = [text for each in changes for text in (each.before, each.after)]
        texts += [each.after for each in self.ledger.setting_changes(done.id) if each.after]
        root = target.root or target
        if result.file is None:
            return Known(done, cells, [], texts, root=root)
        return Known(done, cells, [(unit, nos) for unit, nos in root.filed], texts)


def concerns(known: Known, wanted: OperationFilter) -> bool:
    def cell(each: tuple[int, str, str]) -> bool:
        no, unit, name = each
        of_field = not wanted.field or name == wanted.field
        return of_field and wanted.no in (None, no) and wanted.unit in ("", unit)

    if any(map(cell, known.cells)):
        return True
    if wanted.field:
        return False
    if known.root is not None and concerns(known.root, wanted):
        return True
    return known.all or any(
        wanted.unit in ("", unit) and (wanted.no is None or wanted.no in nos) for unit, nos in known.filed
    )


def says(known: Known, done: Operation, word: str) -> bool:
    import unicodedata

    def plain(text: str) -> str:
        return unicodedata.normalize("NFKC", text).lower()

    places = [done.summary, done.id, done.who, done.at.isoformat(" "), done.kind.label, *known.texts]
    month = word == "7月" and done.at.month == 7
    return month or any(plain(word) in plain(each) for each in places)


def expected(office: Office, wanted: OperationFilter, now: list[Operation]) -> list[str]:
    found = []
    for done in now:
        known = office.known[done.id]
        day = done.at.date()
        if (
            (not wanted.kinds or done.kind in wanted.kinds) and wanted.who in ("", done.who)
            and (wanted.since is None or day >= wanted.since) and (wanted.until is None or day <= wanted.until)
            and (not (wanted.unit or wanted.field or wanted.no is not None) or concerns(known, wanted))
            and all(says(known, done, word) for word in wanted.text.split())
        ):
            found.append(done.id)
    return found


def question(chance: random.Random, office: Office) -> OperationFilter:
    no, unit = chance.choice(office.entries)
    def sometimes(value: T, otherwise: T) -> T:
        return value if chance.random() < 0.35 else otherwise

    by_unit = sometimes(unit, "")
    by_no: int | None = sometimes(no if by_unit else chance.choice((1, 2, 3)), None)
    days = sorted(date(2021, 7, 1) + timedelta(days=chance.randrange(100)) for _ in range(2))
    return OperationFilter(
        text=sometimes(chance.choice(WORDS), ""), kinds=sometimes(frozenset(chance.sample(list(K), 3)), frozenset()),
        who=sometimes(chance.choice(("张三", "李四", "赵六")), ""), unit=by_unit, field=sometimes(chance.choice(FIELDS), ""),
        no=by_no, since=sometimes(days[0], None), until=sometimes(days[1], None),
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_reading_every_operation_finds(ledger: LedgerStore, clock: FixedClock, seed: int) -> None:
    chance = random.Random(seed)
    clock.time = datetime(2021, 7, 1, 8)
    office = Office(ledger, clock, chance)
    for _ in range(STEPS if not ledger.shared else FEWER):
        office.step()
    now = list(ledger.operations())
    assert {each.id for each in now} == set(office.known)
    for _ in range(QUESTIONS if not ledger.shared else FEWER):
        wanted = question(chance, office)
        due = expected(office, wanted, now)
        assert [each.id for each in ledger.operations(None, wanted)] == due, wanted
        assert ledger.count_operations(wanted) == len(due)
        paged: list[str] = []
        size = chance.randrange(1, 9)
        while page := ledger.operations(size, wanted, paged[-1] if paged else ""):
            paged += [each.id for each in page]
        assert paged == due
        inside = {change.operation.id for change in ledger.changes_in(wanted, 10_000)}
        assert inside <= set(due)
