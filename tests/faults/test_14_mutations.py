"""Fault 14: valid forms, their bytes mutated at random: in the container, in the XML of any part, cut, doubled, exchanged. Each
is merged or refused in words; nothing else happens, and nothing changes that is not the form's own.

``tests/messy`` mutates what people do to forms, and knows the right answer; its trials are counted here as well.
"""

from __future__ import annotations

import io
import random
import shutil
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from qcapp.intake.reader import SafeReader
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.services import make_services
from tests.faults.judging import whole
from tests.faults.month import JULY, UNITS, WHO, Month, clock, opened, state_of
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[14]
_WORDS = (
    b"<w:tbl>", b"</w:tc>", b"</row>", b"<c r=\"ZZZ9999999\"/>", b"&#0;", b"&lol;", b"\x00", b"\xff\xfe", b"<!DOCTYPE x [",
    b"]]>", b"<!--", b" gridSpan=\"99999\"", b"t=\"s\"", b"<v>4294967296</v>", b"xmlns:x=\"\"", b"<f>1+1</f>", b"&amp;",
    b"-1", b"9" * 40,
)
Mutate = Callable[[random.Random, bytearray], None]


def _flip(chance: random.Random, data: bytearray) -> None:
    for _ in range(chance.choice((1, 1, 4, 32))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data)) :]


def _drop(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice((1, 8, 64, 512))]


def _double(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.choice((8, 64, 512))]


def _noise(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    data[start : start + 16] = chance.randbytes(16)


def _insert(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    data[start:start] = chance.choice(_WORDS)


def _exchange(chance: random.Random, data: bytearray) -> None:
    """Two pieces between tags."""
    tags = [at for at, byte in enumerate(data) if byte == 0x3C]
    if len(tags) > 8:
        one, two, three, four = sorted(chance.sample(tags, 4))
        data[one:four] = data[three:four] + data[two:three] + data[one:two]


MUTATIONS: tuple[Mutate, ...] = (_flip, _cut, _drop, _double, _noise, _insert, _exchange)


def mutated(chance: random.Random, form: bytes) -> bytes:
    """Of the file as it lies on the disk, or of parts within it and zipped again."""
    data = bytearray(form)
    if chance.random() < 0.2:
        for _ in range(chance.randint(1, 3)):
            chance.choice(MUTATIONS)(chance, data)
        return bytes(data)
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    largest = max(parts, key=lambda each: len(parts[each]))
    name = largest if chance.random() < 0.6 else chance.choice(sorted(parts))
    part = bytearray(parts[name])
    for _ in range(chance.choice((1, 1, 1, 2))):
        if part:
            chance.choice(MUTATIONS)(chance, part)
    parts[name] = bytes(part)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for each, content in parts.items():
            package.writestr(each, content)
    return target.getvalue()


def told(file: FilePlan) -> str:
    """How it ended; an outcome that nobody can understand fails."""
    if file.file.form is None:
        words = str(file.file.refusal)
        assert words.endswith("。"), words
        assert "\n" not in words
        return "refused"
    assert file.outcome in Outcome
    return "read"


def test_a_mutated_form_is_merged_or_refused_in_words_and_nothing_else(month: Month, tmp_path: Path) -> None:
    chance, ends = random.Random(14), Counter[str]()
    forms = [(file.suffix, file.read_bytes()) for file in month.returned]
    reader = SafeReader()
    path = month.copied(tmp_path / "l")
    kept = path.read_bytes()
    try:
        for trial in range(times(100)):
            suffix, form = chance.choice(forms)
            file = tmp_path / f"{trial}{suffix}"
            file.write_bytes(mutated(chance, form))
            path.write_bytes(kept)
            with opened(path) as (store, _):
                services = make_services(store, reader, clock(), WHO, {})
                before, begun = state_of(store), time.monotonic()
                plan = services.collect.preview([file], period=JULY if trial % 2 else None)
                assert time.monotonic() - begun < 70
                ends.update(told(each) for each in plan.files)
                changes = {f.key for each in plan.mergeable for f in each.fields if f.result != f.ours}
                if services.collect.apply(plan):
                    ends["merged"] += 1
                after = state_of(store)
                if trial % 10 == 0:
                    whole(store)
                moved = {key for key in after.texts.keys() | before.texts.keys() if after.texts.get(key) != before.texts.get(key)}
                assert {key.unit for key in moved} <= set(UNITS)
                assert moved <= changes
            file.unlink()
            shutil.rmtree(path.parent / "backups", ignore_errors=True)
            FAULT.tried()
    finally:
        reader.close()
    FAULT.measure("bytes: " + ", ".join(f"{count} {end}" for end, count in sorted(ends.items())))
    assert ends["refused"]
    assert ends["merged"]
