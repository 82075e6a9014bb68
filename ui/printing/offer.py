"""What there is to print, and what of it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qcapp.domain.page_setup import PageSetup
from qcapp.domain.views import LedgerView
from qcapp.forms.layout import Paper


@dataclass(frozen=True, slots=True)
class What:
    """What is printed: a view, or the official table, of one unit where it is named."""

    view: LedgerView | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PreviewOffer:
    """What there is to print. ``view``: what 台账 shows now, None where another page is at hand; ``view_words`` say what of it,
    and where that is not the whole month it is what is shown first."""

    month: str
    units: Sequence[str]
    paper: Paper
    setup: PageSetup
    view: LedgerView | None = None
    view_words: str = ""

    @property
    def filtered(self) -> bool:
        return self.view is not None and not self.view.filter.empty
