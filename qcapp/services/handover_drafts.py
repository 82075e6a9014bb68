"""Drafts of forms that go along with a ledger: which there are, and which of those that came take a place here."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import datetime
from pathlib import Path

from qcapp.domain.errors import WriteFailed
from qcapp.handover import bundle


class Drafts:
    """Those in ``folder``, be it there or not. Names are those in the bundle."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def own(self) -> list[tuple[str, Path]]:
        """What goes along, with its name."""
        if not self._folder.is_dir():
            return []
        found = ((f"fill/{path.name}", path) for path in sorted(self._folder.glob("*.json")))
        return [(name, path) for name, path in found if bundle.DRAFT.fullmatch(name)]

    def stays(self, name: str, came: Path) -> bool:
        """Whether a draft of that name is here that is as new or newer."""
        here = _kept_at(self._place(name))
        return here is not None and here >= (_kept_at(came) or datetime.min)

    def put(self, name: str, came: Path) -> int:
        """How many were put. Drafts are a convenience: one that can't be written takes nothing from the ledger, which stands
        already."""
        if self.stays(name, came):
            return 0
        from qcapp.forms.safe_write import replace_file

        with contextlib.suppress(OSError, WriteFailed):
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._place(name), lambda part: _copy(came, part))
            return 1
        return 0

    def _place(self, name: str) -> Path:
        matched = bundle.DRAFT.fullmatch(name)
        assert matched, "the bundle lets no other name pass"
        return self._folder / matched[1]


def _kept_at(path: Path) -> datetime | None:
    """When a draft was kept; None where there is none that can be read."""
    try:
        return datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
