"""The clerk's own letterhead: chosen after a look whether it can be one, dropped again, and a sample to begin with."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.errors import UnreadableFile, UsageError
from qcapp.domain.operations import Operation
from qcapp.domain.settings import LETTERHEAD, read_object
from qcapp.forms.safe_write import replace_file
from qcapp.ports import LedgerStore
from qcapp.services.settings import SettingsService

_NAME = "window.letterhead"
_UNNAMED = "版头.docx"
_LARGEST = 2 * 2**20  # it lies among the settings, which are read often
SAMPLE_NAME = "版头样张.docx"


@dataclass(frozen=True, slots=True)
class LetterheadService:
    store: LedgerStore
    settings: SettingsService

    def name(self) -> str:
        """Of the file that was chosen, "" where none is."""
        settings = self.store.settings()
        kept = LETTERHEAD.text(settings)
        if not kept:
            return ""
        said = settings.get(_NAME, "")
        names = read_object(said)
        # An older program kept the name of the newest alone.
        return str(names.get(_mark(kept)) or _UNNAMED) if names is not None else said or _UNNAMED

    def choose(self, file: Path) -> Operation | None:
        """Keep it; None when it is the one there is. UnreadableFile with a sentence when it can't be a letterhead."""
        from qcapp.forms.letterhead import check_letterhead

        try:
            data = file.read_bytes()
        except OSError as error:
            raise UnreadableFile(f"读不到“{file.name}”，请看看它是否还在、是否正被占用，再选一次。") from error
        if len(data) > _LARGEST:
            raise UsageError(f"“{file.name}”超过 2 MB，请把里面的图片压缩后再选。")
        check_letterhead(data)
        kept = base64.b64encode(data).decode("ascii")
        self._name_all(kept, file.name)
        return self.settings.change({LETTERHEAD.key: kept})

    def _name_all(self, kept: str, name: str) -> None:
        """By what they hold: an undo may bring an earlier one back."""
        settings = self.store.settings()
        names = read_object(settings.get(_NAME, ""))
        if names is None:
            before = LETTERHEAD.text(settings)
            names = {_mark(before): self.name()} if before else {}
        self.store.remember(_NAME, json.dumps({**names, _mark(kept): name}, ensure_ascii=False))

    def drop(self) -> Operation | None:
        return self.settings.reset([LETTERHEAD.key])

    def write_sample(self, out: Path) -> Path:
        """A letterhead with every place to be filled in, to be changed in WPS and then chosen."""
        from qcapp.forms.letterhead_sample import sample_letterhead

        data = sample_letterhead()
        replace_file(out, lambda path: _put(path, data))
        return out


def _mark(kept: str) -> str:
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
