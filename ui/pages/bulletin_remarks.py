"""Where each remark of a draft is settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qcapp.domain.views import ViewFilter
from ui.pages.base import REMIND, SEND_BACK
from ui.widgets.remark_list import RemarkRow

if TYPE_CHECKING:
    from qcapp.services.bulletin import Remark

# Of the page itself, and what the shell opens.
ISSUED, WORDING, DAY = "issued", "wording", "day"
HERE, SETTINGS = "bulletin", "settings"
PAPER_SETTINGS: Final = "公文"


def remark_rows(remarks: Sequence[Remark], faulty: int) -> tuple[RemarkRow, ...]:
    """``faulty``: how many sentences of the clerk's own can't be used."""
    wrong = RemarkRow(f"措辞里有 {faulty} 句写错了，没有用上，先用原来的说法。", HERE, WORDING, "改措辞")
    return (*((wrong,) if faulty else ()), *(_row(remark) for remark in remarks))


def _row(remark: Remark) -> RemarkRow:
    from qcapp.services.bulletin import RemarkKind  # the calendar comes with it: not before there is a draft

    words = remark.words
    match remark.kind:
        case RemarkKind.CONFLICTS:
            return RemarkRow(words, "ledger", ViewFilter(states=("conflict",)), "去处理")
        case RemarkKind.UNREAD:
            return RemarkRow(words, "ledger", remark.units[0], "去录入")
        case RemarkKind.LATE:
            return RemarkRow(words, HERE, REMIND, "去催报")
        case RemarkKind.UNMENDED:
            return RemarkRow(words, "collect", SEND_BACK, "退回说明")
        case RemarkKind.ISSUED:
            return RemarkRow(words, HERE, ISSUED, "看更正")
        case RemarkKind.DAY:
            return RemarkRow(words, HERE, DAY, "改日期")
        case RemarkKind.CONTACT | RemarkKind.OFFICE:
            return RemarkRow(words, SETTINGS, PAPER_SETTINGS, "去设置")
        case RemarkKind.WORDING:
            return RemarkRow(words, HERE, WORDING, "改措辞")
        case RemarkKind.YEAR | RemarkKind.RUNNING | RemarkKind.HOLIDAYS | RemarkKind.PLAN:
            return RemarkRow(words)
