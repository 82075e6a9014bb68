"""What the guide to a first ledger looks like: three steps, a row of buttons below."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
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

from qcapp.domain.plan import Plan
from qcapp.places import data_place
from ui.help.key import help_by_f1
from ui.theme import BLUE, icon, set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.step_marks import StepMarks

_SIZE: Final = (700, 370)
STEPS: Final = ("欢迎", "选择责任清单", "台账放在哪里")
_TOPICS: Final = (
    ("下发", "给每家责任单位生成下发表；表里带着表号，改了文件名也认得。"),
    ("收表", "单位交回的 Excel、Word 直接拖进来，逐项比对后合并入账；有冲突的留给您定。"),
    ("台账", "按任务、单位、状态查看和修改，改一处存一处，都能撤销。"),
    ("导出", "随时导出正式的责任清单细化表：Excel、Word 或 PDF。"),
)
_PLACE: Final = "一般不用改。请放在电脑自己的硬盘上，不要放 U 盘或网络文件夹；备份也放在它旁边。"
_PLACE_CARRIED: Final = "一般不用改：台账和备份放在程序旁边的 data 文件夹里，跟着程序走；请常把备份另存一份到别的磁盘。"


def plan_words(plan: Plan) -> str:
    """2021年 · 19 项重点任务 · 74 条改革措施 · 20 家责任单位."""
    return (
        f"{plan.year}年 · {len(plan.tasks)} 项重点任务 · {len(plan.measures)} 条改革措施 · "
        f"{len(plan.units)} 家责任单位"
    )


class FirstRunSteps(QDialog):
    """``another``: there is a ledger already; this is one more."""

    def __init__(self, built_in: Plan, ledger: Path, parent: QWidget | None = None, *, another: bool = False) -> None:
        super().__init__(parent)
        help_by_f1(self, "start")
        self._another = another
        self._built_in = built_in
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
        self._marks = StepMarks(STEPS, (24, 12, 24, 12))
        self._lay_out()

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
