"""``make bench``: what PERFORMANCE promises, as ratios to what a person would use instead, measured in the same run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.office import Month, make_month, many_times, workplace
from tests.bench.package import package
from tests.bench.searching import searching
from tests.bench.timing import Times, clocked, in_turn, show

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7


def first_paint(month: Month) -> None:
    """Processes of their own, from the spawn; what is imported is compiled, for both."""
    # One place for compiled files: what the machine's settings say of them must not weigh on one side only.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(month.folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    memory: list[float] = []

    def start(*words: str) -> float:
        began = time.time()
        command = [sys.executable, str(ROOT / "tests" / "bench" / "first_paint.py"), *words]
        said = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        painted, _, megabytes = map(float, said.split())
        memory.append(megabytes)
        return (painted - began) * 1000

    bare, ours = "a window of bare Qt", "ours, the month's rows"
    times = in_turn({bare: lambda: start("bare"), ours: lambda: start("ours", str(month.merged))}, 2 * ROUNDS)
    ratio = times[ours].middle / times[bare].middle
    show("First paint, from the spawn of the process", times, [("ours / bare", ratio, "<= 2.3")])
    print(f"  {'memory, the most of any start':<44}{max(memory):.0f} MB   goal < 250")


def merging(month: Month) -> None:
    """Twenty returned xlsx: from the click to what would change, and into the ledger."""
    shown: list[float] = []

    def ours() -> float:
        ledger = month.folder / "trial.sqlite3"
        shutil.copyfile(month.sent, ledger)
        with workplace(ledger) as (place, services):
            place.warm_up()  # as the window does once its page stands
            services.collect.preview(month.returns[:1])
            began = time.perf_counter()
            plan = services.collect.preview(month.returns)
            shown.append((time.perf_counter() - began) * 1000)
            operation = services.collect.apply(plan)
            took = (time.perf_counter() - began) * 1000
        if operation is None or len(plan.mergeable) != len(month.returns):
            raise SystemExit("The returns did not merge: there is nothing to measure.")
        return took

    def concatenate() -> None:
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for path in month.returns:
            for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True):
                sheet.append(row)
        book.save(month.folder / "concatenated.xlsx")

    peer, mine = "openpyxl: load, concatenate, save", "ours: gate, match, compare, back up, commit"
    times = in_turn({peer: clocked(concatenate), mine: ours}, ROUNDS)
    times["  of it until the preview stands"] = Times(tuple(shown[1:]))
    ratios = [("openpyxl / ours", times[peer].middle / times[mine].middle, ">= 2; ours within 1,000 ms")]
    show(f"Merging {len(month.returns)} returned xlsx, the reading process warm", times, ratios)


def reading_docx(month: Month) -> None:
    import docx
    from lxml import etree

    from qcapp.forms.locate import locate
    from qcapp.intake.parsing import parse

    path, once = month.returned_docx, month.official_docx
    tenfold = many_times(once, month.folder / "tenfold.docx", 10)

    def row_cells() -> list[str]:
        table = docx.Document(str(path)).tables[0]
        return [cell.text for row in table.rows for cell in row.cells]

    def table_cell() -> list[str]:
        table = docx.Document(str(path)).tables[0]
        return [table.cell(row, column).text for row in range(len(table.rows)) for column in range(len(table.columns))]

    def ours(file: Path) -> int:
        return len(locate(parse(file.read_bytes())).rows)

    def floor() -> None:
        with zipfile.ZipFile(path) as package:
            etree.fromstring(package.read("word/document.xml"))

    rows, cell, least = "python-docx, row.cells", "python-docx, table.cell", "inflate and parse, no more"
    mine = "ours: gate, table, form found in it"
    works = {
        rows: clocked(row_cells), cell: clocked(table_cell), least: clocked(floor), mine: clocked(lambda: ours(path)),
    }
    times = in_turn(works, ROUNDS)
    ratios = [
        ("row.cells / ours", times[rows].middle / times[mine].middle, "> 1"),
        ("table.cell / ours", times[cell].middle / times[mine].middle, ">= 25"),
        ("ours / floor", times[mine].middle / times[least].middle, "<= 2"),
    ]
    show(f"Reading a returned docx of {ours(path)} measures", times, ratios)
    one, ten = f"{ours(once)} measures", f"{ours(tenfold)} measures"
    times = in_turn({one: clocked(lambda: ours(once)), ten: clocked(lambda: ours(tenfold))}, ROUNDS)
    show("The official table as docx, ten times as long", times, [("growth", times[ten].middle / times[one].middle, "<= 15")])


def ledger_table() -> None:
    """The table of 台账 with a month's rows and with ten thousand, each in a process of its own; the rows are made beforehand."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    found: dict[str, dict[str, float]] = {}
    for count in ("74", "10000"):
        command = [sys.executable, str(ROOT / "tests" / "bench" / "ledger_table.py"), count]
        said = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found[count] = json.loads(said)
    print("\nThe ledger's table: until other rows stand")
    for name, few in found["74"].items():
        goal = "" if name == "rows stand" else "   goal <= 50 ms"
        print(f"  {name:<44}{few:.1f} ms with 74, {found['10000'][name]:.1f} ms with 10,000{goal}")


def main(words: list[str]) -> None:
    """``package`` alone measures the built folder only, which takes minutes."""
    with TemporaryDirectory() as folder:
        if words != ["package"]:
            ledger_table()
        month = make_month(Path(folder))
        if words != ["package"]:
            first_paint(month)
            merging(month)
            reading_docx(month)
            searching(month.merged, month.folder)
        package(month)


if __name__ == "__main__":
    main(sys.argv[1:])
