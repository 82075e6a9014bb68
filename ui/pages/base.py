"""What every page is: it gets its services by hand, tells facts by signals, and is refreshed when shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.period import Period

if TYPE_CHECKING:
    from qcapp.domain.views import LedgerView
    from qcapp.forms.list_table import ListTable
    from qcapp.services import Services
    from ui.models.unsaved import Unsaved
    from ui.tasks import TaskRunner


SEND_BACK: Final = "send_back"
"""What to show on 收表: ask for a 退回说明."""
REMIND: Final = "remind"
"""What to show on 通报: late units, to be reminded."""


class Page(QWidget):
    """A page of the main window.

    The shell calls ``set_period`` before the first ``refresh``; ``refresh`` when the page is shown after the
    ledger changed; ``flush`` before the page, the period or the window is left.
    """

    ledger_changed = Signal()
    """This page wrote to the ledger."""
    ledger_replaced = Signal()
    """All of the ledger may be another's now: the whole window reads it again."""
    saving = Signal(object)
    """How it stands with what was typed here: ``Saving``."""
    message = Signal(str)
    """Words for the status bar."""
    status_changed = Signal()
    """``status_words`` are others than before."""
    unread = Signal(str)
    """What ``refresh`` reads beside the window's thread could not be read: why. It is to be refreshed again."""
    was_read = Signal()
    """It was."""
    problem = Signal(str)
    """One sentence on what went wrong, for the notice bar; "" takes it away."""
    begun = Signal()
    """An operation begins: what was told of earlier ones goes, wherever it stands."""
    go_requested = Signal(str, object)
    """Another page, by name (overview, ledger, dispatch, collect, bulletin, past, plan, history), and what to show there, or
    None."""
    period_requested = Signal(object)
    """Another month, for the whole window."""
    settings_requested = Signal(str)
    """设置, at the page of that title."""
    export_requested = Signal(str)
    """What to export: a suffix of the 细化表, or ``stats``, ``assessment``; ``print``: the preview."""

    name = ""
    title = ""
    searchable = False
    """Whether it has a search of its own for Ctrl+F."""

    takes_open = False
    """Whether Ctrl+O chooses files of its own here, and no ledger."""

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self.tasks = tasks
        self._period: Period | None = None

    @property
    def period(self) -> Period:
        if self._period is None:
            raise RuntimeError("set_period comes first")
        return self._period

    def set_period(self, period: Period) -> None:
        """The month to show. Does not draw yet: ``refresh`` follows."""
        self._period = period

    @property
    def reads_on(self) -> bool:
        """Whether what ``refresh`` is to show is still being read; ``was_read`` or ``unread`` follows."""
        return False

    def refresh(self) -> None:
        """Read the ledger again and draw, keeping selection, scroll position and anything half typed."""

    def toolbar(self) -> QWidget | None:
        """What stands at the right of the top bar while this page is shown; made once, owned by the shell."""
        return None

    @property
    def seen_elsewhere(self) -> bool:
        """Whether windows of this page are open that show the ledger: then it is refreshed though another page is at hand."""
        return False

    def status_words(self) -> str | None:
        """Left part of the status bar while this page is shown; None: the shell's own count of the month."""
        return None

    def flush(self) -> bool:
        """Save what is half typed; False keeps the user here (the page has said why by ``problem``)."""
        return True

    def unsaved(self) -> tuple[Unsaved, ...]:
        """What was typed here and is not in the ledger yet."""
        return ()

    def show_item(self, what: object) -> None:
        """Called with the argument of ``go_requested`` after the page was shown."""

    def begin(self) -> None:
        """Before an operation: the results of earlier ones are news no more, here and in the whole window."""
        self.clear_notices()
        self.problem.emit("")
        self.begun.emit()

    def clear_notices(self) -> None:
        """Take away what this page told of operations that are done."""

    def step(self, by: int) -> bool:
        """The next or previous measure (1, -1); False where this page does not show one at a time."""
        return False

    def shown_view(self) -> LedgerView | None:
        """What of the month's table this page shows, for printing; None: nothing that could be printed as it is shown."""
        return None

    def shown_table(self) -> ListTable | None:
        """What else it shows as a table, for printing; None where there is none, or nothing in it."""
        return None

    def focus_search(self) -> None:
        """Ctrl+F."""

    def save_state(self, settings: QSettings) -> None:
        """Keep what a person set on this page (widths, not contents), under keys that begin with ``name``."""

    def restore_state(self, settings: QSettings) -> None:
        """The other way; called once, before the page is shown."""
