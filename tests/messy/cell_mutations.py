"""How units type into cells (RETURNS 19, 24, 27, 28, 32, 33), and how a program keeps that."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from tests.messy import values
from tests.messy.docx_form import made as element
from tests.messy.docx_form import runs
from tests.messy.model import Inapplicable, Mutation, Return, Stage, Wait, Want

XLSX, DOCX = frozenset({"xlsx"}), frozenset({"docx"})
_VARIANTS = {
    "责任人": ("负责人：{}", "责任人:{}", "责任人 {}", "责任人{}", "责任人1：{}", "责任人：  {}"),
    "联系人": ("联络员：{}", "联系人:{}", "联系人 {}", "联系人{}", "经办人：{}"),
}


def _cell(made: Return, no: int, key: str) -> Any:
    cell = made.table.cell(no, key)
    if cell is None:
        raise Inapplicable
    return cell


# --- contacts


def _one_cell(made: Return) -> None:
    """Name and phone in the name's cell."""
    no, key = made.pick_field(
        "responsible.name", "liaison.name",
        where=lambda no, key: (no, key.replace("name", "phone")) in made.said
        and (no, key.replace("name", "phone")) not in made.reserved
        and "、" not in made.said[no, key],
    )
    phone = key.replace("name", "phone")
    made.reserve([(no, phone)])
    name_cell, phone_cell = _cell(made, no, key), _cell(made, no, phone)
    if "\n" in made.said[no, phone]:
        raise Inapplicable
    made.said[no, phone] = values.mobile(made.rng)
    made.expect(no, phone, made.said[no, phone])
    form = made.rng.choice(("{} {}", "{}{}", "{}（{}）", "{}，电话：{}", "{}\n{}"))
    name_cell.value = form.format(name_cell.value, made.said[no, phone])
    phone_cell.value = ""


def _labels_lost(made: Return) -> None:
    for row in made.table.body:
        cell = row.cells[made.table.column("contact")]
        cell.value = cell.text.partition("：")[2]


def _labels_varied(made: Return) -> None:
    for row in made.table.body:
        cell = row.cells[made.table.column("contact")]
        label, _, name = cell.text.partition("：")
        if name and label in _VARIANTS and made.rng.random() < 0.7:
            cell.value = made.rng.choice(_VARIANTS[label]).format(name)


def _both_in_one(made: Return) -> None:
    """Both contacts in the first row's cells, the second row left empty."""
    no = made.pick_measure()
    rows = made.table.rows_of(no)
    name, phone = made.table.column("contact"), made.table.column("phone")
    if len(rows) != 2 or not all(row.cells[phone].text and row.cells[name].text.partition("：")[2] for row in rows):
        raise Inapplicable
    if any("\n" in row.cells[phone].text for row in rows):
        raise Inapplicable
    for column in (name, phone):
        rows[0].cells[column].value = f"{rows[0].cells[column].text}\n{rows[1].cells[column].text}"
        rows[1].cells[column].value = ""


# --- numbers and dates


def _float_phone(made: Return) -> None:
    no, key = made.pick_field("responsible.phone", "liaison.phone", where=lambda no, key: made.said[no, key][:3] == "138")
    number = values.mobile(made.rng)
    cell = made.table.cell(no, key)
    cell.value = made.rng.choice((int(number), float(number)))
    cell.marks["format"] = made.rng.choice(("General", "0", "0.00E+00", "@"))
    made.expect(no, key, number)


def _rounded_phone(made: Return) -> None:
    no, key = made.pick_field("responsible.phone", "liaison.phone")
    made.table.cell(no, key).value = made.rng.choice(("1.38E+10", "1.38001E+10", "1.38e10", "１.38E+10"))
    made.wants[made.key(no, key)] = Want({"(digits lost)"}, Wait.MUST)


def _dates(made: Return) -> None:
    shapes = (
        ("yyyy-mm-dd", "{0.year}-{0.month:02d}-{0.day:02d}"), ('yyyy"年"m"月"', "{0.year}年{0.month}月"),
        ('m"月"d"日"', "{0.month}月{0.day}日"), ("m/d/yyyy", "{0.year}-{0.month:02d}-{0.day:02d}"),
        ('yyyy"年"m"月"d"日"', "{0.year}-{0.month:02d}-{0.day:02d}"),
    )
    for _ in range(2):
        no, key = made.pick_field("deadline")
        form, shown = made.rng.choice(shapes)
        day = date(2021, 8, 1) + timedelta(days=made.rng.randrange(300))
        cell = made.table.cell(no, key)
        cell.value, cell.marks["format"] = day, form
        made.expect(no, key, shown.format(day))


def _dates_1904(made: Return) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    made.form.book.epoch = CALENDAR_MAC_1904
    _dates(made)


def _figures(made: Return) -> None:
    no, key = made.pick_field("progress")
    shapes = ((0.545, "0.0%", "54.5%"), (1, "0%", "100%"), (12, "General", "12"), (3.5, "General", "3.5"))
    value, form, text = made.rng.choice(shapes)
    cell = made.table.cell(no, key)
    cell.value, cell.marks["format"] = value, form
    made.expect(no, key, text)


# --- formulas


def _formula(made: Return) -> None:
    no, key = made.pick_field("progress", "problems", "deadline", where=lambda no, key: "\n" not in made.said[no, key])
    made.table.cell(no, key).marks["formula"] = ("str", made.said[no, key])


