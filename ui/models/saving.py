"""How it stands with what was typed."""

from __future__ import annotations

from enum import Enum


class Saving(Enum):
    """``FAILED``: it could not be written, and is kept in the window."""

    WAITING = "正在保存…"
    FAILED = "未保存"
    DONE = ""
