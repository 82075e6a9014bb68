"""营商台账: the only place that knows everyone. Paths, composition, then the window or one command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging

    from db.store import SqlLedger
    from qcapp.domain.plan import Plan
    from qcapp.forms.list_table import AnyTable
    from qcapp.intake.reader import SafeReader
    from qcapp.ports import Clock
    from qcapp.services import Services
    from qcapp.services.fill import FillService

HERE = Path(sys.executable if getattr(sys, "frozen", False) else __file__).resolve().parent
RESOURCES = Path(getattr(sys, "_MEIPASS", HERE)) / "resources"


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now().replace(microsecond=0)

    def today(self) -> date:
        return date.today()


def data_folder() -> Path:
    """Where ledgers live: beside the program when a file named ``portable`` is there, else the user's data folder."""
    if (HERE / "portable").exists():
        return HERE / "data"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "营商台账"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "营商台账"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "yingshang-ledger"


def user_name() -> str:
    """Who stands in the operations: the machine's user."""
    return os.environ.get("USERNAME") or os.environ.get("USER") or "经办人"


def _write_xlsx(table: AnyTable, path: Path) -> None:
    from qcapp.forms.table_files import write_table_xlsx

    write_table_xlsx(table, path)


def _write_docx(table: AnyTable, path: Path) -> None:
    from qcapp.forms.table_files import write_table_docx

    write_table_docx(table, path)


def _write_pdf(table: AnyTable, path: Path) -> None:
    from ui.pdf.table_pdf import write_pdf

    write_pdf(table, path)


class SystemPrinting:
    """The machine's printers, Qt's printing imported when the first is asked for."""

    def printers(self) -> tuple[str, ...]:
        from ui.printing.printers import printer_names

        return printer_names()

    def send(self, table: AnyTable, printer: str, *, copies: int) -> str:
        from ui.printing.printers import print_table

        return print_table(table, printer, copies=copies)


WRITERS: dict[str, Callable[[AnyTable, Path], None]] = {
    "xlsx": _write_xlsx, "docx": _write_docx, "pdf": _write_pdf,
}


class Workplace:
    """One ledger and what works on it; opened when first needed, closed once."""

    def __init__(self, path: Path | None, *, look_later: bool = False, holds: bool = False) -> None:
        """``holds``: for a window, which alone writes while it is open; a command writes beside it."""
        self.path = (path or self.usual_path).absolute()
        self.named = path is not None
        self._look_later, self._holds = look_later, holds
        self._fill_folder = self.path.parent / "fill"
        self._store: SqlLedger | None = None
        self._reader: SafeReader | None = None
        self._closed = False

    @property
    def ledger(self) -> str:
        return str(self.path)

    def built_in_plan(self) -> Plan:
        from qcapp.services.setup import built_in_plan

        return built_in_plan(RESOURCES)

    def open(self) -> Services:
        from db.opening import open_ledger

        self._store = open_ledger(
            self.path, self._clock(), look_later=self._look_later, holds=user_name() if self._holds else None
        )
        return self._services(self._store)

    def create(self, plan: Plan, who: str = "") -> Services:
        """``who``: the clerk, by whose name the first operation is signed; "" for the machine's user."""
        from db.opening import create_ledger

        name = who or user_name()
        self._store = create_ledger(self.path, plan, SystemClock(), name, holds=name if self._holds else None)
        services = self._services(self._store)
        services.sign(who)
        return services

    def fill(self) -> FillService:
        """For a unit that fills in the forms it gets: no ledger is opened, or made."""
        from qcapp.services.fill import FillService, fleeting_folders
        from qcapp.services.fill_memory import FillMemory

        memory = FillMemory(self._fill_folder)
        return FillService(self._read_safely, WRITERS, memory, SystemClock(), fleeting_folders())

    def beside(self, path: Path) -> Workplace:
        """Another ledger, opened while this one is: of its own, but for the drafts of forms."""
        place = Workplace(path, look_later=self._look_later, holds=self._holds)
        place.named, place._fill_folder = self.named, self._fill_folder
        return place

    @property
    def usual_path(self) -> Path:
        return data_folder() / "ledger.sqlite3"

    @property
    def sample_path(self) -> Path:
        return data_folder() / "示例" / "示例台账.sqlite3"

    def create_sample(self) -> Services:
        """The sample ledger, whole or not at all."""
        import tempfile

        from db.opening import create_ledger
        from qcapp.services.sample import SampleClock, sample_plan, write_months

        clock = SampleClock()
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / self.path.name
            store = create_ledger(made, sample_plan(self.built_in_plan()), clock, user_name())
            try:
                write_months(store, clock, Path(folder), WRITERS)
            finally:
                store.close()
            if not self.path.exists():  # another window may have been quicker
                _put(made, self.path)
        return self.open()

    def recover(self, source: Path) -> Path | None:
        from db.recovering import recover_ledger

        self._store, aside = recover_ledger(
            self.path, source, SystemClock(), holds=user_name() if self._holds else None
        )
        return aside

    def _services(self, store: SqlLedger) -> Services:
        from qcapp.services import Services

        return Services(store, self._read_safely, self._clock(), user_name(), WRITERS, SystemPrinting())

    def _clock(self) -> Clock:
        """The sample's stands in its month."""
        if self.path != self.sample_path:
            return SystemClock()
        from qcapp.services.sample import SampleClock

        return SampleClock()

    def _read_safely(self) -> SafeReader:
        """The reader of foreign files, made when the first is to be read."""
        if self._reader is None:
            from qcapp.intake.reader import SafeReader

            self._reader = SafeReader()
        return self._reader

    def warm_up(self) -> None:
        """Off the GUI thread, once the first page stands: look through the ledger (LedgerError when it is damaged), and
        get ready what the first save and the first returned file will need."""
        if self._store is None or self._closed:
            return
        if self._look_later:
            from db.opening import ensure_whole

            ensure_whole(self.path, fixed=bool(self._store.read_only))
        self._store.warm_up()
        self._read_safely().start()

    def close(self) -> None:
        self._closed = True
        if self._reader:
            self._reader.close()
        if self._store:
            self._store.close()


