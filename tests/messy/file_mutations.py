"""What becomes of the file and of what it travels with (RETURNS 1 to 14, 22)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import openpyxl

from tests.forms.tables import plan
from tests.messy.model import JULY, JUNE, Go, Inapplicable, Mutation, Return, Stage, Wait, Want
from tests.messy.package import Parts, edited, without
from tests.messy.xlsx_form import XlsxForm

XLSX, DOCX = frozenset({"xlsx"}), frozenset({"docx"})
_NAMES = ("新建 XLSX 工作表(最终版)(2)", "回复：关于报送进展情况的函", "1", "副本-副本", "７月报表（盖章）", "New Microsoft Excel 工作表", "a'b&c%20")


# --- which form


def _last_months(made: Return) -> None:
    made.period = JUNE


def _whole_table(made: Return) -> None:
    """The official table with the unit's own rows filled in; only the file's name says whose it is."""
    made.official = True
    made.carriers.clear()
    made.carriers.add("caption")
    made.name = f"{made.unit}报送"


# --- what says whose it is


def _parts_stripped(made: Return) -> None:
    """Properties, hidden sheet, names and footer gone; the number in the caption still stands."""
    _strip(made)


def _identity_stripped(made: Return) -> None:
    _strip(made)
    made.form.caption(f"填报单位：{made.unit}　　报告期：{made.period.label}")
    made.carriers.discard("id")


def _strip(made: Return) -> None:
    if made.suffix == "xlsx":
        book = made.form.book
        for name in list(book.custom_doc_props.names):
            del book.custom_doc_props[name]
        for name in list(book.defined_names):
            del book.defined_names[name]
        if "_qc" in book.sheetnames:
            del book["_qc"]
        book.properties.identifier = None
        made.form.sheet.oddFooter.left.text = made.form.sheet.oddFooter.center.text = None
        return
    root, parts = made.form.root, made.form.parts
    for name in ("bookmarkStart", "bookmarkEnd"):
        for mark in list(root.iter(f"{{*}}{name}")):
            mark.getparent().remove(mark)
    for mark in list(root.iter("{*}vanish")):
        run = mark.getparent().getparent()
        run.getparent().remove(run)
    for mark in list(root.iter("{*}footerReference")):
        mark.getparent().remove(mark)
    for name in ("docProps/custom.xml", "docProps/core.xml", *[name for name in parts if "footer" in name]):
        without(parts, name)


def _number_mistyped(made: Return) -> None:
    """The number in the caption retyped in full width and with other dashes, all else gone."""
    from qcapp.forms.carriers import form_ids_in

    text = made.form.sheet.cell(2, 1).value if made.suffix == "xlsx" else "".join(made.form.root.itertext())
    found = form_ids_in(str(text))
    if not found:
        raise Inapplicable
    _strip(made)
    wide = found[0].translate({ord(letter): ord(letter) + 0xFEE0 for letter in "QC0123456789"}).replace("-", "—")
    made.form.caption(f"填报单位：{made.unit}　　报告期：{made.period.label}　　表号：{made.rng.choice((wide, found[0].lower()))}")


def _another_year(made: Return) -> None:
    _identity_stripped(made)
    made.form.title("清城区2020年对标先进优化营商环境责任清单细化表")
    made.all_must_wait()


def _another_district(made: Return) -> None:
    _identity_stripped(made)
    made.form.title("清新区2021年对标先进优化营商环境责任清单细化表")
    made.all_must_wait()


def _another_name(made: Return) -> None:
    """The caption says another unit than the form's number: a person is asked."""
    other = made.rng.choice([unit for unit in plan().measures_of if unit != made.unit])
    made.form.caption(f"填报单位：{other}　　报告期：{made.period.label}")
    made.all_must_wait()


# --- sheets


def _sheet_renamed(made: Return) -> None:
    made.form.sheet.title = made.rng.choice(("Sheet1", "下发表 (2)", "七月", "_qc2"))


def _sheets_added(made: Return) -> None:
    book = made.form.book
    cover = book.create_sheet("封面", 0)
    cover["A1"], cover["B3"] = "报送材料", "联系人"
    book.create_sheet("Sheet2")
    made.left_over = True


