"""交接: the ledger and what belongs to it as one encrypted file; rehearsed where it is written and again where it is received.

A password is an argument here and nothing else: it stands in no object, no log and no file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from qcapp import __version__
from qcapp.domain.errors import Cancelled, LedgerError, UnreadableFile, UsageError, WriteFailed
from qcapp.domain.handover import (
    SUFFIX,
    HandoverNote,
    HandoverTrouble,
    HandoverUnreadable,
    HandoverWritten,
    LedgerFacts,
    Received,
    Rehearsed,
)
from qcapp.domain.text import clean
from qcapp.handover import bundle
from qcapp.handover.passwords import judge
from qcapp.handover.sealing import COST
from qcapp.handover.window_settings import put_carried, read_carried
from qcapp.services.handover_drafts import Drafts

if TYPE_CHECKING:
    from qcapp.domain.operations import Operation
    from qcapp.keeping import LedgerHandover
    from qcapp.ports import Clock, Progress

_COUNTED: Final = (
    "operations", "cells", "returns", "attachments", "bulletins", "rulings", "aliases", "settings", "files", "file_bytes",
)
_MEGABYTE: Final = 1_000_000
_SPARE: Final = 4 * _MEGABYTE
_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """What came out of a file, under temporary names. ``drafts``: name → where it lies."""

    manifest: bundle.Manifest
    ledger: Path
    drafts: Mapping[str, Path]
    sha256: str
    size: int


class HandoverService:
    """``drafts``: the folder where drafts of forms are kept. ``window``: the file with the window's settings. ``usual_who``:
    the machine's user. ``cost``: log2 of scrypt's N for what is written."""

    def __init__(
        self, files: LedgerHandover, clock: Clock, drafts: Path, window: Path | None, usual_who: str = "", *, cost: int = COST
    ) -> None:
        self.usual_who: Final = usual_who
        self._files, self._clock, self._drafts, self._window, self._cost = files, clock, Drafts(drafts), window, cost

    @property
    def ledger(self) -> Path:
        """Where the ledger of this machine lies, or will."""
        return self._files.path

    # ------------------------------------------------------------------ giving

    def suggested_name(self) -> str:
        return f"营商台账交接-{self._clock.today():%Y%m%d}{SUFFIX}"

    def write(self, out: Path, password: str, who: str, progress: Progress, to: str = "") -> HandoverWritten:
        """Write the file, then read it back with the password, every byte. WriteFailed, LedgerError: an older one is whole.

        UsageError for a password that is too short. Cancelled leaves nothing.
        """
        from qcapp.forms.safe_write import replace_file

        if not judge(password).allowed:
            raise UsageError(judge(password).hint)
        if out.suffix.lower() != SUFFIX:
            raise UsageError(f"交接文件的名称要以 {SUFFIX} 结尾，请改为“{out.stem}{SUFFIX}”。")
        if self._is_ledger(out):
            raise UsageError("交接文件不能写到台账自己的文件上，请换一个名称。")
        with self._temporaries(elsewhere=True) as temporary:
            copy = temporary()
            _ask(progress, 0, 0, "复制台账")
            with _told_of_disk(copy):
                facts = self._files.copy_out(copy)
                ledger = bundle.part_of(bundle.LEDGER, copy)
            drafts = self._drafts.own()
            window = read_carried(self._window) if self._window else {}
            note = HandoverNote(
                self._clock.now(), who, __version__, self._files.path.name, ledger.sha256, ledger.size, _counts(facts),
                len(drafts), len(window), to,
            )
            manifest = bundle.Manifest(note, window, (ledger, *(bundle.part_of(name, path) for name, path in drafts)))
            lie = [copy, *(path for _, path in drafts)]
            read_back: list[str] = []

            def write(part: Path) -> None:
                with part.open("wb") as file:
                    bundle.write_bundle(file, password, manifest, lie, _step(progress, "写交接文件"), cost=self._cost)

            def verify(part: Path) -> None:
                read_back.append(_read_through(part, password, manifest, _step(progress, "重读核对")))

            replace_file(out, write, verify)
        return HandoverWritten(out, out.stat().st_size, read_back[0], note, facts)

    def sheet(self, done: HandoverWritten, out: Path) -> Path:
        """The 交接单 as docx, to be signed by both clerks."""
        from qcapp.forms.paper_docx import write_paper
        from qcapp.publish.handover_sheet import compose_sheet

        write_paper(compose_sheet(done), out)
        return out

    # ------------------------------------------------------------------ receiving

    def rehearse(self, file: Path, password: str, progress: Progress) -> Rehearsed:
        """Read the file whole and look through what is in it beside what is here. Nothing here is changed.

        HandoverUnreadable, LedgerError: why it can't be received.
        """
        with self._temporaries() as temporary:
            came = self._unpack(file, password, progress, temporary)
            _ask(progress, 0, 0, "检查台账")
            facts, upgraded_from = self._bring_up(came)
            _ask(progress, 0, 0, "与这台电脑上的台账比较")
            here, trouble = self._files.here()
            compared = self._files.compare(came.ledger) if here else None
            kept = sum(1 for name, path in came.drafts.items() if self._drafts.stays(name, path))
            return Rehearsed(
                file, came.size, came.sha256, came.manifest.note, facts, upgraded_from, here, trouble, compared,
                len(came.drafts), kept,
            )

    def receive(self, file: Path, password: str, who: str, progress: Progress) -> Received:
        """All of the rehearsal once more, then the ledger in its place, the one here put aside; then drafts.

        Settings of the window are answered, for whoever has the window: see ``put_window``. Cancelled only before the ledger is
        touched.
        """
        with self._temporaries() as temporary:
            came = self._unpack(file, password, progress, temporary)
            _ask(progress, 0, 0, "检查台账")
            self._bring_up(came)
            _ask(progress, 0, 0, "换上台账")
            received = self._files.put_in_place(came.ledger, who, clean(file.name), came.sha256)
            put = sum(self._drafts.put(name, path) for name, path in came.drafts.items())
            return replace(received, drafts=put, window_settings=dict(came.manifest.window))

    def put_window(self, received: Received) -> int:
        """The window's settings that came along; answers how many. WriteFailed when they can't be written."""
        return put_carried(self._window, received.window_settings) if self._window else 0

    def last_received(self) -> Operation | None:
        """What ``undo`` would take back."""
        return self._files.last_received()

    def undo(self, who: str) -> Received:
        """What was here before the last receiving is the ledger again; the received one is put aside."""
        return self._files.undo(who)

    # ------------------------------------------------------------------ within

    def _bring_up(self, came: _Unpacked) -> tuple[LedgerFacts, str]:
        facts, upgraded_from = self._files.bring_up(came.ledger)
        return facts, upgraded_from

    def _unpack(self, file: Path, password: str, progress: Progress, temporary: Callable[[], Path]) -> _Unpacked:
        step = _step(progress, "解密并核对")
        try:
            size = file.stat().st_size
            source = file.open("rb")
        except OSError as error:
            raise UnreadableFile(f"读不到交接文件“{file}”，请看看它是否还在、U 盘是否插好。") from error
        with source:
            _ask(progress, 0, 0, "用密码打开")
            reader = bundle.BundleReader(_Source(source, file), size, password)
            self._ensure_room(sum(part.size for part in reader.manifest.parts))
            places: dict[str, Path] = {}
            for part in reader.manifest.parts:
                places[part.name] = temporary()
                with _told_of_disk(places[part.name]), places[part.name].open("xb") as out:
                    reader.unpack(part, out.write, step)
                    out.flush()
                    os.fsync(out.fileno())
            sha256 = reader.finish()
        ledger = places.pop(bundle.LEDGER)
        return _Unpacked(reader.manifest, ledger, places, sha256, size)

    def _ensure_room(self, wanted: int) -> None:
        """Before a disk is filled in vain: the copy, what is put aside, and SQLite's journal."""
        here = self._files.path.stat().st_size if self._files.path.exists() else 0
        free = shutil.disk_usage(self._files.path.parent).free
        if free < wanted + 2 * here + _SPARE:
            raise LedgerError(
                f"“{self._files.path.parent}”所在的盘空间不够：接收要 {(wanted + 2 * here + _SPARE) / _MEGABYTE:,.0f} MB，"
                f"只剩 {free / _MEGABYTE:,.0f} MB，什么都没有改动，请清理磁盘后再试。"
            )

    @contextlib.contextmanager
    def _temporaries(self, *, elsewhere: bool = False) -> Iterator[Callable[[], Path]]:
        """Names beside the ledger, so that what is ready only takes a rename. What a kill leaves goes with the next opening.

        ``elsewhere``: where nothing can be written beside it, as on a disk that can only be read, in the system's own place.
        """
        made: list[Path] = []
        folder, own = self._files.path.parent, None
        if elsewhere and folder.is_dir() and not _can_be_written(folder):
            own = tempfile.TemporaryDirectory(prefix="qc-", ignore_cleanup_errors=True)  # which nobody else can look into
            folder = Path(own.name)

        def temporary() -> Path:
            stem = f".{self._files.path.stem}-交接.{os.getpid()}-{threading.get_ident()}-{len(made)}"
            made.append(folder / f"{stem}.part.sqlite3")
            return made[-1]

        with _told_of_disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
        finally:
            for path in made:
                for each in (path, path.with_name(f"{path.name}-journal")):
                    with contextlib.suppress(OSError):
                        each.unlink(missing_ok=True)
            if own is not None:
                own.cleanup()

    def _is_ledger(self, out: Path) -> bool:
        with contextlib.suppress(OSError):
            return out.exists() and out.samefile(self._files.path)
        return False