def _put(made: Path, path: Path) -> None:
    """Where it is to lie, whole or not at all."""
    import shutil

    from qcapp.domain.errors import LedgerError
    from qcapp.forms.safe_write import patient_replace

    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, part)
        patient_replace(part, path)
    except OSError as error:
        raise LedgerError(f"没能把示例台账放到“{path.parent}”，请检查文件夹权限和磁盘空间后再试。") from error


def _speak_chinese(json_wanted: bool) -> None:
    """Standard streams that can carry what is said: JSON is UTF-8, and no console's code page ends the program."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:  # a windowed build has none
            continue
        try:
            "营商台账".encode(stream.encoding or "ascii")
            encoding = stream.encoding
        except UnicodeEncodeError:
            encoding = "utf-8"
        stream.reconfigure(encoding="utf-8" if json_wanted else encoding, errors="replace")  # type: ignore[union-attr]


def main(argv: list[str]) -> int:
    """The window when no command is given; else one command. Answers the exit status."""
    _speak_chinese("--json" in argv)
    if not argv:
        return _window(None)
    if forms := _files_given(argv):
        return _window(None, forms)
    from qcapp.cli.parser import words

    args = words(argv)
    if isinstance(args, int):
        return args
    if args.command is None:
        return _window(args.ledger)
    from qcapp.cli.run import run

    workplace = Workplace(args.ledger)
    log = _log_beside(workplace.path, "WARNING")
    try:
        return run(args, workplace, sys.stdout)
    finally:
        workplace.close()
        _end_log(log)


def _files_given(argv: list[str]) -> list[Path]:
    """Files in the place of a command, as when one is opened with the program or dropped on its icon: no command has a dot."""
    given = [Path(word) for word in argv]
    try:
        return given if all("." in path.name and path.is_file() for path in given) else []
    except OSError:  # longer than the system has a name for
        return []


def _log_beside(ledger: Path, level: str = "INFO") -> logging.Handler:
    """What goes wrong unexpectedly is written to a file of at most a few megabytes, beside the ledger."""
    import logging

    class Beside(logging.Handler):
        """Opens the file with the first thing to write: what files that rotate need takes longer than a page's rows."""

        target: logging.Handler | None = None

        def emit(self, record: logging.LogRecord) -> None:
            if self.target is None:
                self.target = _rotating(ledger.parent / "program.log")
            self.target.handle(record)

        def close(self) -> None:
            if self.target:
                self.target.close()
            super().close()

    handler = Beside(level)
    logging.getLogger().addHandler(handler)
    return handler


def _end_log(handler: logging.Handler) -> None:
    import logging

    logging.getLogger().removeHandler(handler)
    handler.close()


def _rotating(path: Path) -> logging.Handler:
    """In a read-only place nothing is kept: the program runs on without a log."""
    import logging
    from logging.handlers import RotatingFileHandler

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target: logging.Handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except (OSError, ValueError):  # ValueError: what Windows has no path for
        return logging.NullHandler()
    target.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return target


def _window(ledger: Path | None, forms: list[Path] | None = None) -> int:
    import logging

    from ui.app import run

    workplace = Workplace(ledger, look_later=True, holds=True)
    _log_beside(workplace.path)
    logging.getLogger().setLevel(logging.INFO)
    try:
        return run(workplace, workplace.path.parent / "window.ini", forms=forms)
    finally:
        workplace.close()


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a built program starts itself again as the reading process
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
