"""SafeReader: paths in, returned files out. The parent reads bytes; foreign formats are parsed in the reading process."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from qcapp.domain.errors import Cancelled, ExpectedError, UnreadableFile
from qcapp.intake.words import CANCELLED, LEDGER, LEDGER_DAMAGED

# Imported where first needed: a window has this reader long before it has a file to read, and a command begins with starting
# the reading process, which then imports what it needs while this one does.
if TYPE_CHECKING:
    from qcapp.domain.forms import ReturnedFile, ReturnedForm
    from qcapp.domain.returned_ledger import ReturnedLedger
    from qcapp.domain.sheet import Document
    from qcapp.intake.ledgers import Copied, LedgerReading
    from qcapp.intake.process import ReadingProcess
    from qcapp.intake.unpack import Piece
    from qcapp.ports import Progress

# A folder of photographs is refused one by one; how much of them is held, to be kept with a return, is bounded.
MAX_REFUSED_BYTES = 200 * 1024 * 1024
_AHEAD = 2


class SafeReader:
    """Implements FileReader. ``in_process`` parses here, without the second wall: for tests, and files of our own. ``ledgers``
    reads those of districts; without it they are refused like any other database."""

    def __init__(
        self, *, in_process: bool = False, process: ReadingProcess | None = None, ledgers: LedgerReading | None = None
    ) -> None:
        self._in_process = in_process
        self._ledgers = ledgers
        self._process = process
        self._lock = threading.Lock()

    def start(self) -> None:
        """Warm up: begin to start the reading process. Returns at once; what goes wrong is said at the first file."""
        if not self._in_process:
            with contextlib.suppress(UnreadableFile):
                self._reading().start()

    def read(
        self, paths: Sequence[Path], progress: Progress, passwords: Sequence[str] = ()
    ) -> Iterator[ReturnedFile]:
        """Each file, and each member of a zip, in the order given and by name. Raises nothing but Cancelled."""
        from qcapp.intake.unpack import listed
        from qcapp.intake.words import not_kept

        found, holders = listed(paths), _holders(paths)
        room = MAX_REFUSED_BYTES
        for piece in self._sent_ahead(_opened(found, progress), passwords):
            _stop_if_cancelled(progress)
            file = replace(self._returned(piece, progress, passwords), chosen=_chosen(piece.path, holders))
            if file.form is None and file.ledger is None and len(file.data) > room:
                file = replace(file, data=b"", refusal=not_kept(file.refusal or ""), keepable=False)
            elif file.form is None and file.ledger is None:
                room -= len(file.data)
            yield file

    def _sent_ahead(self, pieces: Iterable[Piece], passwords: Sequence[str]) -> Iterator[Piece]:
        """The same ones. While one is looked into here, the reading process has the next already."""
        from qcapp.intake.sniff import Kind

        source = iter(pieces)
        waiting = deque(islice(source, _AHEAD))
        while waiting:
            waiting.extend(islice(source, 1))
            if not self._in_process:
                ahead = takewhile(lambda each: each.kind is not Kind.LEDGER, waiting)  # which is asked for in another way
                self._reading().expect([piece.data for piece in ahead if not piece.refusal], passwords, form=True)
            yield waiting.popleft()

    def part(self, data: bytes, name: str) -> bytes:
        """A part of a container that was read before. UnreadableFile when there is none of that name, or it is damaged."""
        from qcapp.intake.words import DAMAGED, NO_PART
        from qcapp.intake.zips import MAX_INFLATED, MAX_PART, Budget, contents, directory, looks_like_zip

        if not looks_like_zip(data):
            raise UnreadableFile(NO_PART)
        names = _spellings(name)
        for entry in directory(data):
            if entry.name.replace("\\", "/") in names:
                return contents(data, entry, Budget(MAX_INFLATED, MAX_PART))
        raise UnreadableFile(DAMAGED)

    def document(self, path: Path, progress: Progress, passwords: Sequence[str] = ()) -> Document:
        """The one document that the path is; UnreadableFile for anything else, a zip or a folder included. Locked, which is one,
        for a file that none of the passwords opens."""
        from qcapp.intake.unpack import Piece, listed, opened

        found = listed([path])
        _step(progress, 0, len(found), path)
        if path.is_dir() or len(found) != 1:
            raise UnreadableFile("这是一个文件夹，请选择一份 xlsx 或 docx 表格文件。")
        first = found[0]
        piece = first if isinstance(first, Piece) else next(opened(first))
        if piece.member is not None:
            raise UnreadableFile("这是压缩包，请先解压，再选择里面的表格文件。")
        return self._document(piece, progress, passwords)

    def close(self) -> None:
        with self._lock:
            if self._process:
                self._process.close()

    def _reading(self) -> ReadingProcess:
        with self._lock:
            if self._process is None:
                from qcapp.intake.process import ReadingProcess
                from qcapp.intake.worker import serve_ledgers

                self._process = ReadingProcess(partial(serve_ledgers, self._ledgers)) if self._ledgers else ReadingProcess()
            return self._process

    def _returned_ledger(self, piece: Piece, progress: Progress, passwords: Sequence[str]) -> ReturnedFile:
        """A ledger is kept whole up to the size that every file may have; of a larger one what was read of it."""
        from qcapp.domain.forms import ReturnedFile
        from qcapp.intake.ledgers import copied
        from qcapp.intake.passwords import Locked
        from qcapp.intake.zips import MAX_FILE

        try:
            with copied(piece.source or piece.data) as copy:
                data = copy.path.read_bytes() if copy.size <= MAX_FILE else b""
                ledger = replace(self._look(copy, progress, passwords), size=copy.size)
                sha256 = copy.sha256
        except UnreadableFile as error:
            _tell_log(piece, error)
            return ReturnedFile(
                piece.path, piece.member, hashlib.sha256(b"").hexdigest(), b"", None, str(error), isinstance(error, Locked)
            )
        if not data:
            from qcapp.intake.ledger_codec import encode_ledger

            ledger = replace(ledger, extract=True)
            data = encode_ledger(ledger)
            sha256 = hashlib.sha256(data).hexdigest()
        return ReturnedFile(piece.path, piece.member, sha256, data, None, ledger=ledger)

    def _look(self, copy: Copied, progress: Progress, passwords: Sequence[str]) -> ReturnedLedger:
        if self._ledgers is None:
            raise UnreadableFile(LEDGER)
        if not self._in_process:
            return self._reading().read_ledger(copy.path, progress.cancelled, passwords)
        try:
            return self._ledgers(copy.path, passwords)
        except ExpectedError:
            raise
        except Exception as error:
            raise UnreadableFile(LEDGER_DAMAGED) from error

    def _returned(self, piece: Piece, progress: Progress, passwords: Sequence[str]) -> ReturnedFile:
        from qcapp.domain.forms import GUIDE, ReturnedFile
        from qcapp.intake.passwords import Locked
        from qcapp.intake.sniff import Kind
        from qcapp.intake.words import BROKEN, OURS

        if piece.kind is Kind.LEDGER:
            return self._returned_ledger(piece, progress, passwords)
        form: ReturnedForm | None = None
        refusal, locked = piece.refusal, False
        if refusal is None:
            try:
                form = self._form(piece, progress, passwords)
            except UnreadableFile as error:
                refusal, locked = str(error), isinstance(error, Locked)
        digest = hashlib.sha256(piece.data).hexdigest()
        keepable = form is None and piece.keepable and refusal not in (*OURS, GUIDE)
        data = piece.data if form or keepable else b""
        return ReturnedFile(
            piece.path, piece.member, digest, data, form, refusal, locked, keepable, broken=refusal in BROKEN
        )

    def _form(self, piece: Piece, progress: Progress, passwords: Sequence[str]) -> ReturnedForm:
        """Found in the reading process, which has the time: here files are compared meanwhile."""
        if not self._in_process:
            with _logged(piece):
                return self._reading().read_form(piece.data, progress.cancelled, passwords)
        from qcapp.forms.locate import locate

        return locate(self._document(piece, progress, passwords))

    def _document(self, piece: Piece, progress: Progress, passwords: Sequence[str] = ()) -> Document:
        if piece.refusal:
            raise UnreadableFile(piece.refusal)
        with _logged(piece):
            if not self._in_process:
                return self._reading().read(piece.data, progress.cancelled, passwords)
            from qcapp.intake.parsing import parse

            return parse(piece.data, passwords)


def _opened(found: Sequence[Piece | Path], progress: Progress) -> Iterator[Piece]:
    """Each file, and each member of a zip."""
    from qcapp.intake.unpack import Piece, opened

    for done, each in enumerate(found):
        _step(progress, done, len(found), each)
        yield from [each] if isinstance(each, Piece) else opened(each)


def _spellings(name: str) -> frozenset[str]:
    """A part's name as the readers of formats have it, who take one that is no UTF-8 for cp437; and as it was meant."""
    from qcapp.intake.zips import decoded_name

    name = name.replace("\\", "/")
    with contextlib.suppress(UnicodeEncodeError):
        return frozenset({name, decoded_name(name.encode("cp437"), utf8=False)})
    return frozenset({name})


