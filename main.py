"""营商台账: the only place that knows everyone. Composition, then the window or one command."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db.place import NO_HANDOVER, LedgerPlace
from qcapp.built import settle
from qcapp.carried import leave_temporary, use_own_temporary
from qcapp.cli.console import borrow_console, complain, speak_chinese
from qcapp.places import HERE, RESOURCES, SystemClock, data_folder, data_place, user_name
from ui.outputs import SystemPrinting, qt_version, write_docx, write_pdf, write_xlsx

if TYPE_CHECKING:
    from db.server.store import SharedLedger
    from db.store import SqlLedger
    from qcapp.domain.backups import Backup
    from qcapp.domain.plan import Plan
    from qcapp.domain.server_address import ServerAddress
    from qcapp.drawing.process import DrawingProcess
    from qcapp.forms.list_table import AnyTable
    from qcapp.intake.reader import SafeReader
    from qcapp.ports import Clock, Progress
    from qcapp.services import Services
    from qcapp.services.diagnosis import DiagnosisService, Premises
    from qcapp.services.fill import FillService
    from qcapp.services.handover import HandoverService

_LOOKED_THROUGH_BYTES = 400_000_000
"""Up to this size a ledger is looked through after each start (5 ms a megabyte): as long as others may wait to write."""
_FEW_CIRCLES, _ONCE_MORE = 50_000, 100
"""After how many new values Python looks for circles among them, and after how many such looks among all that stayed: a command
makes many values, hardly a circle, and soon ends."""
_NO_CIRCLES = 1_000_000
"""The first of them for a merge, which keeps to its end what it makes of some thousand returns: to look there is in vain."""
READY_MADE = HERE / "示例" / "示例台账.sqlite3"
"""The sample ledger as a built program has it beside it; copied, never opened there."""
WRITERS: dict[str, Callable[[AnyTable, Path], None]] = {
    "xlsx": write_xlsx, "docx": write_docx, "pdf": write_pdf,
}


class Workplace(LedgerPlace):
    """One ledger and what works on it; opened when first needed, closed once."""

    def __init__(
        self, ledger: Path | ServerAddress | None, *, look_later: bool = False, holds: bool = False,
        ask: Callable[[ServerAddress], str] | None = None, reader: SafeReader | None = None,
    ) -> None:
        """``holds``: for a window, which alone writes while it is open; a command writes beside it. ``reader``: of foreign files,
        where one was begun already."""
        super().__init__(ledger if ledger is not None else self.usual_path, ask)
        self.named, self.upgraded = ledger is not None, ""
        self._look_later, self._holds = look_later, holds
        self.folder = data_folder() if self.path == data_place().fixed else self.path.parent
        """Where what is kept beside the ledger lies."""
        self._fill_folder, self._log = self.folder / "fill", self.folder / "program.log"
        self._window_settings = self.folder / "window.ini"
        self._store: SqlLedger | SharedLedger | None = None
        self._reader = reader
        self._form_reader: SafeReader | None = None
        self._drawing: DrawingProcess | None = None
        self._closed = False

    def built_in_plan(self) -> Plan:
        from qcapp.services.setup import built_in_plan

        return built_in_plan(RESOURCES)

    def open(self) -> Services:
        holds = user_name() if self._holds else None
        self._store = self.opened(self._clock(), self._tell_upgraded, look_later=self._look_later, holds=holds)
        return self._services(self._store)

    def _tell_upgraded(self, before: Backup) -> None:
        """The window says so when it stands."""
        self.upgraded = f"台账是旧版程序建的，已升级；升级以前的备份在“{before.path}”，要退回旧版程序时用它恢复。"
        if not self._holds:
            complain(self.upgraded)

    def create(self, plan: Plan, who: str = "") -> Services:
        """``who``: the clerk, by whose name the first operation is signed; "" for the machine's user."""
        name = who or user_name()
        self._store = self.created(plan, SystemClock(), name, holds=name if self._holds else None)
        services = self._services(self._store)
        services.sign(who)
        return services

    def share(self, source: Path, who: str = "") -> Services:
        """All of the ledger file ``source``, which stays as it is, on the empty database of this place."""
        self._store = self.shared_from(source, SystemClock(), who or user_name())
        services = self._services(self._store)
        services.sign(who)
        return services

    def share_to(self, address: ServerAddress, who: str = "") -> None:
        """All of this ledger on that empty database; this one stays what is open here."""
        place = self.at(address)
        try:
            place.share(self.path, who)
        finally:
            place.close()

    def fill(self) -> FillService:
        """For a unit that fills in the forms it gets: no ledger is opened, or made."""
        from qcapp.services.fill import FillService, fleeting_folders
        from qcapp.services.fill_memory import FillMemory

        memory = FillMemory(self._fill_folder)
        return FillService(self._read_forms, WRITERS, memory, SystemClock(), fleeting_folders())

    def handover(self) -> HandoverService:
        """For 交接: given from the ledger at ``path``, received into its place; that need not open, or be there."""
        from db.handing import HandoverFiles
        from qcapp.services.handover import HandoverService

        self.ensure_file(NO_HANDOVER)
        held = self._store is not None and not self._store.read_only
        files = HandoverFiles(self.path, self._clock(), held=held)
        return HandoverService(files, self._clock(), self.path.parent / "fill", self._window_settings, user_name())

    def read_anew(self) -> Services:
        """After all of the open ledger's content was replaced by another's."""
        from db.store import SqlLedger

        assert isinstance(self._store, SqlLedger), "it was open while that was done, and no shared one can be taken over"
        self._store.replaced()
        return self._services(self._store)

    def beside(self, path: Path) -> Workplace:
        """Another ledger, opened while this one is: of its own, but for the drafts of forms and the log."""
        return self.at(self.address if self.address is not None and path == self.path else path)

    def at(self, ledger: Path | ServerAddress) -> Workplace:
        """As ``beside``; a shared one by its address."""
        place = Workplace(ledger, look_later=self._look_later, holds=self._holds, ask=self._ask)
        place.named, place._fill_folder, place._log = self.named, self._fill_folder, self._log
        place._window_settings = self._window_settings
        return place

    @property
    def usual_path(self) -> Path:
        return data_place().ledger

    @property
    def sample_path(self) -> Path:
        return data_folder() / "示例" / "示例台账.sqlite3"

    def create_sample(self, progress: Progress) -> Services:
        """At ``path``: a copy of the one that comes with the program, else made anew, which takes seconds."""
        from db.sample_file import lay_sample

        lay_sample(self.path, READY_MADE, self.built_in_plan(), WRITERS, progress)
        return self.open()

    def recover(self, source: Path, who: str = "") -> Path | None:
        return self.recover_and_open(source, who)[1]

    def recover_and_open(self, source: Path, who: str = "") -> tuple[Services, Path | None]:
        name = who or user_name()
        self._store, aside = self.recovered(source, SystemClock(), name, holds=name if self._holds else None)
        return self._services(self._store), aside

    def _services(self, store: SqlLedger | SharedLedger) -> Services:
        from qcapp.services import Services

        drawing = self._draw_beside if self._holds else None
        return Services(
            store, self._read_safely, self._clock(), user_name(), WRITERS, SystemPrinting(), self._premises, drawing
        )

    def diagnosis(self, why: str) -> DiagnosisService:
        """Of a ledger that could not be opened, ``why`` is the sentence that says so; not a byte of it is changed."""
        from db.inspecting import UnopenedLedger
        from qcapp.services.diagnosis import DiagnosisService

        return DiagnosisService(UnopenedLedger(self.path, why), SystemClock(), self._premises())

    def _premises(self) -> Premises:
        from qcapp.services.diagnosis import Premises

        return Premises(self._log, qt=qt_version)

    def _clock(self) -> Clock:
        """The sample's stands in its month."""
        if self.path != self.sample_path:
            return SystemClock()
        from qcapp.services.sample import SampleClock

        return SampleClock()

    def _read_safely(self) -> SafeReader:
        """The reader of foreign files, made when the first is to be read."""
        if self._reader is None:
            self._reader = _safe_reader()
        return self._reader

    def _read_forms(self) -> SafeReader:
        """The same one where it is there already; else one that knows nothing of ledgers."""
        if self._reader is None and self._form_reader is None:
            from qcapp.intake.reader import SafeReader

            self._form_reader = SafeReader()
        reader = self._reader or self._form_reader
        assert reader is not None
        return reader

    def _draw_beside(self) -> DrawingProcess:
        """For a window, which stays open long after the last chart."""
        if self._drawing is None:
            from qcapp.drawing.process import DrawingProcess

            self._drawing = DrawingProcess()
        return self._drawing

    def begin_reading(self) -> None:
        self._read_safely().start()

    def warm_up(self) -> None:
        """Off the GUI thread, once the first page stands: look through the ledger (LedgerError when it is damaged), and
        get ready what the first save and the first returned file will need."""
        if self._store is None or self._closed:
            return
        if self._look_later:
            self._store.look_through(_LOOKED_THROUGH_BYTES)
            from db import amendments, indexing, searching  # noqa: F401 - neither the first form nor the first search waits for them
        self._store.warm_up()
        self._read_safely().start()

    def close(self) -> None:
        self._closed = True
        for helper in (self._reader, self._form_reader, self._drawing):
            if helper:
                helper.close()
        if self._store:
            self._store.close()


