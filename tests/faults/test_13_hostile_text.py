"""Fault 13: what looks like a formula, a command, a number of eighteen digits, an emoji or a control character is written as the
text that it is, and read again as the same text. No file has a formula in it."""

from __future__ import annotations

import contextlib
import random
import zipfile
from pathlib import Path

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.text import clean
from tests.faults.month import JULY, UNITS, WHO, Month, opened, state_of
from tests.faults.tally import FAULTS, times
from tests.forms.tables import plan

FAULT = FAULTS[13]
HOSTILE = (
    "=cmd|'/C calc'!A0", "=HYPERLINK(\"http://x\",\"点我\")", "+1+1", "-2+3", "@SUM(A1:A9)", "=1/0", "\t=1+1", "＝１＋１", "'=1",
    "'0763", "441802199001011234", "123456789012345678", "00763", "1.38E+10", "1e308", "0.1", "1,234", "50%", "TRUE", "#N/A",
    "#REF!", "2021-12-31", "12/31", "3-4", "😀👨‍👩‍👧‍👦", "𠮷田𠀋", "e\u0301", "ﬀ", "a\u202eb", "a\u200bb", "\ufeffx", "a\x00b",
    "a\x07b\x1b[0m", "_x0041_", "_x000D_", "a_x0000_b", "<b>粗</b>", "&amp;", "]]>", "<?xml?>", "${jndi:ldap://x}", "{{7*7}}",
    "%s%n", "'; DROP TABLE cell;--", "第一行\n第二行\n=3", "末尾空格 ", "　全角空格", "a\u00a0b", "a\vb\fc", "a\r\nb", "\ud800",
    "字" * 3000, "=" * 300, "\\N", "nan",
)
FIELDS = ("progress", "problems")


def texts(chance: random.Random, count: int) -> list[str]:
    """Each by itself, then mixtures."""
    made = list(HOSTILE)
    while len(made) < count:
        some = chance.sample(HOSTILE, chance.randint(2, 4))
        made.append(chance.choice(("", " ", "\n", "，")).join(word[:200] for word in some))
    return made


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_hostile_text_goes_out_and_comes_back_as_the_same_text(month: Month, tmp_path: Path, suffix: str) -> None:
    chance, waiting = random.Random(13), texts(random.Random(31), times(120))
    owned = [(no, unit) for unit in UNITS for no in plan().measures_of[unit] if len(plan().units_of[no]) == 1]
    keys = [CellKey(no, unit, JULY, field) for no, unit in owned for field in FIELDS]
    trial = 0
    while waiting:
        trial += 1
        chosen = dict(zip(chance.sample(keys, len(keys)), waiting, strict=False))
        waiting = waiting[len(chosen) :]
        with opened(month.copied(tmp_path / f"{trial}")) as (store, services):
            stored: dict[CellKey, str] = {}
            for key, words in chosen.items():
                with contextlib.suppress(UsageError):
                    services.edit.set_field(key.no, key.unit, JULY, key.field, words)
                stored[key] = store.snapshot(JULY).entry(key.no, key.unit).text(key.field)
                assert stored[key] in (clean(words), "")
            before = state_of(store)
            out = services.publish.export(tmp_path / f"细化表{trial}.{suffix}", JULY)
            assert formulas(out) == []
            services.dispatch.dispatch(JULY, tmp_path / f"下发{trial}", units=UNITS, formats=(suffix,), prefill_progress=True)
            for file in (tmp_path / f"下发{trial}").iterdir():
                assert formulas(file) == []
            read = services.collect.preview([out])
            form = read.files[0].file.form
            assert form is not None
            back = {(row.no, field): cell.text for row in form.rows for field, cell in row.cells.items()}
            assert {key: back.get((key.no, key.field), "") for key in stored} == stored
            assert [str(field.key) for file in read.files for field in file.fields if field.result != field.ours] == []
            services.collect.apply(read)
            after = state_of(store)
            assert (after.texts, after.held) == (before.texts, before.held)
        FAULT.tried(len(stored))


def formulas(path: Path) -> list[str]:
    """Parts of the file that a program would reckon with, run or fetch."""
    marks = (b"<f>", b"<f ", b"<f/", b"instrText", b"fldSimple", b"ddeLink", b"externalLink", b'TargetMode="External"')
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        parts = [name for name in package.namelist() if not name.startswith("word/footer")]  # the page's number is a field
        return [f"{name}: {mark!r}" for name in parts for mark in marks if mark in package.read(name)]


def test_hostile_text_that_units_send_is_merged_as_that_text(month: Month, tmp_path: Path) -> None:
    """Typed into the form that was sent out, by libraries that units' programs use."""
    from tools.made_up_returns import fill_docx, fill_xlsx

    unit = UNITS[0]
    numbers = [no for no in plan().measures_of[unit] if len(plan().units_of[no]) == 1]
    words = [word for word in HOSTILE if _can_be_typed(word)]
    for start in range(0, len(words), len(numbers)):
        answers = {no: {"progress": word} for no, word in zip(numbers, words[start:], strict=False)}
        for suffix, fill in (("xlsx", fill_xlsx), ("docx", fill_docx)):
            form = month.folder / "下发" / f"{unit}_{JULY.label}下发表.{suffix}"
            file = fill(form, tmp_path / f"{start}.{suffix}", answers)
            with opened(month.copied(tmp_path / f"{start}{suffix}")) as (store, services):
                services.collect.apply(services.collect.preview([file]))
                found = {no: store.snapshot(JULY).entry(no, unit).text("progress") for no in answers}
                assert found == {no: clean(each["progress"]) for no, each in answers.items()}
                out = services.publish.export(tmp_path / f"{start}-out.xlsx", JULY)
                assert formulas(out) == []
            FAULT.tried(len(answers))


def _can_be_typed(word: str) -> bool:
    """No program lets these be typed into a cell; what stands for an error or escapes a character is another matter."""
    return word.isprintable() and not word.startswith(("#", "_x", "a_x")) and "\ud800" not in word


def test_hostile_text_in_a_draft_goes_through_the_ledger_as_it_is(month: Month, tmp_path: Path) -> None:
    """What is committed is what is stored: SQL sees parameters alone."""
    unit = UNITS[0]
    numbers = plan().measures_of[unit]
    with opened(month.copied(tmp_path / "l")) as (store, _):
        for start in range(0, len(HOSTILE), len(numbers)):
            pairs, now = zip(numbers, HOSTILE[start:], strict=False), store.snapshot(JULY)
            cells = {CellKey(no, unit, JULY, "problems"): clean(word) for no, word in pairs}
            edits = tuple(CellEdit(key, now.entry(key.no, unit).text(key.field), text) for key, text in cells.items())
            store.commit(OperationDraft(OperationKind.EDIT, "=cmd|'/C calc'!A0", WHO, edits))
            assert {key: store.snapshot(JULY).entry(key.no, unit).text(key.field) for key in cells} == cells
            FAULT.tried(len(cells))
        assert all(check.ok for check in store.check())
