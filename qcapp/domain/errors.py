"""Expected failures. Each carries the one Chinese sentence that the user reads.

A bug is any other exception: it is never dressed up as one of these.
"""


class ExpectedError(Exception):
    """Something that can go wrong in ordinary use; ``str(error)`` is the sentence for the user."""


class UsageError(ExpectedError):
    """The words of the request are off (an unknown unit, a period that is none). Exit status 2."""


class LedgerError(ExpectedError):
    """The ledger is missing, damaged, foreign, newer than the program, or busy."""


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
