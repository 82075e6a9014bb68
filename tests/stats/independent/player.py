"""Plays a year's events on a real ledger, through the services that window and command line use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import cast

from db.opening import create_ledger
from db.store import SqlLedger
from qcapp.domain.forms import ReturnedFile
from qcapp.domain.ledger import CellKey, HeldConflict, Snapshot
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.rulings import Ruling
from qcapp.forms.list_table import AnyTable
from qcapp.forms.table_files import write_table_xlsx
from qcapp.merge.plan import Decision
from qcapp.ports import FileReader, LedgerStore
from qcapp.services import Services
from qcapp.services.publish import PublishService
from tests.factory import FixedClock
from tests.merge.world import World, returned_file
from tests.services.office import WHO, Drawn, HandedOver

Rows = Mapping[int, Mapping[str, str]]


@dataclass
class Player:
    """``operations``: by a name of the event's own, to undo them."""

    store: SqlLedger
    clock: FixedClock
    plan: Plan
    folder: Path
    reader: HandedOver = field(default_factory=HandedOver)
    operations: dict[str, Operation] = field(default_factory=dict)
    forms: dict[tuple[Period, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.plan)
        writers: dict[str, Callable[[AnyTable, Path], None]] = {"xlsx": write_table_xlsx, "docx": Drawn()}
        self.services = Services(self.store, lambda: self.reader, self.clock, WHO, writers)

    def dispatch(self, period: Period, *formats: str) -> None:
        sent = self.services.dispatch.dispatch(period, self.folder / f"下发{period}", formats=formats or ("docx",))
        self.forms |= {(period, form.unit): form.form_id for form in sent.forms}

    def receive(self, name: str, period: Period, unit: str, received: date, rows: Rows) -> None:
        """The month's own form comes back."""
        self._merge(name, period, received, self._form(self.forms[period, unit], name, rows))

    def answer_slip(self, name: str, period: Period, unit: str, received: date, rows: Rows) -> None:
        slip = [form for form in self.store.forms_to(unit, period) if form.corrects][-1]
        self._merge(name, period, received, self._form(slip.form_id, name, rows))

    def receive_files(self, name: str, period: Period, received: date, forms: FileReader, paths: Sequence[Path]) -> None:
        """Real files, by the real reader."""
        collect = Services(self.store, lambda: forms, self.clock, WHO, {}).collect
        self._apply(name, collect.preview(paths, period=period, received=received))

    def scan(self, name: str, period: Period, unit: str, received: date) -> None:
        data = f"{name}{unit}".encode()
        told = ReturnedFile(
            f"/u/{unit}.pdf", None, hashlib.sha256(data).hexdigest(), data, None, "这是扫描件，读不出表格。", keepable=True
        )
        self._merge(name, period, received, told)

    def send_back(self, period: Period, unit: str) -> list[int]:
        """Numbers of the measures on the slip."""
        result = self.services.correct.write(period, self.folder / f"退回{period}", units=[unit], formats=("docx",))
        return [row.no for row in result.rows.get(unit, ())]

    def type_in(self, period: Period, unit: str, no: int, words: Mapping[str, str]) -> None:
        entry = self.store.snapshot(period).entry(no, unit)
        edits = tuple(
            CellEdit(CellKey(no, unit, period, key), entry.text(key), text)
            for key, text in words.items() if text != entry.text(key)
        )
        self.store.commit(OperationDraft(OperationKind.EDIT, "手工录入", WHO, edits=edits))

    def settle(self, period: Period, unit: str, no: int, decision: Decision) -> None:
        waiting: list[HeldConflict] = [
            each for each in self.store.held(period) if (each.key.unit, each.key.no, each.key.field) == (unit, no, "progress")
        ]
        for each in waiting:
            self.services.edit.resolve(each, decision)
        assert waiting, "the two have moved apart"

    def undo(self, name: str) -> None:
        self.services.history.undo(self.operations[name].id)

    def rule(self, *rulings: Ruling) -> None:
        self.store.commit(OperationDraft(OperationKind.RULING, "认定", WHO, rulings=rulings))

    def set_up(self, settings: Mapping[str, str]) -> None:
        self.store.commit(OperationDraft(OperationKind.SETTINGS, "设置", WHO, settings=settings))

    def export(self, period: Period) -> Iterator[tuple[str, Path]]:
        """The official table of each unit, by the service that writes it for the clerk."""
        store, services = cast(LedgerStore, _AtOneMoment(self.store, period)), self.services
        service = PublishService(store, WHO, {"xlsx": write_table_xlsx}, services.look, services.qualify)
        for unit in self.plan.units:
            yield unit.name, service.export(self.folder / f"{period}{unit.name}.xlsx", period, units=[unit.name])

    def _form(self, form_id: str, name: str, rows: Rows) -> ReturnedFile:
        return returned_file(self.world.form(rows, form_id), f"{name}.xlsx")

    def _merge(self, name: str, period: Period, received: date, file: ReturnedFile) -> None:
        self.reader.files = [file]
        self._apply(name, self.services.collect.preview([], period=period, received=received))

    def _apply(self, name: str, plan: object) -> None:
        operation = self.services.collect.apply(plan)  # type: ignore[arg-type]
        assert operation is not None, name
        self.operations[name] = operation


class _AtOneMoment:
    """The ledger for twenty exports in a row: its month is read once."""

    def __init__(self, store: SqlLedger, period: Period) -> None:
        self._settings, self._snapshot = store.settings(), store.snapshot(period)

    def settings(self) -> Mapping[str, str]:
        return self._settings

    def snapshot(self, period: Period, on: date | None = None) -> Snapshot:
        return self._snapshot


def open_player(folder: Path, plan: Plan) -> Player:
    clock = FixedClock(datetime(2021, 1, 1, 8, 0))
    store = create_ledger(folder / "ledger.sqlite3", plan, clock, WHO)
    store.backup = lambda target=None, reason=None: None  # type: ignore[method-assign,assignment,return-value]
    return Player(store, clock, plan, folder)


def close_player(player: Player) -> None:
    with suppress(Exception):
        player.store.close()