def _error(made: Return) -> None:
    no, key = made.pick_field("progress", "problems", "deadline", "liaison.phone")
    cell = made.table.cell(no, key)
    cell.value, cell.marks["formula"] = "", ("e", made.rng.choice(("#REF!", "#N/A", "#VALUE!", "#NAME?")))
    made.wants[made.key(no, key)] = Want({"(an error)"}, Wait.MUST)


# --- beside the cell


def _comment(made: Return) -> None:
    """On a cell that was filled in: the cell counts."""
    no, key = made.pick_field("progress", "problems", "deadline")
    made.table.cell(no, key).marks["comment"] = "请核对一下"


def _comment_only(made: Return) -> None:
    """The answer is in the comment: a person is asked."""
    no, key = made.pick_field("progress", "problems")
    text = made.said[no, key]
    cell = made.table.cell(no, key)
    cell.value, cell.marks["comment"] = "", text
    made.wants[made.key(no, key)] = Want({text}, Wait.MUST)


def _box_only(made: Return) -> None:
    """The answer is in a text box over the cell: a person is asked."""
    no, key = made.pick_field("progress", "problems")
    text = made.said[no, key]
    cell = made.table.cell(no, key)
    cell.value, cell.marks["drawn"] = "", text
    made.wants[made.key(no, key)] = Want({text}, Wait.MUST)


def _picture(made: Return) -> None:
    no, key = made.pick_field("progress", "problems")
    made.table.cell(no, key).marks["drawn"] = ""
    made.pictures.append(no)


# --- docx


def _mark(made: Return, write: Any, count: int = 3) -> None:
    for _ in range(count):
        no, key = made.pick_field("progress", "problems", "deadline", "liaison.phone")
        made.table.cell(no, key).marks["write"] = write


def _tracked(made: Return) -> None:
    def write(body: Any, paragraph: Any, text: str) -> None:
        gone = element("del", element("r", _text("delText", "原来的话")), author="x", date="2021-07-20T08:00:00Z", id="901")
        new = element("ins", *runs(text), author="x", date="2021-07-20T08:00:00Z", id="902")
        paragraph.extend([gone, new])

    _mark(made, write)


def _controls(made: Return) -> None:
    def write(body: Any, paragraph: Any, text: str) -> None:
        paragraph.append(element("sdt", element("sdtPr"), element("sdtContent", *runs(text))))

    _mark(made, write)


def _paragraphs(made: Return) -> None:
    """Each line a paragraph, each word a run."""
    def write(body: Any, paragraph: Any, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            pieces = [run for place in range(0, len(line), 3) for run in runs(line[place : place + 3])]
            target = paragraph if number == 0 else element("p")
            target.extend(pieces)
            if number:
                body.append(target)

    _mark(made, write)


def _nested(made: Return) -> None:
    """A small table in the cell, under a line of text."""
    no, key = made.pick_field("progress")
    table = element("tbl", element("tblPr"), *(
        element("tr", *(element("tc", element("p", *runs(text))) for text in line)) for line in (("事项", "件数"), ("受理", "3"))
    ))

    def write(body: Any, paragraph: Any, text: str) -> None:
        paragraph.extend(runs(text))
        body.append(deepcopy(table))
        body.append(element("p"))

    made.table.cell(no, key).marks["write"] = write
    made.expect(no, key, f"{made.said[no, key]}\n事项 件数\n受理 3")


def _text(name: str, words: str) -> Any:
    found = element(name)
    found.text = words
    return found


_LABELS = frozenset({"labels"})
MUTATIONS = (
    Mutation("name and phone in one cell", (27,), Stage.CELLS, _one_cell, frozenset({"phones", "labels"})),
    Mutation("labels lost", (27,), Stage.CELLS, _labels_lost, _LABELS),
    Mutation("labels varied", (27,), Stage.CELLS, _labels_varied, _LABELS),
    Mutation("both contacts in one cell", (19,), Stage.CELLS, _both_in_one, frozenset({"labels", "rows of contacts"})),
    Mutation("phones as numbers", (24,), Stage.CELLS, _float_phone, kinds=XLSX),
    Mutation("phones rounded away", (24,), Stage.CELLS, _rounded_phone),
    Mutation("deadlines as dates", (28,), Stage.CELLS, _dates, frozenset({"epoch"}), XLSX),
    Mutation("dates of 1904", (28,), Stage.CELLS, _dates_1904, frozenset({"epoch"}), XLSX),
    Mutation("figures and percentages", (24,), Stage.CELLS, _figures, kinds=XLSX),
    Mutation("formulas with a text", (32,), Stage.CELLS, _formula, frozenset({"parts"}), XLSX),
    Mutation("formulas with an error", (32,), Stage.CELLS, _error, frozenset({"parts"}), XLSX),
    Mutation("comment on a filled cell", (33,), Stage.CELLS, _comment),
    Mutation("answer in a comment", (33,), Stage.CELLS, _comment_only),
    Mutation("answer in a text box", (33,), Stage.CELLS, _box_only, frozenset({"parts"})),
    Mutation("picture in a cell", (33,), Stage.CELLS, _picture, frozenset({"parts"})),
    Mutation("tracked changes", (34,), Stage.CELLS, _tracked, frozenset({"written"}), DOCX),
    Mutation("content controls", (34,), Stage.CELLS, _controls, frozenset({"written"}), DOCX),
    Mutation("paragraphs and runs", (25,), Stage.CELLS, _paragraphs, frozenset({"written"}), DOCX),
    Mutation("nested table", (34,), Stage.CELLS, _nested, kinds=DOCX),
)
