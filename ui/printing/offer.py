"""What there is to print, and what of it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qcapp.domain.page_setup import PageSetup
from qcapp.domain.views import LedgerView
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import ListTable


@dataclass(frozen=True, slots=True)
class What:
    """What is printed: a view, a page's own table, or else the official one, of one unit where it is named."""

    view: LedgerView | None = None
    table: ListTable | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PreviewOffer:
    """What there is to print. ``page``: the page at hand, which shows a ``view`` of the month or a ``table`` of its own;
    ``words`` say what of it. Where that is not the whole month it is what is shown first."""

    month: str
    units: Sequence[str]
    paper: Paper
    setup: PageSetup
    page: str = ""
    view: LedgerView | None = None
    table: ListTable | None = None
    words: str = ""

    @property
    def shows(self) -> bool:
        """Whether the page at hand has something that could be printed as it is shown."""
        return self.view is not None or self.table is not None

    @property
    def apart(self) -> bool:
        """Whether that is another thing than the month as it is."""
        return self.table is not None or (self.view is not None and not self.view.filter.empty)
