"""The desk at which the sample year is worked: returns are made in memory, merged, sent back, mended, made known."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qcapp.domain.fields import FIELDS
from qcapp.domain.forms import Place, ReadCell, ReturnedFile, ReturnedForm, ReturnedRow
from qcapp.domain.operations import Operation
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.services import Services
from qcapp.services.made_up import Answers
from qcapp.services.sample import Handed, SampleClock
from qcapp.services.sample_book import book

_SHEET = "填报表"
_ABOVE = 2
"""Rows above the first measure's: a title, the headings."""


@dataclass(frozen=True, slots=True)
class Return:
    """What one unit sends back."""

    unit: str
    form_id: str
    answers: Answers
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    services: Services
    reader: Handed
    clock: SampleClock
    folder: Path

    def merge(self, period: Period, returns: Iterable[Return], day: date, hour: int = 15) -> Operation | None:
        """They came in on that day, and were merged then; None for none at all."""
        plan = self.services.look.plan(period)
        self.reader.files = [_returned(plan, period, each) for each in returns]
        if not self.reader.files:
            return None
        self.clock.go_to(day, hour)
        return self.services.collect.apply(self.services.collect.preview([Path("回收")]))

    def attach(self, no: int, unit: str, period: Period, files: Mapping[str, bytes]) -> None:
        folder = self.folder / f"佐证{period.compact}"
        folder.mkdir(exist_ok=True)
        paths = []
        for name, data in files.items():
            paths.append(folder / name)
            paths[-1].write_bytes(data)
        self.services.archive.attach(no, unit, period, paths)


def picture(seed: int) -> bytes:
    """A PNG that shows nothing but two colours: a photograph's place."""
    width, height = 320, 240
    sky, ground = bytes((190, 205, 225)), bytes((120 + seed * 17 % 100, 150, 130))
    lines = b"".join(b"\0" + (sky if row < height * 3 // 5 else ground) * width for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _returned(plan: Plan, period: Period, given: Return) -> ReturnedFile:
    keys = [each.key for each in FIELDS if any(each.key in texts for texts in given.answers.values())]
    data = book(_SHEET, _lines(plan, period, given, keys))
    rows = tuple(_row(plan, no, texts, keys, line) for line, (no, texts) in enumerate(given.answers.items(), start=_ABOVE + 1))
    form = ReturnedForm(rows, {given.form_id: ("property",)}, unit_hints=(given.unit,), period_hint=period)
    return ReturnedFile(given.name, None, hashlib.sha256(data).hexdigest(), data, form, None)


def _lines(plan: Plan, period: Period, given: Return, keys: Sequence[str]) -> list[list[str]]:
    headings = {each.key: each.heading for each in FIELDS}
    lines = [[f"（示例）{given.unit} {period.label}报送表"], ["序号", "主要措施", *(headings[key] for key in keys)]]
    for no, texts in given.answers.items():
        lines.append([str(no), plan.measure_by_no[no].text, *(texts.get(key, "") for key in keys)])
    return lines


def _row(plan: Plan, no: int, texts: Mapping[str, str], keys: Sequence[str], line: int) -> ReturnedRow:
    cells = {key: ReadCell(texts[key], Place(_SHEET, line, keys.index(key) + 3)) for key in texts}
    return ReturnedRow(
        no=no, measure_text=plan.measure_by_no[no].text, task=plan.task_of(no).heading, unit_label=plan.printed_unit(no),
        cells=cells, place=Place(_SHEET, line, 1),
    )
