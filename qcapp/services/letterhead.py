"""The clerk's own letterhead: chosen after a look whether it can be one, dropped again, and a sample to begin with."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.errors import UnreadableFile, UsageError
from qcapp.domain.operations import Operation
from qcapp.domain.settings import LETTERHEAD
from qcapp.forms.safe_write import replace_file
from qcapp.ports import LedgerStore
from qcapp.services.settings import SettingsService

_NAME = "window.letterhead"
_LARGEST = 2 * 2**20  # it lies among the settings, which are read often
SAMPLE_NAME = "版头样张.docx"


@dataclass(frozen=True, slots=True)
class LetterheadService:
    store: LedgerStore
    settings: SettingsService

    def name(self) -> str:
        """Of the file that was chosen, "" where none is."""
        settings = self.store.settings()
        return (settings.get(_NAME) or "版头.docx") if LETTERHEAD.text(settings) else ""

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
        operation = self.settings.change({LETTERHEAD.key: base64.b64encode(data).decode("ascii")})
        self.store.remember(_NAME, file.name)
        return operation

    def drop(self) -> Operation | None:
        return self.settings.reset([LETTERHEAD.key])

    def write_sample(self, out: Path) -> Path:
        """A letterhead with every place to be filled in, to be changed in WPS and then chosen."""
        from qcapp.forms.letterhead_sample import sample_letterhead

        data = sample_letterhead()
        replace_file(out, lambda path: _put(path, data))
        return out


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
