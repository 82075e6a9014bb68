"""The verbs that window and command line share. Made once, by main, from a store, a reader, a clock and writers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qcapp.forms.layout import TableDocument
from qcapp.ports import Clock, FileReader, LedgerStore
from qcapp.services.collect import CollectService
from qcapp.services.dispatch import DispatchService
from qcapp.services.edit import EditService
from qcapp.services.history import HistoryService
from qcapp.services.look import LookService
from qcapp.services.publish import PublishService
from qcapp.services.upkeep import UpkeepService

Writer = Callable[[TableDocument, Path], None]


@dataclass(frozen=True, slots=True)
class Services:
    look: LookService
    dispatch: DispatchService
    collect: CollectService
    edit: EditService
    publish: PublishService
    history: HistoryService
    upkeep: UpkeepService


def make_services(
    store: LedgerStore, reader: FileReader, clock: Clock, who: str, writers: Mapping[str, Writer]
) -> Services:
    """``who`` stands in every operation; ``writers``: suffix (xlsx, docx, pdf) → writer."""
    return Services(
        look=LookService(store, clock, who),
        dispatch=DispatchService(store, clock, who, writers),
        collect=CollectService(store, reader, clock, who),
        edit=EditService(store, who),
        publish=PublishService(store, who, writers),
        history=HistoryService(store, who),
        upkeep=UpkeepService(store),
    )
