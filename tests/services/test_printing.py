"""What is printed and exported follows one page setup, kept in the ledger; any view as well as the official table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.operations import OperationKind
from qcapp.domain.page_setup import STANDARD, Margins, Orientation, PageSetup
from qcapp.domain.views import Grouping, LedgerView, ViewFilter
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import AnyTable, GroupLine, ListTable
from tests.merge.world import JULY
from tests.services.office import Office

SETUP = PageSetup(Orientation.PORTRAIT, Margins(10, 11, 20, 12), 90, printed_on=True)


@dataclass
class Printer:
    """Printers that keep what was sent to them."""

    sent: list[tuple[AnyTable, str, int]] = field(default_factory=list)

    def printers(self) -> tuple[str, ...]:
        return "大厅", "财务室"

    def send(self, table: AnyTable, printer: str, *, copies: int) -> str:
        self.sent.append((table, printer, copies))
        return printer or "大厅"


def test_the_page_setup_is_kept_in_one_operation_and_followed_by_every_table(office: Office) -> None:
    publish = office.services.publish
    assert (publish.paper(), publish.page_setup()) == (Paper.A3, STANDARD)
    operation = publish.set_page(Paper.A4, SETUP)
    assert operation is not None
    assert (operation.kind, operation.summary) == (
        OperationKind.SETTINGS, "页面设置：纸张、方向、页边距、字号缩放、印打印日期有改动",
    )
    assert publish.set_page(Paper.A4, SETUP) is None
    assert (publish.paper(), publish.page_setup()) == (Paper.A4, SETUP)
    publish.export(office.folder / "x.pdf", JULY)
    publish.export(office.folder / "y.docx", JULY, view=LedgerView())
    for table, _ in office.drawn.tables:
        assert (table.paper, table.setup, table.printed) == (Paper.A4, SETUP, "打印日期：2021年7月22日")


def test_a_table_may_be_set_otherwise_this_once(office: Office) -> None:
    table = office.services.publish.official(JULY, paper=Paper.A4, setup=replace(SETUP, printed_on=False))
    assert (table.paper, table.setup.scale, table.printed) == (Paper.A4, 90, "")
    assert office.services.publish.page_setup() == STANDARD


def test_the_official_table_is_what_it_was_where_nothing_is_set(office: Office) -> None:
    table = office.services.publish.official(JULY)
    assert (table.setup, table.printed, table.caption) == (STANDARD, "", "报告期：2021年7月")


def test_a_view_has_the_rows_that_pass_its_filter(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办")
    view = LedgerView(filter=ViewFilter(states=("unreported",)), grouping=Grouping.UNIT, columns=("no", "unit", "faults"))
    table = office.services.publish.view(JULY, view)
    assert [row.text if isinstance(row, GroupLine) else row.cells[0] for row in table.rows] == [
        "区政数局　1 条 · 已报 0", "2", "区税务局　2 条 · 已报 0", "3", "4", "高新区税务局　1 条 · 已报 0", "3",
    ]
    office.services.publish.export(office.folder / "x.xlsx", JULY, view=view)
    assert isinstance(office.drawn.tables[-1][0], ListTable)


def test_words_of_a_view_are_found_as_the_windows_search_finds_them(office: Office) -> None:
    view = LedgerView(filter=ViewFilter(words="dzfp"), grouping=Grouping.NONE, columns=("no",))
    assert [row.cells for row in office.services.publish.view(JULY, view).rows if not isinstance(row, GroupLine)] == [("3",)]


def test_what_is_not_qualified_is_judged_for_the_paper_too(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "同上")
    office.services.edit.set_field(2, "区政数局", JULY, "progress", "已压减办理时间三分之一，涉及事项 20 项。")
    view = LedgerView(filter=ViewFilter(states=("unqualified",)), grouping=Grouping.NONE, columns=("no",))
    found = [row.cells[0] for row in office.services.publish.view(JULY, view).rows if not isinstance(row, GroupLine)]
    assert "1" in found


def test_the_printer_gets_the_same_table(office: Office) -> None:
    printer = Printer()
    publish = replace(office.services.publish, printing=printer)
    table = publish.official(JULY)
    assert publish.print(table, copies=2) == "大厅"
    assert publish.print(table, "财务室") == "财务室"
    assert printer.sent == [(table, "", 2), (table, "财务室", 1)]
    assert publish.printers() == ("大厅", "财务室")


def test_where_nothing_can_print_it_says_what_to_do(office: Office) -> None:
    with pytest.raises(WriteFailed, match="PDF"):
        office.services.publish.print(office.services.publish.official(JULY))


def test_margins_that_mean_nothing_are_not_kept(office: Office) -> None:
    with pytest.raises(UsageError, match="15,15,15,15"):
        office.services.settings.change({"print.margins": "很宽"})
    office.services.settings.change({"print.margins": "10，11，20，12"})
    assert office.services.publish.page_setup().margins == Margins(10, 11, 20, 12)