class _Source:
    """The file as it is read: a stick that is pulled out meanwhile is said in a sentence."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path = file, path

    def read(self, most: int) -> bytes:
        try:
            return self._file.read(most)
        except OSError as error:
            raise UnreadableFile(f"交接文件“{self._path}”读到一半读不下去了，U 盘可能已拔出，请插好后再试。") from error


def _read_through(part: Path, password: str, manifest: bundle.Manifest, step: bundle.Step) -> str:
    """As the other side will; ValueError where it is not what was to be written. The whole file's SHA-256."""
    with part.open("rb") as file:
        reader = bundle.BundleReader(file, part.stat().st_size, password)
        if reader.manifest.parts != manifest.parts or dict(reader.manifest.window) != dict(manifest.window):
            raise ValueError("the manifest read back is another")
        for each in reader.manifest.parts:
            reader.unpack(each, lambda some: None, step)
        told = reader.finish()
    digest = hashlib.sha256()
    with part.open("rb") as file:
        while some := file.read(1 << 20):
            digest.update(some)
    if digest.hexdigest() != told:
        raise HandoverUnreadable("交接文件读两遍得到的内容不一样，请换一个 U 盘再写。", HandoverTrouble.DAMAGED)
    return told


def _counts(facts: LedgerFacts) -> dict[str, int]:
    return {name: int(getattr(facts, name)) for name in _COUNTED}


def _can_be_written(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _ask(progress: Progress, done: int, total: int, what: str) -> None:
    if progress.cancelled():
        raise Cancelled("已取消，什么都没有改动。")
    progress.report(done, total, what)


def _step(progress: Progress, what: str) -> bundle.Step:
    """In megabytes, as a person reads them."""

    def step(done: int, total: int) -> None:
        _ask(progress, -(-done // _MEGABYTE), -(-total // _MEGABYTE), f"{what}，MB")

    return step


@contextlib.contextmanager
def _told_of_disk(path: Path) -> Iterator[None]:
    """Of the place beside the ledger where copies lie for a moment."""
    try:
        yield
    except OSError as error:
        why = "磁盘空间不够" if error.errno in _FULL else f"不能写入（{error.strerror or error}）"
        folder = path if path.is_dir() else path.parent
        raise WriteFailed(f"“{folder}”{why}，没有做成，什么都没有改动，请清理磁盘或检查文件夹权限后再试。") from error
