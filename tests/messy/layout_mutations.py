"""What units do to merged cells, to columns and around the table (RETURNS 18, 20, 21, 23, 34)."""

from __future__ import annotations

from tests.messy.model import Inapplicable, Mutation, Return, Stage
from tests.messy.table import FILLABLE

# --- merges


def _merges_broken(made: Return) -> None:
    _break(made, fill=False)


def _merges_filled(made: Return) -> None:
    _break(made, fill=True)


def _break(made: Return, *, fill: bool) -> None:
    table = made.table
    kept = []
    for span in table.spans:
        if span.rows[0].kind != "body" or span.theirs:
            kept.append(span)
        elif fill:
            for row in span.rows[1:]:
                first = span.rows[0].cells[span.columns[0]]
                row.cells[span.columns[0]].value = first.value
                row.cells[span.columns[0]].marks |= {key: first.marks[key] for key in ("format", "write") if key in first.marks}
    table.spans = kept


def _texts_merged(made: Return) -> None:
    """A fillable cell over two measures."""
    table = made.table
    pairs = [(a, b) for a, b in zip(table.numbers, table.numbers[1:], strict=False) if a in made.owned and b in made.owned]
    pairs = [pair for pair in pairs if not any(_touched(made, no) for no in pair) and _adjacent(made, *pair)]
    key = made.rng.choice(FILLABLE)
    column = table.column(key)
    if not pairs or column is None:
        raise Inapplicable
    one, two = made.rng.choice(pairs)
    made.reserved |= {one, two}
    rows = table.rows_of(one) + table.rows_of(two)
    text = next((row.cells[column].text for row in rows if row.cells[column].text), "")
    marks = table.cell(one, key).marks or table.cell(two, key).marks
    if marks:
        raise Inapplicable
    table.cell(one, key).value = text
    table.merge(rows, column)
    for no in (one, two):
        made.expect(no, key, text)
        made.must_wait(no, key)


def _measures_merged(made: Return) -> None:
    """The measures' cell over two measures: the first is still itself, whose the second's rows are a person must say."""
    table = made.table
    column = table.column("measure")
    pairs = [(a, b) for a, b in zip(table.numbers, table.numbers[1:], strict=False) if a in made.owned and b in made.owned]
    pairs = [pair for pair in pairs if not any(_touched(made, no) for no in pair) and _adjacent(made, *pair)]
    if not pairs or column is None:
        raise Inapplicable
    one, two = made.rng.choice(pairs)
    made.reserved |= {one, two}
    table.merge(table.rows_of(one) + table.rows_of(two), column)
    made.may_wait(two)


def _touched(made: Return, no: int) -> bool:
    return no in made.reserved or any((no, key) in made.reserved for key in made.fields(no))


def _adjacent(made: Return, one: int, two: int) -> bool:
    rows = made.table.rows
    return bool(rows.index(made.table.rows_of(two)[0]) - rows.index(made.table.rows_of(one)[-1]) == 1)


# --- around


def _title_gone(made: Return) -> None:
    made.form.cut_title()


def _caption_gone(made: Return) -> None:
    made.form.cut_caption()
    made.carriers.discard("caption")


def _header_again(made: Return) -> None:
    table = made.table
    for row in made.rng.sample(table.body[1:], min(2, len(table.body) - 1)):
        again = table.header.copy(table.columns)
        again.kind = "other"
        table.rows.insert(table.rows.index(row), again)


def _pushed_down(made: Return) -> None:
    if made.suffix == "xlsx":
        made.table.rows[0:0] = [made.table.new_row(made.table.body[0]) for _ in range(made.rng.randint(1, 12))]
    else:
        made.form.write_above([""] * 6)


def _sums(made: Return) -> None:
    table = made.table
    last = table.body[-1]
    lines = (
        {"task": "合计", "measure": str(len(table.numbers))}, {"task": "备注：以上属实"},
        {"task": "填表人：某甲", "contact": "审核人：某乙"},
        {"progress": "（单位盖章）"}, {"task": "填报日期：2021年7月20日"}, {"task": "单位负责人（签字）："},
    )
    for texts in reversed(made.rng.sample(lines, 3)):
        table.insert(last, table.new_row(last, **texts))


def _below(made: Return) -> None:
    made.form.write_below(["第一条补充说明：已经另行报送市局。", "以上情况请一并汇总。"])
    made.left_over = True


def _above(made: Return) -> None:
    made.form.write_above(["我单位本月重点推进了两项工作，详见下表。"])
    made.left_over = True


