"""交接单: it says what the receiving side sees, and leaves room to sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from qcapp.domain.handover import HandoverNote, HandoverWritten, LedgerFacts
from qcapp.domain.operations import Operation, OperationKind
from qcapp.forms.paper import Grid
from qcapp.publish.handover_sheet import compose_sheet, content_rows, months_words

AT = datetime(2021, 7, 30, 16, 5)
FACTS = LedgerFacts(
    "9a2c", "0005", "某某区2021年责任清单细化表", (2021,), (202106, 202107), 1234, 5000, 40, 12, 2, 3, 9, 4, 55, 61_234_567,
    Operation("20210730-0004", OperationKind.MERGE, AT, "张三", "合并 3 份", 7, False),
)
NOTE = HandoverNote(AT, "张三", "0.1.0", "台账.sqlite3", "0" * 64, 70_000_000, {}, 2, 1, "李四")
DONE = HandoverWritten(Path("U盘/交接.ysjj"), 70_012_345, "0123456789abcdef" * 4, NOTE, FACTS)


def test_the_sheet_says_what_the_window_of_the_next_clerk_says() -> None:
    grids = [part for part in compose_sheet(DONE).parts if isinstance(part, Grid)]
    what = {name: text for name, text in grids[0].rows}  # noqa: C416
    counts = dict(zip(grids[1].headings, grids[1].rows[0], strict=True))
    for name, text in content_rows(FACTS):
        assert (what.get(name) or counts[name]) == text
    assert what["文件校验码"] == " ".join(["0123", "4567", "89ab", "cdef"] * 4)
    assert what["交接文件"] == "交接.ysjj（70,012,345 字节）"
    assert counts["存档原件"] == "55 份 58.4 MB"
    assert counts["下发表草稿"] == "2 份"
    assert [row[0] for row in grids[2].rows] == ["交出人\n张三", "接收人\n李四", "监交人"]


def test_months_in_words() -> None:
    assert (months_words(()), months_words((202107,))) == ("还没有内容", "2021-07")
    assert months_words(FACTS.months) == "2 个月（2021-06 至 2021-07）"


def test_a_receiver_who_was_not_named_leaves_a_place_for_the_name() -> None:
    grids = [part for part in compose_sheet(replace(DONE, note=replace(NOTE, to=""))).parts if isinstance(part, Grid)]
    assert grids[2].rows[1][0] == "接收人\n"


def test_the_count_of_operations_stands_apart_from_the_newest_ones_number() -> None:
    """What reads “4 次，…-0005” looks as if one were missing."""
    rows = dict(content_rows(FACTS))
    assert rows["操作记录"] == f"共 {FACTS.operations:,} 次"
    assert rows["最后一次操作"].startswith("2021-07-30 16:05 张三 合并（编号 20210730-0004")
