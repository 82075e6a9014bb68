"""What units do to the rows and columns of the table (RETURNS 13 to 23, 34)."""

from __future__ import annotations

from tests.forms.tables import plan
from tests.messy import values
from tests.messy.model import Inapplicable, Mutation, Return, Stage, Wait, Want
from tests.messy.table import FILLABLE, KEYS, Row, Span

# --- rows


def _row_deleted(made: Return) -> None:
    if len(made.table.numbers) < 2:
        raise Inapplicable
    no = made.pick_measure()
    made.table.drop(made.table.rows_of(no))
    made.keep(no)


def _row_added(made: Return) -> None:
    """A measure that is in no list."""
    rows = made.table.body
    new = made.table.new_row(
        rows[0], measure="新增：推行上门办、预约办，设立企业服务驿站。", unit=made.unit, contact="责任人：某丁", progress="已设立 3 处。"
    )
    made.table.insert(made.table.rows_of(made.rng.choice(made.table.numbers))[-1], new)


def _shuffled(made: Return) -> None:
    table = made.table
    groups = [table.rows_of(no) for no in table.numbers]
    if len(groups) < 2:
        raise Inapplicable
    first = table.rows.index(groups[0][0])
    made.rng.shuffle(groups)
    body = [row for group in groups for row in group]
    if len(table.body) != len(body):
        raise Inapplicable
    table.rows[first : first + len(body)] = body


def _rows_hidden(made: Return) -> None:
    for no in made.table.numbers:
        if made.rng.random() < 0.5:
            for row in made.table.rows_of(no):
                row.hidden = True


def _same_twice(made: Return) -> None:
    """A measure's rows copied: the same words once more, or other words, of which a person must choose."""
    no = made.pick_measure()
    table, rows = made.table, made.table.rows_of(no)
    copies = [row.copy(table.columns) for row in rows]
    twin = dict(zip(rows, copies, strict=True))
    table.spans += [Span([twin[row] for row in span.rows], span.columns) for span in table.spans if set(span.rows) <= set(rows)]
    place = table.rows.index(rows[-1]) + 1
    table.rows[place:place] = copies
    for copy in copies:
        copy.no = None
    column = table.column("progress")
    if column and made.rng.random() < 0.5 and (no, "progress") in made.said:
        copies[0].cells[column].value = "这一行写的是另一回事。"
        made.wants[made.key(no, "progress")] = Want({"(one of two)"}, Wait.MUST)


def _others_rows(made: Return) -> None:
    """Rows of another unit's form pasted below."""
    others = [unit for unit in plan().measures_of if unit != made.unit and not set(plan().measures_of[unit]) & set(made.owned)]
    other = made.rng.choice(others)
    theirs = type(made.form).open(made.forms[other, made.period, made.suffix]).table
    table = made.table
    if len(theirs.columns) != len(table.columns) or [each.key for each in table.columns] != list(KEYS):
        raise Inapplicable
    pairs = dict(zip(theirs.columns, table.columns, strict=True))
    new: dict[Row, Row] = {}
    for row in theirs.body:
        cells = {pairs[column]: cell.copy() for column, cell in row.cells.items()}
        if row.no in theirs.numbers and cells[table.column("progress")].text == "":
            cells[table.column("progress")].value = "" if row.contact != "responsible" else values.progress(made.rng)
        for cell in cells.values():
            cell.body = next(iter(table.body[0].cells.values())).copy().body
        new[row] = Row(cells, "body", None, row.label, row.contact)
    table.spans += [
        Span([new[row] for row in span.rows], [pairs[column] for column in span.columns])
        for span in theirs.spans if set(span.rows) <= set(new)
    ]
    place = table.rows.index(table.body[-1]) + 1
    table.rows[place:place] = list(new.values())


# --- measures' words


