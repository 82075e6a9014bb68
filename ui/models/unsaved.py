"""What was typed and could not be written yet: for the words that count it, and to be copied out of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey


class Unsaved(NamedTuple):
    """A field of the ledger, and what is to stand there."""

    key: CellKey
    text: str

    @property
    def place(self) -> str:
        key = self.key
        return f"第 {key.no} 条 {key.unit} {key.period.label} {field_for(key.field).heading}"


def counted(unsaved: Sequence[Unsaved]) -> str:
    """In the bar; "" where all is written."""
    if not unsaved:
        return ""
    more = f"等 {len(unsaved)} 处" if len(unsaved) > 1 else ""
    return f"没存进去的（{unsaved[0].place}{more}）还在窗口里，没有丢。"


def written_out(unsaved: Sequence[Unsaved]) -> str:
    """To be pasted anywhere: each under the place where it belongs."""
    return "\n\n".join(f"【{each.place}】\n{each.text}" for each in unsaved)
