"""The verbs that window and command line share. Each is made, and what it needs imported, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qcapp.forms.chart_picture import Drawing
    from qcapp.forms.list_table import AnyTable
    from qcapp.ports import Clock, FileReader, LedgerStore
    from qcapp.services.archive import ArchiveService
    from qcapp.services.bulletin import BulletinService
    from qcapp.services.collect import CollectService
    from qcapp.services.correct import CorrectService
    from qcapp.services.diagnosis import DiagnosisService, Premises
    from qcapp.services.dispatch import DispatchService
    from qcapp.services.edit import EditService
    from qcapp.services.edit_cells import CellsService
    from qcapp.services.fill import FillService
    from qcapp.services.history import HistoryService
    from qcapp.services.letterhead import LetterheadService
    from qcapp.services.look import LookService
    from qcapp.services.month_draft import MonthDraftService
    from qcapp.services.password import PasswordService
    from qcapp.services.past import PastService
    from qcapp.services.plan import PlanService
    from qcapp.services.printing import Printing
    from qcapp.services.publish import PublishService
    from qcapp.services.qualify import QualifyService
    from qcapp.services.remind import RemindService
    from qcapp.services.rulings import RulingService
    from qcapp.services.search import SearchService
    from qcapp.services.settings import SettingsService
    from qcapp.services.stats import StatsService
    from qcapp.services.steady import SteadySettings
    from qcapp.services.upkeep import UpkeepService
    from qcapp.services.views import ViewsService

    Writer = Callable[[AnyTable, Path], None]


class Services:
    """``reader`` is made when the first file is read. ``who`` stands in every operation. ``writers``: suffix (xlsx,
    docx, pdf) → function that writes a table to a path. ``printing`` knows the printers, None where there is nothing to
    print with; ``premises``: what a diagnosis tells of the program. ``drawing`` is made when the first chart is drawn,
    which None does in this process."""

    def __init__(
        self,
        store: LedgerStore,
        reader: Callable[[], FileReader],
        clock: Clock,
        who: str,
        writers: Mapping[str, Writer],
        printing: Printing | None = None,
        premises: Callable[[], Premises] | None = None,
        drawing: Callable[[], Drawing] | None = None,
    ) -> None:
        self._printing, self._premises, self._drawing = printing, premises, drawing
        self._store, self._reader, self._clock, self._who, self._writers = store, reader, clock, who, writers
        self.usual_who: Final = who

    @property
    def who(self) -> str:
        """Whose name stands in the operations."""
        return self._who

    @property
    def read_only(self) -> str:
        """The sentence of why nothing can be written to the ledger; "" when it can."""
        return self._store.read_only

    @property
    def shared(self) -> str:
        """Where the server is that others write to as well, who may have to be waited for; "" for a file."""
        return self._store.shared

    def try_writing(self) -> str:
        """Take the ledger for writing where that was not to be had before; answers ``read_only``."""
        return self._store.try_writing()

    def seems_free(self) -> bool:
        """Whether who held the ledger has let go, as far as that is seen without taking it."""
        return self._store.seems_free()

    def written_elsewhere(self) -> bool:
        """Whether another program has written operations since this was asked last."""
        return self._store.written_elsewhere()

    def turned_up(self) -> bool:
        """Whether a write of one's own was found there since this was asked last, of which nobody knew whether it was done."""
        return self._store.turned_up()

    def sign(self, who: str) -> None:
        """That name from now on, also by those that are at hand already; "" for the usual one."""
        self._who = who or self.usual_who
        self._store.sign(self._who)
        for made in tuple(vars(self).values()):
            for name in ("who", "_who"):
                if isinstance(getattr(made, name, None), str):
                    object.__setattr__(made, name, self._who)  # most are frozen: nobody else may

    @cached_property
    def look(self) -> LookService:
        from qcapp.services.look import LookService

        return LookService(self._store, self._clock)

    @cached_property
    def drawing(self) -> Drawing:
        from qcapp.forms.chart_picture import HERE

        return self._drawing() if self._drawing else HERE

    @cached_property
    def diagnosis(self) -> DiagnosisService:
        from qcapp.services.diagnosis import DiagnosisService

        premises = self._premises() if self._premises else None
        return DiagnosisService(self._store, self._clock, premises, lambda: self.upkeep.second())

    @cached_property
    def dispatch(self) -> DispatchService:
        from qcapp.services.dispatch import DispatchService

        return DispatchService(self._store, self._clock, self._who, self._writers)

    @cached_property
    def collect(self) -> CollectService:
        from qcapp.services.collect import CollectService

        return CollectService(self._store, self._reader(), self._clock, self._who)

    @cached_property
    def correct(self) -> CorrectService:
        from qcapp.services.correct import CorrectService

        return CorrectService(self._store, self._clock, self._who, self._writers)

    @cached_property
    def edit(self) -> EditService:
        from qcapp.services.edit import EditService

        return EditService(self._store, self._who)

    def fill(self, folder: Path) -> FillService:
        """For forms that a unit fills in; drafts are kept in that folder. The ledger is not touched."""
        from qcapp.ports import DocumentReader
        from qcapp.services.fill import FillService, fleeting_folders
        from qcapp.services.fill_memory import FillMemory

        def reader() -> DocumentReader:
            made = self._reader()
            assert isinstance(made, DocumentReader), "the program's own reader is one"
            return made

        return FillService(reader, self._writers, FillMemory(folder), self._clock, fleeting_folders())

    @cached_property
    def cells(self) -> CellsService:
        from qcapp.services.edit_cells import CellsService

        return CellsService(self._store, self._who)

    @cached_property
    def publish(self) -> PublishService:
        from qcapp.services.publish import PublishService

        return PublishService(self._store, self._who, self._writers, self.look, self.qualify, self._printing)

    @cached_property
    def qualify(self) -> QualifyService:
        from qcapp.services.qualify import QualifyService

        return QualifyService(self._store)

    @cached_property
    def bulletin(self) -> BulletinService:
        from qcapp.services.bulletin import BulletinService

        return BulletinService(self._store, self._clock, self._who, self.stats, self.drawing)

    @cached_property
    def letterhead(self) -> LetterheadService:
        from qcapp.services.letterhead import LetterheadService

        return LetterheadService(self._store, self.settings)

    @cached_property
    def month_draft(self) -> MonthDraftService:
        from qcapp.services.month_draft import MonthDraftService

        return MonthDraftService(self._store)

    @cached_property
    def remind(self) -> RemindService:
        from qcapp.services.remind import RemindService

        return RemindService(self._store, self._clock, self._who, self.stats)

    @cached_property
    def stats(self) -> StatsService:
        from qcapp.services.stats import StatsService

        return StatsService(self._store, self._clock)

    @cached_property
    def history(self) -> HistoryService:
        from qcapp.services.history import HistoryService

        return HistoryService(self._store, self._who)

    @cached_property
    def past(self) -> PastService:
        from qcapp.services.past import PastService

        return PastService(self._store, self._clock)

    @cached_property
    def archive(self) -> ArchiveService:
        from qcapp.services.archive import ArchiveService

        return ArchiveService(self._store, self._who)

    @cached_property
    def rulings(self) -> RulingService:
        from qcapp.services.rulings import RulingService

        return RulingService(self._store, self._clock, self._who)

    @cached_property
    def plan(self) -> PlanService:
        from qcapp.services.plan import PlanService

        return PlanService(self._store, self._clock, self._who, self._writers)

    @cached_property
    def search(self) -> SearchService:
        from qcapp.services.search import SearchService

        return SearchService(self._store)

    @cached_property
    def settings(self) -> SettingsService:
        from qcapp.services.settings import SettingsService

        return SettingsService(self._store, self._who)

    @cached_property
    def upkeep(self) -> UpkeepService:
        from qcapp.services.upkeep import UpkeepService

        return UpkeepService(self._store, self._clock, self._who)

    @property
    def locked(self) -> bool:
        """Whether an opening password is to be asked for before anything of the ledger is shown."""
        return bool(self._steady.settings().get("password.record"))

    @cached_property
    def password(self) -> PasswordService:
        from qcapp.services.password import PasswordService

        return PasswordService(self._steady)

    @cached_property
    def _steady(self) -> SteadySettings:
        from qcapp.services.steady import SteadySettings

        return SteadySettings(self._store)

    @cached_property
    def views(self) -> ViewsService:
        from qcapp.services.views import ViewsService

        return ViewsService(self._store, self._clock)


def make_services(
    store: LedgerStore, reader: FileReader, clock: Clock, who: str, writers: Mapping[str, Writer],
    printing: Printing | None = None,
) -> Services:
    """Services on a reader that is there already."""
    return Services(store, lambda: reader, clock, who, writers, printing)
