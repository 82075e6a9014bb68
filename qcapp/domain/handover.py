"""交接: a ledger with all that belongs to it, given from one clerk to the next as one encrypted file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qcapp.domain.errors import UnreadableFile

if TYPE_CHECKING:
    from qcapp.domain.operations import Operation

SUFFIX: Final = ".ysjj"


class HandoverTrouble(Enum):
    """Why a 交接 file can't be received."""

    FOREIGN = "foreign"
    """No 交接 file at all."""
    NEWER = "newer"
    """Of a newer program."""
    HEADER = "header"
    CUT = "cut"
    """Shorter than it says: copying was broken off."""
    LONGER = "longer"
    PASSWORD = "password"
    DAMAGED = "damaged"
    """A byte is not what was written."""
    CONTENT = "content"
    """It opens, and what it holds is not what it says or no whole ledger."""


class HandoverUnreadable(UnreadableFile):
    """A 交接 file that can't be received, and why."""

    def __init__(self, sentence: str, trouble: HandoverTrouble) -> None:
        super().__init__(sentence)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What a ledger holds, in numbers that both clerks can compare. ``years`` and ``months`` (202107) ascend.

    ``cells``: fields that say something; ``files`` and ``file_bytes``: what is archived (returned files, attachments, bulletins),
    each file's bytes counted once. ``newest``: its last operation.
    """

    ledger_id: str
    revision: str
    title: str
    years: tuple[int, ...]
    months: tuple[int, ...]
    operations: int
    cells: int
    returns: int
    attachments: int
    bulletins: int
    rulings: int
    aliases: int
    settings: int
    files: int
    file_bytes: int
    newest: Operation


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """Who gave what, as it stands in the file's manifest. ``program``: version of the program that wrote it."""

    at: datetime
    who: str
    program: str
    ledger_name: str
    ledger_sha256: str
    ledger_size: int
    facts: Mapping[str, int]
    drafts: int
    window_settings: int
    to: str = ""


@dataclass(frozen=True, slots=True)
class HandoverWritten:
    """A file that was written and read back with its password. ``size`` in bytes; ``sha256`` of the whole file."""

    path: Path
    size: int
    sha256: str
    note: HandoverNote
    facts: LedgerFacts


@dataclass(frozen=True, slots=True)
class LedgersCompared:
    """The ledger of a 交接 file beside the one that is here. ``same``: both are copies of one ledger.

    ``only_here``: operations that only the ledger here has, newest first: what receiving puts aside. ``only_there``: those
    that it brings, newest first. Of different ledgers, both are empty: none of one is in the other.
    """

    same: bool
    only_here: tuple[Operation, ...] = ()
    only_there: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal found: every byte was read and every check passed, nothing here was changed.

    ``upgraded_from``: the schema's revision where the ledger is older than this program, "" where it is not. ``here`` is None
    where no ledger is here, or one that can't be opened: ``here_trouble`` says why then. ``drafts_kept``: drafts of forms of
    which a later one is here, which stays.
    """

    path: Path
    size: int
    sha256: str
    note: HandoverNote
    facts: LedgerFacts
    upgraded_from: str
    here: LedgerFacts | None
    here_trouble: str
    compared: LedgersCompared | None
    drafts: int
    drafts_kept: int


@dataclass(frozen=True, slots=True)
class Received:
    """The ledger now stands at ``ledger``. ``aside``: where what was here before now lies, None where there was nothing.

    ``undoable``: whether ``undo`` can bring that back (a damaged one it can't).
    """

    ledger: Path
    aside: Path | None
    undoable: bool
    operation: str
    drafts: int = 0
    window_settings: Mapping[str, str] = field(default_factory=dict)
