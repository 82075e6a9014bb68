"""What saving does to the file, and what it travels with (RETURNS 1 to 10)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import openpyxl
from msoffcrypto.method.ecma376_agile import ECMA376Agile  # type: ignore[import-untyped]

from qcapp.domain.text import clean
from tests.forms.tables import plan
from tests.messy.docx_form import DocxForm
from tests.messy.model import Go, Inapplicable, Mutation, Return, Stage, Wait, Want
from tests.messy.package import Parts, edited
from tests.messy.xlsx_form import XlsxForm

_NAMES = (
    "新建 XLSX 工作表(最终版)(2)", "回复：关于报送进展情况的函", "1", "副本-副本", "７月报表（盖章）",
    "New Microsoft Excel 工作表", "a'b&c%20",
)
_ROUNDS = 1000



# --- bytes


def _resaved(made: Return) -> None:
    made.data = _saved_again(made)


def _saved_again(made: Return) -> bytes:
    if made.suffix == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made.data))
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()
    import docx

    document = docx.Document(io.BytesIO(made.data))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _with_macros(made: Return) -> None:
    plain, macro = {
        "xlsx": ("openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"),
        "docx": ("openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"),
    }[made.suffix]

    def change(parts: Parts) -> None:
        types = parts["[Content_Types].xml"].replace(f"vnd.{plain}".encode(), f"vnd.{macro}".encode())
        parts["[Content_Types].xml"] = types

    made.data = edited(made.data, change)


def _cut_off(made: Return) -> None:
    made.data = made.data[: len(made.data) * made.rng.randint(20, 90) // 100]
    made.all_must_wait()


def _locked(made: Return) -> None:
    """As today's Excel does it, with fewer rounds of the key: to reckon them took longer than all else of such a return."""
    made.data = ECMA376Agile.encrypt("qingcheng", io.BytesIO(made.data), None, _ROUNDS)
    made.all_must_wait()


# --- the folder


def _first(made: Return) -> list[tuple[str, bytes]]:
    return made.goes[-1].files


def _renamed(made: Return) -> None:
    _rename(made, made.rng.choice(_NAMES))


def _misnamed(made: Return) -> None:
    """By the name it is another unit's."""
    other = made.rng.choice([unit for unit in plan().measures_of if unit != made.unit])
    _rename(made, f"{other}7月下发表")


def _rename(made: Return, stem: str) -> None:
    name, data = _first(made)[0]
    _first(made)[0] = (f"{stem}.{name.rpartition('.')[2]}", data)


def _wrong_suffix(made: Return) -> None:
    name, data = _first(made)[0]
    stem = name.rpartition(".")[0]
    _first(made)[0] = (stem + made.rng.choice((".xls", ".doc", ".et", ".wps", ".pdf", "", ".txt", ".XLSX", ".zip")), data)


def _zipped(made: Return) -> None:
    files = _first(made)
    files[:] = [("报送.zip", _zip_of(files, gbk=made.rng.random() < 0.7))]


def _zipped_twice(made: Return) -> None:
    files = _first(made)
    files[:] = [("外层.zip", _zip_of([("各单位/内层.zip", _zip_of(files, gbk=True))], gbk=True))]


