"""Expected failures. Each carries the one Chinese sentence that the user reads.

A bug is any other exception: it is never dressed up as one of these.
"""

from enum import Enum


class ExpectedError(Exception):
    """Something that can go wrong in ordinary use; ``str(error)`` is the sentence for the user."""


class UsageError(ExpectedError):
    """The words of the request are off (an unknown unit, a period that is none). Exit status 2."""


class LedgerTrouble(Enum):
    """What is the matter with a ledger's file, by which the ways out are chosen. The value is for logs and JSON."""

    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"
    """Torn, cut short, or its rows are not what was written."""
    FOREIGN = "foreign"
    """Another program's file, or no database at all."""
    NEWER = "newer"
    """Of a newer program; every byte of it stays."""
    NOT_WRITABLE = "not writable"
    """It can be looked at where it lies, and no more."""
    NO_SPACE = "no space"
    BUSY = "busy"
    """Somebody else writes just now."""
    MOVED = "moved"
    """It was there when it was opened, and is no more (renamed, replaced, pulled out)."""
    UNREACHABLE = "unreachable"
    """Its disk can't be read, or its server does not answer."""
    DENIED = "denied"
    """Its server did not let that person in: no password, a wrong one, or no right to."""
    UPGRADE_FAILED = "upgrade failed"


class LedgerError(ExpectedError):
    """The ledger is missing, damaged, foreign, newer than the program, or busy. ``trouble``: which, where that is known."""

    def __init__(self, sentence: str, trouble: LedgerTrouble | None = None) -> None:
        super().__init__(sentence)
        self.trouble = trouble


class PasswordWanted(LedgerError):
    """The server of the shared ledger ``shown`` wants a password, and was given none."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"打开共享台账“{shown}”要输入密码，请输入后再试。", LedgerTrouble.DENIED)
        self.shown = shown


class NothingToUndo(LedgerError):
    """There is no operation to undo or bring back, or it has been undone already."""


class LedgerChanged(LedgerError):
    """What the plan was made from is no longer what the ledger holds; plan again."""


class UnreadableFile(ExpectedError):
    """A file that can't be read as a form, and why."""


class WriteFailed(ExpectedError):
    """A file could not be written; the older file of that name is whole."""


class FileInUse(WriteFailed):
    """Another program holds the file open: the same may be tried again once it is closed there."""


class Cancelled(ExpectedError):
    """The user stopped the work; nothing was changed. Not an error to show."""


class ChartFailed(ExpectedError):
    """A chart could not be drawn on this machine, and why. What it shows stands in a table too."""