def _each_measure(made: Return, change: object, share: float = 0.6) -> list[int]:
    changed = []
    for no in made.table.numbers:
        cell = made.table.cell(no, "measure")
        if cell is not None and made.rng.random() < share:
            cell.value = change(cell.text)  # type: ignore[operator]
            changed.append(no)
    return changed


def _respaced(made: Return) -> None:
    def change(text: str) -> str:
        place = made.rng.randrange(3, len(text))
        return text[:place] + made.rng.choice((" ", "\n", "　", "\u00a0")) + text[place:]

    _each_measure(made, change)


def _punctuated(made: Return) -> None:
    turned = str.maketrans("，。；：“”、（）", ",.;:\"\",()")
    _each_measure(made, lambda text: text[:3] + text[3:].translate(turned))


def _numbers_retyped(made: Return) -> None:
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")

    def change(text: str) -> str:
        number, _, words = text.partition(".")
        forms = (f"{number}、{words}", f"（{number}）{words}", f"{number.translate(wide)}．{words}", f"{number} {words}")
        return made.rng.choice(forms)

    _each_measure(made, change, 1.0)


def _numbers_lost(made: Return) -> None:
    for no in _each_measure(made, lambda text: text.partition(".")[2], 1.0):
        if "measures retyped" in made.reserved:
            made.may_wait(no)