def _holders(given: Sequence[Path]) -> dict[Path, str]:
    """The files and folders that were given, as they are shown; once for all files, of which there may be as many."""
    from qcapp.intake.unpack import shown

    holders: dict[Path, str] = {}
    for name in map(shown, given):
        holders.setdefault(Path(name), name)
    return holders


def _chosen(path: str, holders: dict[Path, str]) -> str:
    """Which of the files and folders that were given holds that path; the nearest, where one lies in another. Which one holds a
    folder is kept in ``holders``: of hundreds of files most lie in one."""
    place = Path(path)
    if place in holders:
        return holders[place]
    folder = place.parent
    if folder not in holders:
        holders[folder] = next((holders[each] for each in folder.parents if each in holders), "")
    return holders[folder]


@contextlib.contextmanager
def _logged(piece: Piece) -> Iterator[None]:
    try:
        yield
    except UnreadableFile as error:
        _tell_log(piece, error)
        raise


def _tell_log(piece: Piece, error: UnreadableFile) -> None:
    """What no reader foresaw may be a fault of ours; the user's sentence can't say so."""
    from qcapp.intake.stumble import stumble_of

    if stumble := stumble_of(error):
        logging.getLogger(__name__).warning("%s was refused for %s", piece.name, stumble)


def _step(progress: Progress, done: int, total: int, what: Piece | Path) -> None:
    from qcapp.intake.unpack import shown

    _stop_if_cancelled(progress)
    name = shown(Path(what.name)) if isinstance(what, Path) else what.name
    progress.report(done, total, f"正在读取《{name}》")


def _stop_if_cancelled(progress: Progress) -> None:
    if progress.cancelled():
        raise Cancelled(CANCELLED)
