"""Make the files of this folder anew with LibreOffice at hand: python -m tests.returns.xlsx.make"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from qcapp.forms.xlsx_writer import write_xlsx
from tests.forms.tables import form

FOLDER = Path(__file__).resolve().parent
UNIT = "区大数据中心"
KINDS = ("xlsx", "xls", "ods")

# What the unit types: cell → value. The form's first block stands in rows 4 and 5, its second in rows 6 and 7.
ANSWERS: dict[str, str] = {
    "D4": "责任人：张三", "E4": "0763-3312345", "D5": "联系人：李四、王小明", "E5": "13800138000、13900139000",
    "F4": "已完成 11 个系统摸底，6 个完成迁移，迁移率 54.5%。\n下一步：8月底前完成 12345 平台迁移。",
    "G4": "=部分系统无源码", "H4": "2021年12月底",
    "D6": "责任人：张三", "E6": "07633312345", "D7": "联系人：", "E7": "", "F6": "本月无新进展，待市级系统上线。😀",
    "G6": "无", "H6": "长期坚持",
}
# The same form filled by someone who made the cells ordinary first: numbers, dates and percentages.
NUMBERS: dict[str, Any] = {
    "E4": 13800138000, "E5": 7633312345.0, "F4": 0.545, "H4": date(2021, 12, 31), "F6": 12, "H6": date(2021, 9, 1), "G6": True,
}
FORMATS = {"E4": "General", "E5": "00000000000", "F4": "0.0%", "H4": "yyyy-mm-dd", "H6": 'yyyy"年"m"月"', "F6": "General"}


def fill(path: Path, answers: dict[str, Any], formats: dict[str, str] | None = None) -> None:
    """Type answers into a form as a person would: into cells, as text where they are text."""
    book: Any = load_workbook(path)
    sheet = book.worksheets[0]
    for place, value in answers.items():
        cell = sheet[place]
        cell.value = value or None
        if isinstance(value, str) and value:
            cell.data_type = "s"
        if formats and place in formats:
            cell.number_format = formats[place]
    book.save(path)


def filled_form(path: Path) -> Path:
    write_xlsx(form(UNIT), path)
    fill(path, ANSWERS)
    return path


def numbers_form(path: Path) -> Path:
    write_xlsx(form(UNIT), path)
    fill(path, NUMBERS, FORMATS)
    return path


def resave(source: Path, kind: str, folder: Path, profile: Path) -> Path:
    """``source`` as LibreOffice saves it in that kind; answers the new file in ``folder``."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed"
    words = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*words, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=180)
    return folder / f"{source.stem}.{kind}"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "made").mkdir()
        sources = {"filled": filled_form(here / "filled.xlsx"), "numbers": numbers_form(here / "numbers.xlsx")}
        for stem, source in sources.items():
            shutil.copy(source, FOLDER / f"{stem}_openpyxl.xlsx")
            for kind in KINDS:
                made = resave(source, kind, here / "made", here / "profile")
                shutil.copy(made, FOLDER / f"{stem}_libreoffice.{kind}")


if __name__ == "__main__":
    main()
