"""Makes a ledger file as this program writes it, to be kept for those that come after: see README.md beside it."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from db.opening import create_ledger
from db.revisions import head
from db.store import SqlLedger
from qcapp.domain.forms import FillForm, ReturnedFile, ReturnRecord
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.period import Period
from tests.factory import small_plan

HERE = Path(__file__).resolve().parent
JULY = Period(2021, 7)
UNIT = "区政数局"


@dataclass
class Ticking:
    """A clock that goes on by an hour with each look."""

    time: datetime = datetime(2021, 7, 1, 8)

    def now(self) -> datetime:
        self.time += timedelta(hours=1)
        return self.time

    def today(self) -> date:
        return self.time.date()


def make(path: Path) -> None:
    """A month of small work: sent out, two merges (with a conflict that waits and one settled), edits, undo and redo."""
    ledger = create_ledger(path, small_plan(), Ticking(), "张三")
    try:
        _send(ledger)
        _merge(ledger, b"first return", "回收表一.xlsx", {"progress": "来表：已办结 3 件", "deadline": "2021年12月底"})
        ledger.commit(_edit(_key("progress"), "来表：已办结 3 件", "人工：已办结 4 件"))
        disputed = {"progress": "来表：已办结 5 件", "deadline": "2022年6月底"}
        _merge(ledger, b"second return", "回收表二.xlsx", {"problems": "来表：人手不足"}, disputed)
        _settle_deadline(ledger)
        ledger.commit(_edit(_key("progress", 2), "", "人工：窗口已合并"))
        ledger.undo(None, "李四")
        ledger.commit(_edit(_key("problems", 2), "", "无"))
        ledger.undo(None, "李四")
        ledger.redo("李四")
        ledger.commit(OperationDraft(OperationKind.SETTINGS, "设置", "张三", settings={"office.phone": "0763-0000000"}))
    finally:
        ledger.close()


def _key(field: str, no: int = 1) -> CellKey:
    return CellKey(no, UNIT, JULY, field)


def _send(ledger: SqlLedger) -> None:
    values = {(1, "progress"): "", (1, "deadline"): ""}
    form = FillForm("QC-202107-01-ABCD", UNIT, JULY, datetime(2021, 7, 1, 10), values, ("xlsx", "docx"))
    ledger.commit(OperationDraft(OperationKind.DISPATCH, "下发 1 张", "张三", dispatched=(form,)))


def _merge(
    ledger: SqlLedger, data: bytes, name: str, said: dict[str, str], disputed: Mapping[str, str] = MappingProxyType({})
) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    values = {(1, field): text for field, text in (*said.items(), *disputed.items())}
    day = date(2021, 7, 20)
    record = ReturnRecord(sha256, name, UNIT, JULY, day, "QC-202107-01-ABCD", values)
    edits = tuple(CellEdit(_key(field), "", text, sha256) for field, text in said.items())
    entry = ledger.snapshot(JULY).entry(1, UNIT)
    waiting = tuple(
        HeldConflict(_key(field), "", entry.text(field), text, sha256, name, day) for field, text in disputed.items()
    )
    file = ReturnedFile(f"/u/{name}", None, sha256, data, None)
    ledger.commit(
        OperationDraft(OperationKind.MERGE, "合并 1 份回收表", "张三", edits, returned=((file, record),), held=waiting)
    )


def _settle_deadline(ledger: SqlLedger) -> None:
    """The ledger's words are kept."""
    (held,) = (each for each in ledger.held() if each.key.field == "deadline")
    ledger.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", resolves=(held.id,)))


def _edit(key: CellKey, ours: str, after: str) -> OperationDraft:
    return OperationDraft(OperationKind.EDIT, "修改", "张三", (CellEdit(key, ours, after),))


def main() -> None:
    target = HERE / f"{head()}.sqlite3"
    if target.exists():
        raise SystemExit(f"{target} is there already, and no other program can make it again.")
    # In a folder of its own: the backups that a ledger makes go beside it.
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "ledger.sqlite3"
        make(made)
        shutil.copyfile(made, target)


if __name__ == "__main__":
    main()
