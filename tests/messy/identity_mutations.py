"""Which form the unit takes, and what says whose it is (RETURNS 2, 11 to 14, 22)."""

from __future__ import annotations

from tests.forms.tables import plan
from tests.messy.model import JUNE, Inapplicable, Mutation, Return, Stage
from tests.messy.package import without

XLSX = frozenset({"xlsx"})


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
    made.carriers.discard("id")


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
    written = made.rng.choice((wide, found[0].lower()))
    made.form.caption(f"填报单位：{made.unit}　　报告期：{made.period.label}　　表号：{written}")


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


def _filtered(made: Return) -> None:
    sheet, table = made.form.sheet, made.table
    top = table.rows.index(table.header) + 1
    sheet.auto_filter.ref = f"A{top}:{chr(64 + len(table.columns))}{len(table.rows)}"
    for row in table.body[::2]:
        row.hidden = True


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
    for no in made.owned:  # where the empty form says something else, a person must choose
        made.may_wait(no)


_ID = frozenset({"identity"})
MUTATIONS = (
    Mutation("last month's form", (11,), Stage.START, _last_months, frozenset({"form", "identity", "caption"})),
    Mutation(
        "the whole table", (13,), Stage.START, _whole_table,
        frozenset({"form", "identity", "name", "returns", "caption", "others"}),
    ),
    Mutation("hidden parts gone", (2,), Stage.DRESS, _parts_stripped, _ID),
    Mutation("no form id left", (2,), Stage.DRESS, _identity_stripped, _ID),
    Mutation("form id retyped", (2,), Stage.DRESS, _number_mistyped, frozenset({"identity", "caption"})),
    Mutation("another year's table", (12,), Stage.DRESS, _another_year, frozenset({"identity", "title", "returns"})),
    Mutation("another district's table", (12,), Stage.DRESS, _another_district, frozenset({"identity", "title", "returns"})),
    Mutation("another unit's name on it", (14,), Stage.DRESS, _another_name, frozenset({"identity", "caption", "returns"})),
    Mutation("sheet renamed", (22,), Stage.DRESS, _sheet_renamed, kinds=XLSX),
    Mutation("rows filtered", (16,), Stage.DRESS, _filtered, kinds=XLSX),
    Mutation("sheet copied", (22,), Stage.DRESS, _sheet_copied, frozenset({"parts", "identity", "title", "caption"}), XLSX),
    Mutation("sheets added", (22,), Stage.DRESS, _sheets_added, kinds=XLSX),
)
