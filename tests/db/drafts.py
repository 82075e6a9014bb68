"""Drafts in one line, for tests of the ledger."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from qcapp.domain.forms import FillForm, ReturnedFile, ReturnRecord
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.operations import CellEdit, NewAlias, NewAttachment, NewBulletin, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.ports import LedgerStore

JUNE, JULY, AUGUST, SEPTEMBER = (Period(2021, month) for month in (6, 7, 8, 9))

ZS, SW, GX = "区政数局", "区税务局", "高新区税务局"


def key(no: int = 1, unit: str = ZS, period: Period = JULY, field: str = "progress") -> CellKey:
    return CellKey(no, unit, period, field)


def shown(ledger: LedgerStore, cell: CellKey) -> str:
    return ledger.snapshot(cell.period).entries[cell.entry].text(cell.field)


def edit(ledger: LedgerStore, cell: CellKey, after: str) -> Operation:
    """An edit by hand from whatever the ledger shows."""
    return ledger.commit(edit_draft(CellEdit(cell, shown(ledger, cell), after)))


def edit_draft(*edits: CellEdit) -> OperationDraft:
    return OperationDraft(OperationKind.EDIT, "修改", "张三", edits)


def returned(data: bytes = b"one", unit: str = ZS, period: Period = JULY) -> tuple[ReturnedFile, ReturnRecord]:
    sha256 = hashlib.sha256(data).hexdigest()
    record = ReturnRecord(
        sha256, "回收表.xlsx", unit, period, date(2021, 7, 20), "QC-202107-01-ABCD", {(1, "progress"): "已办结"}
    )
    return ReturnedFile("/u/回收表.xlsx", None, sha256, data, None), record


def merge_draft(
    data: bytes = b"one", *edits: CellEdit, held: tuple[HeldConflict, ...] = (), unit: str = ZS
) -> OperationDraft:
    pair = returned(data, unit)
    signed = tuple(CellEdit(each.key, each.ours, each.after, pair[0].sha256) for each in edits)
    return OperationDraft(OperationKind.MERGE, "合并 1 份", "李四", signed, returned=(pair,), held=held)


def files_draft(
    *said: tuple[bytes, CellEdit], held: tuple[HeldConflict, ...] = (), more: tuple[bytes, ...] = ()
) -> OperationDraft:
    """A merge of several files, each named for its bytes; edits in the order told, ``more`` are files without any."""
    files = dict.fromkeys([*(data for data, _ in said), *more])
    pairs = []
    for data in files:
        file, record = returned(data)
        pairs.append((file, record._replace(name=named(data))))
    edits = tuple(each._replace(sha256=sha(data)) for data, each in said)
    return OperationDraft(OperationKind.MERGE, f"合并 {len(pairs)} 份", "李四", edits, returned=tuple(pairs), held=held)


def named(data: bytes) -> str:
    return f"{data.decode()}.xlsx"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def attachment(data: bytes = b"photo", no: int | None = 1, with_return: bytes | None = None) -> NewAttachment:
    name = f"{data.decode()}.jpg"
    return NewAttachment(ZS, JULY, no, name, sha(data), data, "随表带来", sha(with_return) if with_return else None)


def attach_draft(*attached: NewAttachment, let_go: tuple[int, ...] = ()) -> OperationDraft:
    return OperationDraft(OperationKind.ATTACH, "添加佐证材料", "张三", attached=attached, detached=let_go)


def alias_draft(alias: str, unit: str = ZS, year: int = 2021) -> OperationDraft:
    return OperationDraft(OperationKind.ALIAS, "记住名称", "张三", aliases=(NewAlias(year, unit, alias),))


def exemption(no: int | None = 1, unit: str = ZS, period: Period = JULY, lifted: bool = False) -> Ruling:
    return Ruling(RulingKind.EXEMPT, 2021, unit, no, period, "" if lifted else "职责已划转", lifted=lifted)


def ruling_draft(*rulings: Ruling) -> OperationDraft:
    return OperationDraft(OperationKind.RULING, "认定", "张三", rulings=rulings)


def bulletin_draft(title: str = "七月情况通报", period: Period = JULY, data: bytes | None = b"paper") -> OperationDraft:
    name = None if data is None else f"{title}.docx"
    new = NewBulletin(period, date(2021, 8, 2), title, '{"rate":1}', name, data)
    return OperationDraft(OperationKind.BULLETIN, f"印发{title}", "张三", bulletins=(new,))


def conflict(cell: CellKey, theirs: str = "来表", ours: str = "") -> HeldConflict:
    return HeldConflict(cell, "下发", ours, theirs, "0" * 64, "回收表.xlsx", date(2021, 7, 20))


def form(form_id: str = "QC-202107-01-ABCD", unit: str = ZS, period: Period = JULY) -> FillForm:
    values = {(1, "progress"): "", (1, "deadline"): "2021年12月底", (2, "liaison2.name"): "王五"}
    return FillForm(form_id, unit, period, datetime(2021, 7, 1, 8), values, ("xlsx", "docx"))


def dispatch_draft(*forms: FillForm) -> OperationDraft:
    return OperationDraft(OperationKind.DISPATCH, "下发", "张三", dispatched=forms)
