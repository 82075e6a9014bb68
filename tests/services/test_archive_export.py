"""A month's archive on disk: every file once, whole, where a person looks for it, and a list of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qcapp.domain.errors import Cancelled, UsageError, WriteFailed
from qcapp.domain.forms import ReturnRecord
from qcapp.domain.ledger import Attachment, Snapshot
from qcapp.services.archive_export import export_month
from qcapp.services.progress import SILENT
from tests.merge.world import JULY, World

FILES: dict[str, bytes] = {}


def kept(data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    FILES[sha256] = data
    return sha256


def record(unit: str, name: str, data: bytes, day: int = 22) -> ReturnRecord:
    return ReturnRecord(kept(data), name, unit, JULY, date(2021, 7, day), None, {})


def attachment(number: int, unit: str, no: int | None, name: str, data: bytes) -> Attachment:
    at = datetime(2021, 7, 23, 10, number)
    return Attachment(number, unit, JULY, no, name, kept(data), len(data), at, "经办人")


def month(records: list[ReturnRecord], attachments: list[Attachment]) -> Snapshot:
    returned: dict[str, tuple[ReturnRecord, ...]] = {}
    for each in records:
        returned[each.unit] = (*returned.get(each.unit, ()), each)
    return replace(World().snapshot(JULY), returned=returned, attachments=tuple(attachments))


@pytest.fixture
def snapshot() -> Snapshot:
    return month(
        [record("区政数局", "回收表.xlsx", b"first"), record("区政数局", "回收表.xlsx", b"corrected", 24),
         record("区税务局", "=盖章/扫描?.pdf", b"scan")],
        [attachment(1, "区政数局", 2, "照片.jpg", b"photo"), attachment(2, "区税务局", None, "=盖章/扫描?.pdf", b"scan"),
         attachment(3, "区税务局", None, "说明.docx", b"letter"), attachment(4, "区税务局", 3, "照片.jpg", b"photo")],
    )


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*")) if (path.is_file() and path.suffix != ".xlsx") or "来表" in path.parts
        if path.is_file()
    }


def test_files_lie_by_unit_and_measure_and_are_listed(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "存档 七月"
    paths = export_month(snapshot, FILES.__getitem__, folder, None, SILENT)
    assert written(folder) == {
        "区政数局/来表/回收表.xlsx": b"first", "区政数局/来表/回收表（2）.xlsx": b"corrected",
        "区政数局/第2条/照片.jpg": b"photo", "区税务局/来表/=盖章-扫描？.pdf": b"scan",
        "区税务局/整份来表附件/说明.docx": b"letter", "区税务局/第3条/照片.jpg": b"photo",
    }
    assert len(paths) == 7
    assert paths[-1] == folder / "清单.xlsx"
    rows = list(load_workbook(paths[-1]).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[0][:5] == ("责任单位", "措施序号", "改革措施", "文件名", "类别")
    assert rows[2][3:9] == (
        "回收表.xlsx", "来表", datetime(2021, 7, 24), 9, kept(b"corrected"), "区政数局/来表/回收表（2）.xlsx",
    )
    assert rows[3][:5] == ("区政数局", 2, "压减办理时间。", "照片.jpg", "佐证材料")
    assert rows[4][3] == "=盖章/扫描?.pdf"
    assert len(rows) == 7


def test_a_name_like_a_formula_is_text_and_links_lead_to_the_files(snapshot: Snapshot, tmp_path: Path) -> None:
    *_, index = export_month(snapshot, FILES.__getitem__, tmp_path, None, SILENT)
    sheet = load_workbook(index).active
    assert sheet is not None
    assert sheet["D5"].data_type == "s"
    for row in range(2, sheet.max_row + 1):
        link = sheet.cell(row, 9).hyperlink
        assert link is not None
        assert (tmp_path / (link.target or "")).is_file()


def test_the_list_prints_on_pages_as_wide_as_it_is(snapshot: Snapshot, tmp_path: Path) -> None:
    """Nine columns, one of them a checksum: on upright paper every row was torn over five sheets."""
    *_, index = export_month(snapshot, FILES.__getitem__, tmp_path, None, SILENT)
    sheet = load_workbook(index).active
    assert sheet is not None
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"


def test_one_unit_alone(snapshot: Snapshot, tmp_path: Path) -> None:
    export_month(snapshot, FILES.__getitem__, tmp_path, "政数局", SILENT)
    assert {path.name for path in tmp_path.iterdir()} == {"区政数局", "清单.xlsx"}


def test_a_second_export_adds_nothing_and_touches_no_file_of_others(snapshot: Snapshot, tmp_path: Path) -> None:
    export_month(snapshot, FILES.__getitem__, tmp_path, None, SILENT)
    (tmp_path / "区政数局" / "来表" / "回收表.xlsx").write_bytes(b"a clerk's own")
    before = written(tmp_path)
    export_month(snapshot, FILES.__getitem__, tmp_path, None, SILENT)
    after = written(tmp_path)
    assert after.pop("区政数局/来表/回收表（3）.xlsx") == b"first"
    assert after == before
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["清单.xlsx"]


def test_somebody_elses_list_is_not_replaced(snapshot: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "清单.xlsx").write_bytes(b"mine")
    *_, index = export_month(snapshot, FILES.__getitem__, tmp_path, None, SILENT)
    assert index.name == "清单（2）.xlsx"
    assert (tmp_path / "清单.xlsx").read_bytes() == b"mine"


def test_nothing_is_left_when_it_is_cancelled_or_fails(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient:
        asked = 0

        def report(self, done: int, total: int, what: str) -> None:
            """Not heard."""

        def cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 3

    with pytest.raises(Cancelled):
        export_month(snapshot, FILES.__getitem__, tmp_path / "a" / "b", None, Impatient())
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteFailed, match=r"建不了文件夹.*。$"):
        export_month(snapshot, FILES.__getitem__, tmp_path / "file" / "b", None, SILENT)


def test_a_month_without_files_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^2021年7月没有存档的文件"):
        export_month(month([], []), FILES.__getitem__, tmp_path / "out", None, SILENT)
    assert not (tmp_path / "out").exists()
