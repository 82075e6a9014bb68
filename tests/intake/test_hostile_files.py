"""Real forms, damaged in every way, through the real process: a document, or a refusal in words; nothing else."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Document
from qcapp.forms.layout import FormIdentity, Paper, TableDocument
from qcapp.forms.locate import locate
from qcapp.intake.process import ReadingProcess
from tests.forms.table_world import block

TABLE = TableDocument(
    "甲区2031年责任清单细化表",
    (block(1, progress="办了。"), block(2, problems="无", deadline="2031年12月底")),
    "填报单位：区甲局　　报告期：2031年7月",
    ("只填浅黄色的格子。",),
    Paper.A4,
    FormIdentity("QC-203107-07-3F9K", "区甲局", "2031-07"),
)
ROUNDS = 40


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingProcess]:
    made = ReadingProcess()
    made.start()
    yield made
    made.close()


def whole(kind: str, folder: Path) -> bytes:
    path = folder / f"form.{kind}"
    if kind == "xlsx":
        from qcapp.forms.xlsx_writer import write_xlsx

        write_xlsx(TABLE, path)
    else:
        from qcapp.forms.docx_writer import write_docx

        write_docx(TABLE, path)
    return path.read_bytes()


def changed(data: bytes, chance: random.Random) -> bytes:
    """A few bytes turned, cut out, doubled or cut off."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(out))
        what = chance.randrange(4)
        if what == 0:
            out[place] = chance.randrange(256)
        elif what == 1:
            del out[place : place + chance.randint(1, 40)]
        elif what == 2:
            out[place:place] = out[place : place + chance.randint(1, 40)]
        elif len(out) > 100:
            del out[len(out) - chance.randint(1, len(out) // 2) :]
    return bytes(out)


def changed_within(data: bytes, chance: random.Random) -> bytes:
    """A sound zip, one of whose parts is changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = [name for name in old.namelist() if old.getinfo(name).file_size]
        chosen = chance.choice(parts)
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, changed(part, chance) if name == chosen else part)
    return out.getvalue()


def outcome(reading: ReadingProcess, data: bytes) -> Document | str:
    try:
        document = reading.read(data)
        locate(document)
    except UnreadableFile as error:
        return str(error)
    return document


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_damaged_forms_are_read_or_refused_in_words(reading: ReadingProcess, kind: str, tmp_path: Path) -> None:
    good = whole(kind, tmp_path)
    chance = random.Random(20310701)
    for _ in range(ROUNDS):
        for data in (changed(good, chance), changed_within(good, chance)):
            found = outcome(reading, data)
            assert isinstance(found, Document) or found.endswith("。")
    assert isinstance(outcome(reading, good), Document)