def _sheet_copied(made: Return) -> None:
    """The empty form beside the filled one."""
    copy = made.form.book.copy_worksheet(made.form.sheet)
    copy.title = "空表"
    for no, key in made.said:
        made.may_wait(no, key)


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
    from msoffcrypto.format.ooxml import OOXMLFile

    target = io.BytesIO()
    OOXMLFile(io.BytesIO(made.data)).encrypt("qingcheng", target)
    made.data = target.getvalue()
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
        ("~$回收表.xlsx", b"\x05user" + bytes(160)), (".DS_Store", b"\x00\x00\x00\x01Bud1"), ("Thumbs.db", b"\xd0\xcf\x11\xe0thumbs"),
        ("空.xlsx", b""), ("下载.tmp", b"half"), ("desktop.ini", b"[.ShellClassInfo]"),
    ])


def _scan_beside(made: Return) -> None:
    _first(made).append(made.rng.choice((
        ("盖章扫描件.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), ("照片.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)),
    )))


def _twice(made: Return) -> None:
    name, data = _first(made)[0]
    _first(made).append((f"副本 {name}", data))


def _again(made: Return) -> None:
    made.goes.append(Go(list(made.goes[-1].files), made.goes[-1].received + timedelta(days=2)))


def _again_resaved(made: Return) -> None:
    """The same content saved once more: nothing changes."""
    if made.suffix != "docx" and any(cell.marks for row in made.table.rows for cell in row.cells.values()):
        raise Inapplicable  # what a formula showed is gone when openpyxl has saved it
    if any(want.wait is not Wait.NEVER for want in made.wants.values()):
        raise Inapplicable
    made.goes.append(Go([(f"重存.{made.suffix}", _saved_again(made))], made.goes[-1].received + timedelta(days=2)))


# --- other returns of the same unit


def _other_form(made: Return, suffix: str, texts: dict[tuple[int, str], str]) -> bytes:
    from tests.messy.docx_form import DocxForm

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
    texts = {(no, key): f"初稿：第 {no} 条正在办理。" for no, key in _plain_fields(made, 4)}
    for (no, key), text in texts.items():
        want = made.wants.get(made.key(no, key))
        if want is None or want.texts == {made.now(no, key)}:
            if made.now(no, key):
                raise Inapplicable
            made.wants[made.key(no, key)] = Want({text})
    data = _other_form(made, made.suffix, texts)
    made.goes.insert(0, Go([(f"初稿.{made.suffix}", data)], date(2021, 7, 15)))


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
    changed = [key for key in texts if made.wants[made.key(*key)].texts == {made.now(*key)}]
    if any("\t" in text or "_x" in text for text in texts.values()) or changed:
        raise Inapplicable
    _first(made).append((f"另一份.{other}", _other_form(made, other, texts)))


def _not_july(made: Return) -> None:
    if made.period != JULY:
        raise Inapplicable


_ID = frozenset({"identity"})
_FOLDER = frozenset({"returns"})
MUTATIONS = (
    Mutation("last month's form", (11,), Stage.START, _last_months, frozenset({"form", "identity", "caption"})),
    Mutation("the whole table", (13,), Stage.START, _whole_table, frozenset({"form", "identity", "name", "returns", "caption", "others"})),
    Mutation("hidden parts gone", (2,), Stage.DRESS, _parts_stripped, _ID),
    Mutation("no form id left", (2,), Stage.DRESS, _identity_stripped, _ID),
    Mutation("form id retyped", (2,), Stage.DRESS, _number_mistyped, frozenset({"identity", "caption"})),
    Mutation("another year's table", (12,), Stage.DRESS, _another_year, frozenset({"identity", "title", "returns", "other sheets"})),
    Mutation("another district's table", (12,), Stage.DRESS, _another_district, frozenset({"identity", "title", "returns"})),
    Mutation("another unit's name on it", (14,), Stage.DRESS, _another_name, frozenset({"identity", "caption", "returns"})),
    Mutation("sheet renamed", (22,), Stage.DRESS, _sheet_renamed, kinds=XLSX),
    Mutation("sheets added", (22,), Stage.DRESS, _sheets_added, kinds=XLSX),
    Mutation("saved again", (2,), Stage.BYTES, _resaved, frozenset({"formula"})),
    Mutation("with macros", (3,), Stage.BYTES, _with_macros, frozenset({"formula", "bytes"})),
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
    Mutation("saved again and sent once more", (8,), Stage.FOLDER, _again_resaved, frozenset({"returns", "zip", "suffix", "bytes"})),
)
