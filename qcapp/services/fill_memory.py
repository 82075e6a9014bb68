"""What a unit's computer remembers of the forms filled in on it: drafts, so that a crash loses nothing, and what was saved, which
is last month's when the next form comes. Small JSON files in a folder of the program's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from qcapp.domain.errors import WriteFailed
from qcapp.domain.fields import is_field
from qcapp.domain.forms import FORM_ID
from qcapp.domain.period import Period
from qcapp.forms.safe_write import patient_unlink, replace_file
from qcapp.publish.return_table import Texts

_DRAFT, _SAVED = "draft", "saved"
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """``source``: the form that was filled in, and ``came``: what stood in it; ``target``: the file that was saved, "" in a
    draft, and ``digest``: of its bytes. ``measures``: the words of each row's measure, for numbers mean others another year."""

    unit: str
    at: datetime
    source: str
    texts: Texts
    target: str = ""
    came: Texts = field(default_factory=dict)
    digest: str = ""
    measures: Mapping[str, str] = field(default_factory=dict)

    def changes(self, row: str, key: str) -> bool:
        """Whether the person had changed that field of what came; True where it is not known."""
        texts = self.texts.get(row, {})
        return row not in self.came or texts.get(key, "") != self.came[row].get(key, "")


class FillMemory:
    """Reading never fails: what is damaged or gone is as if it had never been."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def draft(self, form_id: str) -> Kept | None:
        return _read(self._path(_DRAFT, form_id))

    def keep_draft(self, form_id: str, kept: Kept) -> None:
        """WriteFailed with a sentence when it can't be written; the earlier draft is then whole."""
        self._write(_DRAFT, form_id, kept)

    def drop_draft(self, form_id: str) -> None:
        try:
            patient_unlink(self._path(_DRAFT, form_id))
        except OSError as error:
            raise WriteFailed(f"草稿没有删掉（{error.strerror or error}），下次打开这份表时还会问起。") from error

    def saved(self, form_id: str) -> Kept | None:
        """What was last saved under that 表号."""
        return _read(self._path(_SAVED, form_id))

    def keep_saved(self, form_id: str, kept: Kept) -> None:
        self._write(_SAVED, form_id, kept)

    def last_saved(self, unit: str, period: Period) -> Kept | None:
        """What the unit last saved for that month, corrections laid over what they correct."""
        found = sorted(
            (kept for path in self._folder.glob(f"{_SAVED}-QC-{period.compact}-*.json") if (kept := _read(path))),
            key=lambda kept: kept.at,
        )
        own = [kept for kept in found if kept.unit == unit]
        if not own:
            return None
        texts = {row: dict(fields) for kept in own for row, fields in kept.texts.items()}
        measures = {row: words for kept in own for row, words in kept.measures.items()}
        return Kept(unit, own[-1].at, own[-1].source, texts, own[-1].target, measures=measures)

    def lock_file(self, form_id: str) -> Path:
        """Stands there while a window fills in that form."""
        return self._path("open", form_id).with_suffix(".lock")

    def _path(self, what: str, form_id: str) -> Path:
        if not FORM_ID.fullmatch(form_id):
            raise ValueError(form_id)
        return self._folder / f"{what}-{form_id}.json"

    def _write(self, what: str, form_id: str, kept: Kept) -> None:
        data = {
            "unit": kept.unit, "at": kept.at.isoformat(), "source": kept.source, "target": kept.target,
            "rows": _plain(kept.texts), "came": _plain(kept.came), "digest": kept.digest, "measures": dict(kept.measures),
        }
        text = json.dumps(data, ensure_ascii=False, indent=1)

        def write(path: Path) -> None:
            path.write_text(text, encoding="utf-8", errors="replace")

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = f"文件夹“{self._folder}”建不成（{error.strerror or error}）"
            raise WriteFailed(f"{why}，草稿没有保存，请尽快保存填好的表。") from error
        replace_file(self._path(what, form_id), write)


def _read(path: Path) -> Kept | None:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        return Kept(
            str(data["unit"]), datetime.fromisoformat(data["at"]), str(data["source"]), _texts(data["rows"]),
            str(data["target"]), _texts(data.get("came", {})), str(data.get("digest", "")),
            {str(row): str(words) for row, words in data.get("measures", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _plain(rows: Texts) -> dict[str, dict[str, str]]:
    return {row: dict(fields) for row, fields in rows.items()}


def _texts(rows: Mapping[str, Mapping[str, Any]]) -> Texts:
    return {
        str(row): {key: str(text) for key, text in fields.items() if is_field(key)} for row, fields in rows.items()
    }
