"""Services on a real ledger of the small plan, with a reader that hands over forms made in the test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qcapp.domain.forms import ReturnedFile
from qcapp.domain.operations import Operation
from qcapp.domain.period import Period
from qcapp.forms.list_table import AnyTable
from qcapp.merge.plan import MergePlan
from qcapp.ports import LedgerStore, Progress
from qcapp.services import Services, make_services
from tests.factory import FixedClock
from tests.merge.world import JULY, World, returned_file

WHO = "经办人"


@dataclass
class HandedOver:
    """A reader: what lies ready is what is read, whatever the paths."""

    files: list[ReturnedFile] = field(default_factory=list)

    def read(
        self, paths: Sequence[Path], progress: Progress, passwords: Sequence[str] = ()
    ) -> Iterable[ReturnedFile]:
        return list(self.files)

    def part(self, data: bytes, name: str) -> bytes:
        return name.encode()

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Drawn:
    """A writer that keeps the tables it was given."""

    tables: list[tuple[Any, Path]] = field(default_factory=list)

    def __call__(self, table: AnyTable, path: Path) -> None:
        self.tables.append((table, path))
        path.write_bytes(b"drawn")


@dataclass
class Office:
    """A month's work in a few words. ``world`` makes the forms; ``store`` is real."""

    store: LedgerStore
    clock: FixedClock
    reader: HandedOver
    drawn: Drawn
    services: Services
    world: World

    def comes_back(
        self, *forms: dict[int, dict[str, str]], unit: str = "区政数局", names: tuple[str, ...] = ()
    ) -> list[ReturnedFile]:
        """Forms of that unit lie ready, bearing the id of what was last dispatched to it."""
        sent = self.store.snapshot(JULY).dispatched.get(unit)
        made = [self.world.form(cells, sent.form_id if sent else None) for cells in forms]
        titles = names or tuple(f"回收{place}.xlsx" for place in range(len(made)))
        self.reader.files = [returned_file(form, name) for form, name in zip(made, titles, strict=True)]
        return self.reader.files

    def preview(self, period: Period | None = None) -> MergePlan:
        return self.services.collect.preview([Path("x")], period=period)

    def merge(self) -> Operation | None:
        return self.services.collect.apply(self.preview())

    def text(self, no: int, field_key: str, unit: str = "区政数局", period: Period = JULY) -> str:
        return self.store.snapshot(period).entry(no, unit).text(field_key)

    @property
    def folder(self) -> Path:
        return self.store.path.parent

    def dispatch(self) -> None:
        self.services.dispatch.dispatch(JULY, self.folder / "下发")


def open_office(store: LedgerStore, clock: FixedClock) -> Office:
    reader, drawn = HandedOver(), Drawn()
    writers = {"xlsx": drawn, "docx": drawn, "pdf": drawn}
    return Office(store, clock, reader, drawn, make_services(store, reader, clock, WHO, writers), World())