def main(argv: list[str]) -> int:
    """The window when no command is given; else one command. Answers the exit status."""
    settle()
    if argv:
        borrow_console()
    speak_chinese("--json" in argv)
    use_own_temporary(data_place())
    try:
        return _main(argv)
    finally:
        leave_temporary(data_place())


def _main(argv: list[str]) -> int:
    if not argv:
        return _window(None)
    if forms := _files_given(argv):
        return _window(None, forms)
    if "merge" not in argv:
        return _command(argv)
    reader = _safe_reader()
    try:
        reader.start()  # the process that reads imports what it needs while this one does, be it taken for a merge in vain
        return _command(argv, reader)
    finally:
        reader.close()


def _safe_reader() -> SafeReader:
    from db.returned_ledger import read_returned_ledger
    from qcapp.intake.reader import SafeReader

    return SafeReader(ledgers=read_returned_ledger)


def _command(argv: list[str], reader: SafeReader | None = None) -> int:
    from qcapp.cli.parser import words

    args = words(argv)
    if isinstance(args, int):
        return args
    if args.command is None:
        return _window(args.ledger)
    _, among_younger, among_all = gc.get_threshold()
    gc.set_threshold(_FEW_CIRCLES, _ONCE_MORE)
    workplace = Workplace(args.ledger, ask=_typed, reader=reader)
    if args.command == "merge":
        gc.set_threshold(_NO_CIRCLES, _ONCE_MORE)
    from qcapp.cli.run import run
    from qcapp.program_log import begin_log, end_log

    if args.ledger is None and data_place().told:
        complain(data_place().told)
    log = begin_log(workplace.folder / workplace.path.name, "WARNING")
    try:
        return run(args, workplace, sys.stdout)
    finally:
        workplace.close()
        end_log(log)
        gc.set_threshold(_FEW_CIRCLES, among_younger, among_all)


