"""What units do to the rows of the table and to the measures' words (RETURNS 13 to 19)."""

from __future__ import annotations

from collections.abc import Callable

from qcapp.domain.ledger import CellKey
from qcapp.domain.text import clean
from tests.forms.tables import plan
from tests.messy import values
from tests.messy.model import Inapplicable, Mutation, Return, Stage, Wait, Want
from tests.messy.table import KEYS, Row, Span

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
    words = "新增：推行上门办、预约办，设立企业服务驿站。"
    new = made.table.new_row(rows[0], measure=words, unit=made.unit, contact="责任人：某丁", progress="已设立 3 处。")
    made.table.insert(made.table.rows_of(made.rng.choice(made.table.numbers))[-1], new)


def _shuffled(made: Return) -> None:
    table = made.table
    groups = [table.rows_of(no) for no in table.numbers]
    if len(groups) < 2:
        raise Inapplicable
    first = table.rows.index(groups[0][0])
    made.rng.shuffle(groups)
    body = [row for group in groups for row in group]
    if set(table.rows[first : first + len(body)]) != set(body):
        raise Inapplicable  # other rows stand between
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
        progress = cells[table.column("progress")]
        if row.contact == "responsible" and not progress.text:
            progress.value = values.progress(made.rng)
            made.others[CellKey(row.no or 0, other, made.period, "progress")] = clean(progress.text)
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


def _each_measure(made: Return, change: Callable[[str], str], share: float = 0.6) -> list[int]:
    changed = []
    for no in made.table.numbers:
        cell = made.table.cell(no, "measure")
        if cell is not None and made.rng.random() < share:
            cell.value = change(cell.text)
            changed.append(no)
    return changed


def _respaced(made: Return) -> None:
    def change(text: str) -> str:
        place = made.rng.randrange(3, len(text))
        return text[:place] + made.rng.choice((" ", "\n", "　", "\u00a0")) + text[place:]

    _each_measure(made, change)


def _punctuated(made: Return) -> None:
    made.reserved.add("words changed")
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
    made.reserved.add("numbers lost")
    _each_measure(made, lambda text: text.partition(".")[2], 1.0)


def _retyped(made: Return) -> None:
    """A word more, a word less, cut short."""
    made.reserved.add("words changed")

    def change(text: str) -> str:
        place = made.rng.randrange(6, len(text))
        cut = max(len(text) // 2, 14)
        ways = (f"{text[:place]}的{text[place:]}", text[:place] + text[place + 1 :], f"{text}（略）", f"{text[:cut]}…")
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
    Mutation("contact row added", (19,), Stage.TABLE, _contact_added, frozenset({"rows of contacts", "phones"})),
)