def _split_table(made: Return) -> None:
    body = made.table.body[1:]
    if not body:
        raise Inapplicable
    made.form.breaks[made.rng.choice(body)] = made.rng.random() < 0.5


# --- columns


def _column_inserted(made: Return) -> None:
    place = made.rng.randrange(len(made.table.columns) + 1)
    heading = made.rng.choice(("序号", "备注", "评分", ""))
    texts = [str(number) for number in range(1, len(made.table.body) + 1)] if heading == "序号" else []
    made.table.insert_column(place, heading, texts)


def _reasons(made: Return) -> None:
    made.table.insert_column(len(made.table.columns), "退回原因", ["进展情况没有写数字。"])


def _swapped(made: Return) -> None:
    columns = made.table.columns
    one, two = made.rng.sample(range(len(columns)), 2)
    columns[one], columns[two] = columns[two], columns[one]


def _renamed(made: Return) -> None:
    names = {
        "progress": ("落实情况", "工作进展", "本月进展", "进展情况（7月）", "工作进展情况及成效"),
        "phone": ("电话", "联系方式", "手机号码"), "problems": ("存在的问题", "困难问题", "问题"),
        "deadline": ("时限", "完成时间", "预计完成时限"), "measure": ("措施", "具体措施"), "unit": ("牵头单位", "单位"),
        "contact": ("责任人、联系人", "姓名"), "task": ("任务", "工作任务"),
    }
    for key in made.rng.sample(sorted(names), 3):
        if column := made.table.column(key):
            made.table.header.cells[column].value = made.rng.choice(names[key])


def _columns_hidden(made: Return) -> None:
    for column in made.rng.sample(made.table.columns, 2):
        column.hidden = True


def _column_deleted(made: Return) -> None:
    key = made.rng.choice(("problems", "deadline", "phone", "task"))
    column = made.table.column(key)
    if column is None or any("drawn" in row.cells[column].marks for row in made.table.body):
        raise Inapplicable
    if column is made.table.columns[0]:  # a line over the whole table keeps its words
        for row in made.table.rows:
            if row.kind not in ("body", "header"):
                row.cells[made.table.columns[1]].value = row.cells[column].value
    made.table.columns.remove(column)
    for cell in list(made.wants):
        if cell.field == key or (key == "phone" and cell.field.endswith(".phone")):
            made.keep(cell.no, cell.field)


MUTATIONS = (
    Mutation("merges broken", (18,), Stage.TABLE, _merges_broken, frozenset({"merges"})),
    Mutation("merges broken and filled down", (18,), Stage.TABLE, _merges_filled, frozenset({"merges"})),
    Mutation("texts merged over two", (18,), Stage.TABLE, _texts_merged, frozenset({"order", "header", "cut"})),
    Mutation(
        "measures merged over two", (18,), Stage.TABLE, _measures_merged,
        frozenset({"merges", "labels", "measures", "numbers", "order", "header"}),
    ),
    Mutation("title gone", (20,), Stage.TABLE, _title_gone, frozenset({"title"})),
    Mutation("caption gone", (2, 20), Stage.TABLE, _caption_gone, frozenset({"caption"})),
    Mutation("header repeated", (20,), Stage.TABLE, _header_again, frozenset({"header"})),
    Mutation("table further down", (20,), Stage.TABLE, _pushed_down),
    Mutation("sums and signatures", (23,), Stage.TABLE, _sums, frozenset({"below"})),
    Mutation("words below the table", (34,), Stage.TABLE, _below, frozenset({"below"})),
    Mutation("words above the table", (34,), Stage.TABLE, _above),
    Mutation("table split in two", (34,), Stage.TABLE, _split_table, frozenset({"others", "cut"}), frozenset({"docx"})),
    Mutation("column inserted", (21,), Stage.TABLE, _column_inserted, frozenset({"columns"})),
    Mutation("reasons of our own", (21,), Stage.TABLE, _reasons, frozenset({"columns"})),
    Mutation("columns swapped", (21,), Stage.TABLE, _swapped, frozenset({"columns"})),
    Mutation("columns renamed", (21,), Stage.TABLE, _renamed, frozenset({"headings"})),
    Mutation("columns hidden", (21,), Stage.TABLE, _columns_hidden, kinds=frozenset({"xlsx"})),
    Mutation("column deleted", (21,), Stage.TABLE, _column_deleted, frozenset({"columns", "phones"})),
)