def _retyped(made: Return) -> None:
    """A word more, a word less, cut short."""
    made.reserved.add("measures retyped")

    def change(text: str) -> str:
        place = made.rng.randrange(6, len(text))
        ways = (text[:place] + "的" + text[place:], text[:place] + text[place + 1 :], text + "（略）", text[: max(len(text) // 2, 14)] + "…")
        return made.rng.choice(ways)

    for no in _each_measure(made, change, 0.4):
        made.may_wait(no)


def _words_wiped(made: Return) -> None:
    """A measure's words are gone, its number with them."""
    no = made.pick_measure()
    if no == made.table.numbers[0]:
        raise Inapplicable
    made.table.cell(no, "measure").value = ""
    made.may_wait(no)


# --- merges


def _merges_broken(made: Return) -> None:
    _break(made, fill=False)


def _merges_filled(made: Return) -> None:
    _break(made, fill=True)


def _break(made: Return, *, fill: bool) -> None:
    table = made.table
    kept = []
    for span in table.spans:
        if span.rows[0].kind != "body":
            kept.append(span)
        elif fill:
            for row in span.rows[1:]:
                first = span.rows[0].cells[span.columns[0]]
                row.cells[span.columns[0]].value = first.value
                row.cells[span.columns[0]].marks |= {key: first.marks[key] for key in ("format",) if key in first.marks}
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


# --- contacts


def _contact_added(made: Return) -> None:
    no = made.pick_measure()
    table, rows = made.table, made.table.rows_of(no)
    count = 1 + sum(row.contact.startswith("liaison") for row in rows)
    new = table.new_row(rows[-1], contact="联系人：某丁", phone=values.mobile(made.rng))
    if made.rng.random() < 0.5:  # inserted within the measure: its merged cells grow
        for span in table.spans:
            if set(rows) & set(span.rows) and span.rows[0].kind == "body":
                span.rows.append(new)
    table.insert(rows[-1], new)
    key = f"liaison{count if count > 1 else ''}"
    new.kind, new.no, new.label, new.contact = "body", no, "联系人", key
    if table.column("contact"):
        made.expect(no, f"{key}.name", "某丁")
        if table.column("phone"):
            made.expect(no, f"{key}.phone", new.cells[table.column("phone")].text)


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
        {"task": "合计", "measure": str(len(table.numbers))}, {"task": "备注：以上属实"}, {"task": "填表人：某甲", "contact": "审核人：某乙"},
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
        "progress": ("落实情况", "工作进展", "本月进展", "进展情况（7月）", "工作进展情况及成效"), "phone": ("电话", "联系方式", "手机号码"),
        "problems": ("存在的问题", "困难问题", "问题"), "deadline": ("时限", "完成时间", "预计完成时限"), "measure": ("措施", "具体措施"),
        "unit": ("牵头单位", "单位"), "contact": ("责任人、联系人", "姓名"), "task": ("任务", "工作任务"),
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
    if column is None:
        raise Inapplicable
    made.table.columns.remove(column)
    for no, field_key in list(made.said):
        if field_key == key or (key == "phone" and field_key.endswith(".phone")):
            made.keep(no, field_key)


_LAYOUT = frozenset({"measures merged"})
MUTATIONS = (
    Mutation("row deleted", (15,), Stage.TABLE, _row_deleted),
    Mutation("row added", (15,), Stage.TABLE, _row_added, frozenset({"rows of contacts"})),
    Mutation("rows in another order", (16,), Stage.TABLE, _shuffled, frozenset({"order"})),
    Mutation("rows hidden", (16,), Stage.TABLE, _rows_hidden, kinds=frozenset({"xlsx"})),
    Mutation("measure twice", (14,), Stage.TABLE, _same_twice, frozenset({"rows of contacts"})),
    Mutation("another unit's rows", (14,), Stage.TABLE, _others_rows, frozenset({"others"})),
    Mutation("measures respaced", (17,), Stage.TABLE, _respaced, frozenset({"measures"})),
    Mutation("measures' punctuation", (17,), Stage.TABLE, _punctuated, frozenset({"measures"})),
    Mutation("measures' numbers retyped", (17,), Stage.TABLE, _numbers_retyped, frozenset({"numbers"})),
    Mutation("measures retyped", (17,), Stage.TABLE, _retyped, frozenset({"measures"})),
    Mutation("measures' numbers lost", (17,), Stage.TABLE, _numbers_lost, frozenset({"numbers"})),
    Mutation("measure's words wiped", (2, 17), Stage.TABLE, _words_wiped, frozenset({"measures", "merges"})),
    Mutation("merges broken", (18,), Stage.TABLE, _merges_broken, frozenset({"merges"})),
    Mutation("merges broken and filled down", (18,), Stage.TABLE, _merges_filled, frozenset({"merges"})),
    Mutation("texts merged over two", (18,), Stage.TABLE, _texts_merged),
    Mutation("measures merged over two", (18,), Stage.TABLE, _measures_merged, frozenset({"merges", "labels", "measures", "numbers"})),
    Mutation("contact row added", (19,), Stage.TABLE, _contact_added, frozenset({"rows of contacts"})),
    Mutation("title gone", (20,), Stage.TABLE, _title_gone, frozenset({"title"})),
    Mutation("caption gone", (2, 20), Stage.TABLE, _caption_gone, frozenset({"caption"})),
    Mutation("header repeated", (20,), Stage.TABLE, _header_again, frozenset({"header"})),
    Mutation("table further down", (20,), Stage.TABLE, _pushed_down),
    Mutation("sums and signatures", (23,), Stage.TABLE, _sums, frozenset({"below"})),
    Mutation("words below the table", (34,), Stage.TABLE, _below, frozenset({"below"})),
    Mutation("words above the table", (34,), Stage.TABLE, _above),
    Mutation("table split in two", (34,), Stage.TABLE, _split_table, frozenset({"others"}), frozenset({"docx"})),
    Mutation("column inserted", (21,), Stage.TABLE, _column_inserted, frozenset({"columns"})),
    Mutation("reasons of our own", (21,), Stage.TABLE, _reasons, frozenset({"columns"})),
    Mutation("columns swapped", (21,), Stage.TABLE, _swapped, frozenset({"columns"})),
    Mutation("columns renamed", (21,), Stage.TABLE, _renamed, frozenset({"headings"})),
    Mutation("columns hidden", (21,), Stage.TABLE, _columns_hidden, kinds=frozenset({"xlsx"})),
    Mutation("column deleted", (21,), Stage.TABLE, _column_deleted, frozenset({"columns"})),
)