def _typed(address: ServerAddress) -> str:
    """The password of that server, typed without being seen; "" where nobody sits at a terminal."""
    from qcapp.cli.typed_password import at_terminal, typed

    return typed(f"用户 {address.user} 在 {address.shown} 的密码：") if at_terminal() else ""


def _files_given(argv: list[str]) -> list[Path]:
    """Files in the place of a command, as when one is opened with the program or dropped on its icon: no command has a dot."""
    given = [Path(word) for word in argv]
    try:
        return given if all("." in path.name and path.is_file() for path in given) else []
    except OSError:  # longer than the system has a name for
        return []


def _window(ledger: Path | ServerAddress | None, forms: list[Path] | None = None) -> int:
    import logging

    from qcapp.program_log import begin_log, end_log
    from qcapp.run_mark import RunMark

    workplace = Workplace(ledger, look_later=True, holds=True)
    folder = workplace.folder
    log = begin_log(folder / workplace.path.name)
    logging.getLogger().setLevel(logging.INFO)
    mark = RunMark(folder, SystemClock().now())
    try:
        from ui.app import run

        return run(workplace, folder / "window.ini", forms=forms, mark=mark)
    except Exception as error:
        from qcapp.cli.no_window import failed_to_start

        return failed_to_start(error)
    finally:
        workplace.close()
        mark.end()
        end_log(log)


if __name__ == "__main__":
    ended = main(sys.argv[1:])
    gc.freeze()  # all goes with the process: looking for circles once more takes a fifth of a short command's time
    sys.exit(ended)
