"""A month's work by command line, from an empty home to the bulletin: what was done, and what each command answered."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.frozen.program import Computer
from tests.returns.answers import FOLDER as RETURNS
from tests.returns.answers import SAVED
from tools.made_up_returns import fill_docx, fill_xlsx

MONTH: Final = "2021-07"
JUNE: Final = "2021-06"
PASSWORD: Final = "交接 密码 2021"
ANSWERS: Final = {6: {"progress": "已印发方案，办理 12 件。", "problems": "=1+1", "deadline": "2021-12-31",
                      "responsible.name": "某甲", "responsible.phone": "0763-3300006"}}
COURT: Final = {60: {"progress": "繁简分流 312 件", "problems": "无"}}
TAX: Final = {11: {"progress": "已同步提交", "liaison.name": "𠮷某", "liaison.phone": "13800000011"}}


@dataclass
class MonthDone:
    """``answers``: of each command by its name; ``files`` that were written, by theirs."""

    computer: Computer
    answers: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def ledger(self) -> Path:
        return self.computer.data / "ledger.sqlite3"

    @property
    def work(self) -> Path:
        """The clerk's folder of papers."""
        return self.computer.folder / "工作 文件"

    def ask(self, name: str, *words: object, expect: int = 0) -> Any:
        self.answers[name] = self.computer.ask(*words, expect=expect)
        return self.answers[name]

    def write(self, name: str, *words: object, expect: int = 0) -> None:
        """``words`` with the file's path where {} stands."""
        self.files[name] = self.work / name
        self.ask(name, *(self.files[name] if word == "{}" else word for word in words), expect=expect)


    def keep(self) -> None:
        """For other processes of the same run."""
        told = {"answers": self.answers, "files": {name: str(path) for name, path in self.files.items()}}
        self._kept.write_text(json.dumps(told), encoding="utf-8")

    def read(self) -> bool:
        """What was kept, if it was."""
        if not self._kept.exists():
            return False
        told = json.loads(self._kept.read_text(encoding="utf-8"))
        self.answers, self.files = told["answers"], {name: Path(path) for name, path in told["files"].items()}
        return True

    @property
    def _kept(self) -> Path:
        return self.computer.folder / "done.json"


def work_through(done: MonthDone) -> None:
    """Each step as a clerk takes it; a step that fails ends it there."""
    done.work.mkdir(parents=True)
    done.ask("init", "init")
    done.ask("set", "set", 60, "progress", "六月的", "--unit", "区法院", "--period", JUNE)
    done.ask("dispatch", "dispatch", "--period", MONTH, "--out", done.work / "下发")
    _fill(done)
    done.ask("merge", "merge", done.work / "回收", "--period", MONTH, "--received", "2021-07-22", expect=1)
    done.ask("attach", "attach", 60, SAVED / "others" / "photo.jpg", "--unit", "区法院", "--period", MONTH)
    for suffix in ("xlsx", "docx", "pdf"):
        done.write(f"细化表.{suffix}", "export", "{}", "--period", MONTH)
    done.write("统计.xlsx", "stats", "--period", MONTH, "--on", "2021-07-31", "--out", "{}")
    done.write("通报.docx", "bulletin", "{}", "--period", MONTH, "--on", "2021-07-31", "--issue")
    done.write("催报", "reminder", "{}", "--period", MONTH, "--on", "2021-07-31")
    done.write("退回", "correct", "--period", MONTH, "--out", "{}", "--due", "2021-07-30")
    done.write("存档", "archive", "{}", "--period", MONTH)
    done.write("历史.pdf", "operations", "--out", "{}")
    done.write("备份.sqlite3", "backup", "{}")
    done.ask("set again", "set", 60, "progress", "后来改的", "--unit", "区法院", "--period", MONTH)
    done.ask("restore", "restore", done.files["备份.sqlite3"])
    done.ask("check", "check")
    _look(done)


def _fill(done: MonthDone) -> None:
    """What units bring back: by hand, by other programs, on a stick, and one that is made to do harm."""
    sent, back = done.work / "下发", done.work / "回收"
    back.mkdir()
    fill_xlsx(_form(sent, "区住建局", "xlsx"), back / "新建 工作表.xlsx", ANSWERS)
    fill_docx(_form(sent, "区法院", "docx"), back / "文档1.docx", COURT)
    tax = fill_xlsx(_form(sent, "区税务局", "xlsx"), done.work / "税务.xlsx", TAX)
    with zipfile.ZipFile(back / "打包.zip", "w") as archive:
        archive.write(tax, "区税务局/表.xlsx")
    shutil.copyfile(SAVED / "xls" / "libreoffice.xls", back / "市场监管.xls")
    shutil.copyfile(SAVED / "ods" / "libreoffice.ods", back / "市场监管（ods）.ods")
    shutil.copyfile(RETURNS / "locked" / "locked.xlsx", back / "有密码.xlsx")
    shutil.copyfile(SAVED / "others" / "scan.pdf", back / "扫描件.pdf")
    swelling_workbook(back / "00 撑爆.xlsx", 1_500)


def _form(sent: Path, unit: str, suffix: str) -> Path:
    return sent / f"{unit}_2021年7月下发表.{suffix}"


def _look(done: MonthDone) -> None:
    for no in (6, 10, 11, 60):
        done.ask(f"show {no}", "show", no, "--period", MONTH)
    for name, words in looks().items():
        done.ask(name, *words)


def looks() -> dict[str, tuple[object, ...]]:
    """What only reads, and does not depend on when it is asked."""
    return {
        "status": ("status", "--period", MONTH, "--on", "2021-07-31"),
        "stats": ("stats", "--period", MONTH, "--on", "2021-07-31"),
        "search": ("search", "fjfl"),
        "history": ("history", 60),
        "operations": ("operations",),
        "compare": ("compare", "--period", MONTH, "--with", JUNE),
        "attachments": ("attachments", "--period", MONTH),
        "settings": ("settings",),
    }


def swelling_workbook(path: Path, cells: int) -> Path:
    """A small xlsx whose one long text stands in all ``cells``: each takes 96 KB when it is read."""
    text = "洪" * 32_000
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        '.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{text}</t></si></sst>",
        "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, cells + 1))
        + "</sheetData></worksheet>",
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Stored where it would be packed too well: that alone is refused, before anybody reads it.
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "xl/sharedStrings.xml" else None)
    return path
