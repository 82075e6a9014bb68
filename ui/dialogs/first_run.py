"""The first start: three steps to a ledger. Answers a choice and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.plan import Plan
from ui.desktop import documents_folder, typed_path
from ui.dialogs.files import ask_open, ask_save
from ui.dialogs.first_run_steps import STEPS, FirstRunSteps
from ui.dialogs.first_run_steps import plan_words as plan_words

_TABLES: Final = "细化表（*.xlsx *.docx *.xls *.et *.ods） (*.xlsx *.docx *.xls *.et *.ods);;所有文件 (*)"
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


class FirstRunDialog(FirstRunSteps):
    """``read_plan`` reads a chosen 细化表 or raises ExpectedError. Enter goes on, Escape leaves without a ledger."""

    def __init__(
        self, built_in: Plan, ledger: Path, read_plan: Callable[[Path], Plan], parent: QWidget | None = None, *,
        another: bool = False,
    ) -> None:
        super().__init__(built_in, ledger, parent, another=another)
        self._read_plan = read_plan
        self._imported: tuple[Path, Plan] | None = None
        self.choice: FirstRunAnswer | None = None
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

    def _show_step(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self._marks.show_step(step)
        self.back.setVisible(step > 0)
        for button in (self.fill_only, self.sample, self.takeover, self.shared):
            button.setVisible(step == 0 and not self._another)
        self.next.setText("建立台账" if step == len(STEPS) - 1 else "下一步")
        named = step == len(STEPS) - 1 and not self._another
        (self.who if named else self.next).setFocus()
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
        if self.step < len(STEPS) - 1:
            self._show_step(self.step + 1)
            return
        plan = self.plan
        if plan is not None and not self._ledger_trouble():
            source = self._imported[0] if self.imported.isChecked() and self._imported else None
            self.choice = FirstRunChoice(plan, typed_path(self.ledger.text()), source, self.who.text().strip())
            self.accept()


