"""The first start: three steps to a ledger. Answers a choice and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.errors import ExpectedError
from qcapp.domain.plan import Plan
from qcapp.places import data_place
from ui.desktop import documents_folder, typed_path
from ui.dialogs.files import ask_open, ask_save
from ui.help.key import help_by_f1
from ui.theme import BLUE, icon, set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.step_marks import StepMarks

_SIZE: Final = (700, 370)
_STEPS: Final = ("欢迎", "选择责任清单", "台账放在哪里")
_TOPICS: Final = (
    ("下发", "给每家责任单位生成下发表；表里带着表号，改了文件名也认得。"),
    ("收表", "单位交回的 Excel、Word 直接拖进来，逐项比对后合并入账；有冲突的留给您定。"),
    ("台账", "按任务、单位、状态查看和修改，改一处存一处，都能撤销。"),
    ("导出", "随时导出正式的责任清单细化表：Excel、Word 或 PDF。"),
)
_TABLES: Final = "细化表（*.xlsx *.docx *.xls *.et *.ods） (*.xlsx *.docx *.xls *.et *.ods);;所有文件 (*)"
_PLACE: Final = "一般不用改。请放在电脑自己的硬盘上，不要放 U 盘或网络文件夹；备份也放在它旁边。"
_PLACE_CARRIED: Final = "一般不用改：台账和备份放在程序旁边的 data 文件夹里，跟着程序走；请常把备份另存一份到别的磁盘。"
_LEDGERS: Final = "台账（*.sqlite3） (*.sqlite3)"


@dataclass(frozen=True, slots=True)
class FirstRunChoice:
    """``plan``: the list to begin with, built in or read from ``source``. ``ledger``: where the ledger is to lie.

    ``who``: the clerk's name, "" where it was not said.
    """

    plan: Plan
    ledger: Path
    source: Path | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class FillOnly:
    """No ledger is wanted: the program is used by a unit, to fill in the forms that it gets."""


@dataclass(frozen=True, slots=True)
class SampleOnly:
    """First a look at the sample ledger; one's own is made later."""


@dataclass(frozen=True, slots=True)
class SharedOnly:
    """No new ledger: several clerks share one, on a server."""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """No new ledger: another clerk's comes as a 交接 file."""


FirstRunAnswer = FirstRunChoice | FillOnly | SampleOnly | SharedOnly | TakeOver


def plan_words(plan: Plan) -> str:
    """2021年 · 19 项重点任务 · 74 条改革措施 · 20 家责任单位."""
    return (
        f"{plan.year}年 · {len(plan.tasks)} 项重点任务 · {len(plan.measures)} 条改革措施 · "
        f"{len(plan.units)} 家责任单位"
    )