def _zip_of(files: list[tuple[str, bytes]], *, gbk: bool) -> bytes:
    """``gbk``: names as Chinese Windows writes them, without the flag that says UTF-8."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(_Named(name) if gbk else name, data)
    return target.getvalue()


class _Named(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def _litter(made: Return) -> None:
    _first(made).extend([
        ("~$回收表.xlsx", b"\x05user" + bytes(160)), (".DS_Store", b"\x00\x00\x00\x01Bud1"),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0thumbs"), ("空.xlsx", b""), ("下载.tmp", b"half"), ("desktop.ini", b"[.ShellClassInfo]"),
    ])


def _scan_beside(made: Return) -> None:
    _first(made).append(made.rng.choice((
        ("盖章扫描件.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"),
        ("照片.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)),
    )))


def _twice(made: Return) -> None:
    name, data = _first(made)[0]
    _first(made).append((f"副本 {name}", data))


def _again(made: Return) -> None:
    made.goes.append(Go(list(made.goes[-1].files), made.goes[-1].received + timedelta(days=2)))


def _again_resaved(made: Return) -> None:
    """The same content saved once more: nothing changes."""
    if any(cell.marks for row in made.table.rows for cell in row.cells.values()):
        raise Inapplicable  # what a formula showed is gone when openpyxl has saved it
    if any(want.wait is not Wait.NEVER for want in made.wants.values()):
        raise Inapplicable
    made.goes.append(Go([(f"重存.{made.suffix}", _saved_again(made))], made.goes[-1].received + timedelta(days=2)))


# --- other returns of the same unit


def _other_form(made: Return, suffix: str, texts: dict[tuple[int, str], str]) -> bytes:
    form = (XlsxForm if suffix == "xlsx" else DocxForm).open(made.forms[made.unit, made.period, suffix])
    for (no, key), text in texts.items():
        cell = form.table.cell(no, key)
        assert cell is not None
        cell.value = text
    return form.save()


def _plain_fields(made: Return, count: int) -> list[tuple[int, str]]:
    free = [
        (no, "progress") for no in made.owned
        if made.wants.get(made.key(no, "progress"), Want(set())).wait is Wait.NEVER and no not in made.reserved
        and not (made.official and len(plan().units_of[no]) > 1)
    ]
    if not free or any(want.wait is Wait.MUST for want in made.wants.values()):
        raise Inapplicable
    return made.rng.sample(free, min(count, len(free)))


def _earlier_draft(made: Return) -> None:
    """What was reported five days before holds where the later return says nothing."""
    texts = {
        (no, key): f"初稿：第 {no} 条正在办理。" for no, key in _plain_fields(made, 4)
        if (no, key) in made.said or not made.now(no, key)
    }
    if not texts:
        raise Inapplicable
    for (no, key), text in texts.items():
        want = made.wants.get(made.key(no, key))
        if want is None or want.texts == {made.now(no, key)}:
            made.wants[made.key(no, key)] = Want({text})
    data = _other_form(made, made.suffix, texts)
    # Whichever of the two the clerk happens to import first, the day received decides.
    made.goes.insert(made.rng.randrange(2), Go([(f"初稿.{made.suffix}", data)], date(2021, 7, 15)))


def _formats_disagree(made: Return) -> None:
    """xlsx and docx of one day say different things: a person must choose."""
    picked = [(no, key) for no, key in _plain_fields(made, 3) if (no, key) in made.said and made.said[no, key].strip()]
    picked = [(no, key) for no, key in picked if made.wants[made.key(no, key)].texts != {made.now(no, key)}]
    if not picked or len(made.goes) > 1:
        raise Inapplicable
    texts = {(no, key): f"另一份写的是第 {no} 条已办结。" for no, key in picked}
    other = "docx" if made.suffix == "xlsx" else "xlsx"
    _first(made).append((f"另一份.{other}", _other_form(made, other, texts)))
    for no, key in picked:
        made.wants[made.key(no, key)] = Want({"(one of two)"}, Wait.MUST)


def _formats_agree(made: Return) -> None:
    texts = {(no, "progress"): made.said[no, "progress"] for no, _ in _plain_fields(made, 3) if (no, "progress") in made.said}
    other = "docx" if made.suffix == "xlsx" else "xlsx"
    plain = all(
        made.wants[made.key(*key)].texts == {clean(text)} and "_x" not in text and len(text) < 30_000
        for key, text in texts.items()
    )
    if not texts or not plain:
        raise Inapplicable
    _first(made).append((f"另一份.{other}", _other_form(made, other, texts)))


_FOLDER = frozenset({"returns"})
MUTATIONS = (
    Mutation("saved again", (2,), Stage.BYTES, _resaved, frozenset({"parts", "bytes"})),
    Mutation("with macros", (3,), Stage.BYTES, _with_macros, frozenset({"bytes"})),
    Mutation("cut off", (3,), Stage.BYTES, _cut_off, frozenset({"bytes", "returns"})),
    Mutation("locked", (4,), Stage.BYTES, _locked, frozenset({"bytes", "returns"})),
    Mutation("renamed", (1,), Stage.FOLDER, _renamed, frozenset({"name"})),
    Mutation("another unit's file name", (1,), Stage.FOLDER, _misnamed, frozenset({"name"})),
    Mutation("wrong suffix", (3,), Stage.FOLDER, _wrong_suffix, frozenset({"suffix"})),
    Mutation("litter beside it", (7,), Stage.FOLDER, _litter),
    Mutation("scan beside it", (5,), Stage.FOLDER, _scan_beside),
    Mutation("same bytes twice", (8,), Stage.FOLDER, _twice, _FOLDER),
    Mutation("earlier draft", (9,), Stage.FOLDER, _earlier_draft, _FOLDER),
    Mutation("two formats disagree", (10,), Stage.FOLDER, _formats_disagree, _FOLDER),
    Mutation("two formats agree", (10,), Stage.FOLDER, _formats_agree, _FOLDER),
    Mutation("in a zip", (6,), Stage.FOLDER, _zipped, frozenset({"zip"})),
    Mutation("in a zip in a zip", (6,), Stage.FOLDER, _zipped_twice, frozenset({"zip"})),
    Mutation("the same once more", (8,), Stage.FOLDER, _again, _FOLDER),
    Mutation(
        "saved again and sent once more", (8,), Stage.FOLDER, _again_resaved, frozenset({"returns", "zip", "suffix", "bytes"}),
    ),
)