class FirstRunDialog(QDialog):
    """``read_plan`` reads a chosen 细化表 or raises ExpectedError. Enter goes on, Escape leaves without a ledger."""

    def __init__(
        self, built_in: Plan, ledger: Path, read_plan: Callable[[Path], Plan], parent: QWidget | None = None, *,
        another: bool = False,
    ) -> None:
        """``another``: there is a ledger already; this is one more."""
        super().__init__(parent)
        help_by_f1(self, "start")
        self._another = another
        self._built_in = built_in
        self._read_plan = read_plan
        self._imported: tuple[Path, Plan] | None = None
        self.choice: FirstRunAnswer | None = None
        self.setWindowIcon(icon("app", BLUE, size=32))
        self.setWindowTitle("新建台账" if another else "营商台账 · 第一次使用")
        self.built_in = QRadioButton("使用内置的责任清单")
        self.imported = QRadioButton("从一份细化表导入（xlsx、docx）")
        self.pick = QPushButton("选择文件…")
        self.found = WrappedLabel(role="muted")
        self.ledger = QLineEdit(str(ledger))
        self.who = QLineEdit()
        self.ledger_hint = WrappedLabel(role="muted")
        self.back = QPushButton("上一步")
        self.next = QPushButton("下一步")
        self.leave = QPushButton("取消" if another else "以后再说")
        self.sample = QPushButton("先看示例台账")
        self.takeover = QPushButton("接收交接文件…")
        self.shared = QPushButton("打开共享台账…")
        self.fill_only = QPushButton("我是填报单位，只填写收到的表")
        self._steps = QStackedWidget()
        self._marks = StepMarks(_STEPS, (24, 12, 24, 12))
        self._lay_out()
        self._connect()
        self._show_step(0)

    @classmethod
    def ask(
        cls, parent: QWidget | None, built_in: Plan, ledger: Path, read_plan: Callable[[Path], Plan]
    ) -> FirstRunAnswer | None:
        dialog = cls(built_in, ledger, read_plan, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice

    @property
    def step(self) -> int:
        return self._steps.currentIndex()

    @property
    def plan(self) -> Plan | None:
        """The list chosen so far; None while an import has no file."""
        if self.built_in.isChecked():
            return self._built_in
        return self._imported[1] if self._imported else None

    # How it looks

    def _lay_out(self) -> None:
        self.setFixedSize(*_SIZE)
        self._steps.addWidget(self._welcome())
        self._steps.addWidget(self._lists())
        self._steps.addWidget(self._place())
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 18)
        row.setSpacing(8)
        row.addWidget(self.leave)
        row.addWidget(self.fill_only)
        row.addWidget(self.sample)
        row.addWidget(self.takeover)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        set_role(self.next, "primary")
        self.next.setDefault(True)
        for button in (self.back, self.leave, self.fill_only, self.sample, self.takeover, self.shared, self.pick):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._marks)
        column.addWidget(self._steps, 1)
        column.addLayout(row)

    def _welcome(self) -> QWidget:
        return _page(
            "每个月的台账，从下发到汇总都在这里",
            *(_topic(word, text) for word, text in _TOPICS),
            WrappedLabel("所有数据只在这台电脑上，不联网。接下来两步建好台账，大约一分钟。", "muted"),
            self._several(),
        )

    def _several(self) -> QHBoxLayout:
        """Where there is a ledger already, on a server."""
        words = QLabel("几个人共用服务器上的一本：")
        set_role(words, "muted")
        set_role(self.shared, "link")
        row = QHBoxLayout()
        row.addWidget(words)
        row.addWidget(self.shared)
        row.addStretch(1)
        words.setVisible(not self._another)
        return row

    def _lists(self) -> QWidget:
        built_in = WrappedLabel(f"{self._built_in.title}\n{plan_words(self._built_in)}", "muted")
        built_in.setContentsMargins(22, 0, 0, 10)
        self.found.setContentsMargins(22, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.imported)
        row.addWidget(self.pick)
        row.addStretch(1)
        return _page("用哪一份责任清单", self.built_in, built_in, row, self.found)

    def _place(self) -> QWidget:
        row = QHBoxLayout()
        row.addWidget(self.ledger, 1)
        self.browse = QPushButton("更改…")
        self.browse.setAutoDefault(False)
        row.addWidget(self.browse)
        self.ledger.setAccessibleName("台账文件")
        name = QHBoxLayout()
        name.addWidget(QLabel("经办人姓名"))
        name.addWidget(self.who, 1)
        self.who.setAccessibleName("经办人姓名")
        self.who.setPlaceholderText("可以不填；以后在“工具 → 设置”的“经办人”页里填也行")
        words = WrappedLabel("历史里每一次改动都写着是谁改的。", "muted")
        asked = () if self._another else (words, name)
        return _page(
            "台账文件放在哪里",
            WrappedLabel(_PLACE_CARRIED if data_place().carried else _PLACE),
            row,
            self.ledger_hint,
            *asked,
        )

    def _connect(self) -> None:
        group = QButtonGroup(self)
        group.addButton(self.built_in)
        group.addButton(self.imported)
        self.built_in.setChecked(True)
        self.built_in.toggled.connect(self._show)
        self.pick.clicked.connect(self._pick)
        self.browse.clicked.connect(self._browse)
        self.ledger.textChanged.connect(self._show)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.leave.clicked.connect(self.reject)
        self.fill_only.clicked.connect(self._only_fill)
        self.sample.clicked.connect(self._want_sample)
        self.takeover.clicked.connect(self._want_takeover)
        self.shared.clicked.connect(self._want_shared)

    # What it does

    def _show_step(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self._marks.show_step(step)
        self.back.setVisible(step > 0)
        for button in (self.fill_only, self.sample, self.takeover, self.shared):
            button.setVisible(step == 0 and not self._another)
        self.next.setText("建立台账" if step == len(_STEPS) - 1 else "下一步")
        self.next.setFocus()
        self._show()

    @Slot()
    def _show(self) -> None:
        """What has been found so far, and whether that is enough to go on."""
        self.found.setVisible(self.imported.isChecked())
        if self.imported.isChecked() and self._imported is None and not self.found.text():
            self.found.setText("请选择上级下发或本单位在用的责任清单细化表。")
        trouble = self._ledger_trouble()
        self.ledger_hint.setText(trouble or "建好后可以在“帮助 → 关于营商台账”里看到它的位置。")
        ready = {1: self.plan is not None, 2: not trouble}
        self.next.setEnabled(ready.get(self.step, True))

    def _ledger_trouble(self) -> str:
        text = self.ledger.text().strip()
        if not text:
            return "请填写台账文件的位置。"
        path = typed_path(text)
        if not path.is_absolute():
            return "请写完整的路径，或点“更改…”选择。"
        if path.is_dir():
            return "这是一个文件夹，请在后面加上文件名，例如 台账.sqlite3。"
        if path.exists():
            return "这里已经有一个同名文件，请换一个文件名，免得覆盖。"
        return ""

    @Slot()
    def _pick(self) -> None:
        self.imported.setChecked(True)
        path = ask_open(self, "选择责任清单细化表", documents_folder(), _TABLES)
        if path is None:
            return
        QGuiApplication.setOverrideCursor(QCursor(Qt.CursorShape.WaitCursor))
        try:
            plan = self._read_plan(path)
        except ExpectedError as error:
            self._imported = None
            self.found.setText(f"{path.name}：{error}")
        else:
            self._imported = (path, plan)
            self.found.setText(f"{path.name}：{plan.title}\n{plan_words(plan)}")
        finally:
            QGuiApplication.restoreOverrideCursor()
        self._show()

    @Slot()
    def _browse(self) -> None:
        path = ask_save(self, "台账文件放在哪里", typed_path(self.ledger.text()), _LEDGERS)
        if path is not None:
            self.ledger.setText(str(path if path.suffix else path.with_suffix(".sqlite3")))

    @Slot()
    def _only_fill(self) -> None:
        self.choice = FillOnly()
        self.accept()

    @Slot()
    def _want_sample(self) -> None:
        self.choice = SampleOnly()
        self.accept()

    @Slot()
    def _want_shared(self) -> None:
        self.choice = SharedOnly()
        self.accept()

    @Slot()
    def _want_takeover(self) -> None:
        self.choice = TakeOver()
        self.accept()

    @Slot()
    def _go_back(self) -> None:
        self._show_step(max(self.step - 1, 0))

    @Slot()
    def _go_on(self) -> None:
        if self.step < len(_STEPS) - 1:
            self._show_step(self.step + 1)
            return
        plan = self.plan
        if plan is not None and not self._ledger_trouble():
            source = self._imported[0] if self.imported.isChecked() and self._imported else None
            self.choice = FirstRunChoice(plan, typed_path(self.ledger.text()), source, self.who.text().strip())
            self.accept()


def _topic(word: str, text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    name = QLabel(word)
    set_role(name, "heading")
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(WrappedLabel(text), 1)
    return row


def _page(heading: str, *parts: QWidget | QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 20, 24, 10)
    column.setSpacing(10)
    title = QLabel(heading)
    set_role(title, "title")
    column.addWidget(title)
    column.addSpacing(4)
    for part in parts:
        if isinstance(part, QHBoxLayout):
            column.addLayout(part)
        else:
            column.addWidget(part)
    column.addStretch(1)
    return page
