"""下发: each unit's fill-in form for the month, and how each unit stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.fields import PROGRESS
from qcapp.domain.period import Period
from qcapp.domain.settings import CONTACT
from qcapp.ports import Progress
from ui.desktop import documents_folder, shown_path
from ui.dialogs.exported import ResultBar
from ui.dialogs.files import ask_folder
from ui.dialogs.question import Answer, QuestionDialog
from ui.models.units import UnitRow, UnitsModel, UnitState, unit_rows
from ui.pages.base import Page
from ui.theme import set_role
from ui.widgets.labels import ElidedLabel
from ui.widgets.units_table import UnitsTable
from ui.writing import writes

if TYPE_CHECKING:
    from qcapp.services import Services
    from qcapp.services.dispatch import DispatchResult
    from ui.tasks import TaskRunner

_GUIDE = "dispatch/guide"
_FORMATS = (("xlsx", "Excel / WPS 表格（xlsx）"), ("docx", "Word / WPS 文字（docx）"))


class DispatchPage(Page):
    """Units of the month, what to write for which of them, and the button that does it."""

    name = "dispatch"
    title = "下发"

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self._folder: Path | None = None
        self._shown: Period | None = None
        self.model = UnitsModel(self)
        self.table = UnitsTable(self.model)
        self.result = ResultBar()
        self.heading = QLabel()
        self.guide = ElidedLabel(role="muted")
        self.next_step = QPushButton("去收表")
        self.formats = {key: QCheckBox(words) for key, words in _FORMATS}
        self.prefill = QCheckBox("附上月进展")
        self.with_guide = QCheckBox("附填报单位说明")
        self.count = QLabel()
        self.send = QPushButton("生成下发表…")
        writes(self.send)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        snapshot = self.services.look.snapshot(self.period)
        rows = unit_rows(snapshot, self.services.look.status(self.period))
        if self._shown == self.period:
            newly = {row.unit for row in self.model.rows if row.waits} - {row.unit for row in rows if row.waits}
            checked = {row.unit for row in self.model.checked_rows} - newly
        else:
            checked = {row.unit for row in rows if row.waits}
            self.result.clear()
        self._shown = self.period
        self.model.show_units(rows, checked)
        self._show_guide(rows)
        self._show_prefill()
        self._show_with_guide()

    def status_words(self) -> str | None:
        rows = [row for row in self.model.rows if row.can_send]
        sent, back = sum(bool(row.form_id) for row in rows), sum(row.returned is not None for row in rows)
        unread = sum(row.state is UnitState.UNREAD for row in rows)
        return f"{len(rows)} 家单位 · 已下发 {sent} · 已回收 {back}" + (f"（其中待录入 {unread}）" if unread else "")

    def clear_notices(self) -> None:
        self.result.clear()

    def save_state(self, settings: QSettings) -> None:
        settings.setValue(_GUIDE, self.with_guide.isChecked())

    def restore_state(self, settings: QSettings) -> None:
        self.with_guide.setChecked(settings.value(_GUIDE, False, type=bool) is True)

    def show_item(self, what: object) -> None:
        """A unit's name: selected and brought into sight."""
        self.table.select_unit(str(what))

    # How it looks

    def _lay_out(self) -> None:
        set_role(self.heading, "title")
        set_role(self.next_step, "link")
        set_role(self.send, "primary")
        set_role(self.count, "muted")
        for box in self.formats.values():
            box.setChecked(True)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(self.heading)
        top.addWidget(self.guide, 1)
        top.addWidget(self.next_step)
        card = QFrame()
        set_role(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 10, 1, 1)
        column.setSpacing(8)
        for row in (top, self._choose_row()):
            row.setContentsMargins(12, 0, 12, 0)
            column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self._bottom_bar())
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 10, 12, 10)
        page.setSpacing(8)
        page.addWidget(self.result)
        page.addWidget(card, 1)

    def _choose_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.check_waiting = QPushButton("勾选未下发的")
        self.check_all = QPushButton("全部勾选")
        self.check_none = QPushButton("全部不选")
        for button in (self.check_waiting, self.check_all, self.check_none):
            set_role(button, "link")
            row.addWidget(button)
        row.addStretch(1)
        hint = QLabel("双击单位，在台账里看它的措施")
        set_role(hint, "faint")
        row.addWidget(hint)
        return row

    def _bottom_bar(self) -> QWidget:
        bar = QWidget()
        grid = QGridLayout(bar)
        grid.setContentsMargins(12, 4, 12, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, (words, boxes) in enumerate(
            (("格式", tuple(self.formats.values())), ("另附", (self.prefill, self.with_guide)))
        ):
            label = QLabel(words)
            set_role(label, "muted")
            grid.addWidget(label, row, 0)
            for column, box in enumerate(boxes, start=1):
                grid.addWidget(box, row, column)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self.count, 0, 4, 2, 1)
        grid.addWidget(self.send, 0, 5, 2, 1)
        return bar

    def _connect(self) -> None:
        self.model.checks_changed.connect(self._show_count)
        self.table.opened.connect(self._open_unit)
        self.check_waiting.clicked.connect(self._check_waiting)
        self.check_all.clicked.connect(self._check_all)
        self.check_none.clicked.connect(self._check_none)
        self.next_step.clicked.connect(self._go_collect)
        self.send.clicked.connect(self.start)
        self.result.failed.connect(self.problem)
        for box in self.formats.values():
            box.toggled.connect(self._show_count)

    # What it says

    def _show_guide(self, rows: Sequence[UnitRow]) -> None:
        """The month's standing in words, and what to do next."""
        able = [row for row in rows if row.can_send]
        waiting = sum(row.waits for row in able)
        back = sum(row.returned is not None for row in able)
        late = sum(row.state is UnitState.OVERDUE for row in able)
        due = self.services.look.due(self.period)
        self.heading.setText(f"{self.period.label} · {len(able)} 家单位")
        if not able:
            words = "清单里还没有分给任何单位的措施，请先建立一份带责任单位的清单。"
        elif waiting == len(able):
            words = "本月还没有下发：点“生成下发表…”，再把文件发给各单位填写；表里有表号，改了文件名也能认。"
        elif back == len(able):
            unread = sum(row.state is UnitState.UNREAD for row in able)
            words = "各单位的表都已回收" + (f"，其中 {unread} 家待录入：对照原件录入，或请单位重发。" if unread else "。")
        elif waiting:
            words = f"还有 {waiting} 家未下发；勾选它们，点“生成下发表…”。"
        else:
            words = f"全部下发，已回收 {back} 家，截止 {due.month}月{due.day}日；收到的表请到“收表”合并。"
            if late:
                words = f"全部下发，已回收 {back} 家，{late} 家逾期未交，请催报。"
        self.guide.setText(words)
        self.next_step.setVisible(bool(able) and waiting < len(able) and back < len(able))
        self._show_count()

    @Slot()
    def _show_count(self) -> None:
        chosen, formats = len(self.model.checked_rows), self._chosen_formats()
        ready = bool(chosen and formats)
        if not ready and self.window().focusWidget() is self.send:
            self.table.setFocus()  # else it would go on to the arrow of the month, which a key then turns
        self.send.setEnabled(ready)
        if not chosen:
            words = "勾选单位后可以生成" if self.model.rows else ""
        elif not formats:
            words = "至少选一种格式"
        else:
            words = f"已选 {chosen} 家，共 {chosen * len(formats)} 份"
        self.count.setText(words)

    def _show_prefill(self) -> None:
        """Offered only where last month has something to bring along."""
        earlier = self.period.shifted(-1)
        told = self.services.look.snapshot(earlier)
        filled = sum(bool(entry.text(PROGRESS.key)) for entry in told.entries.values())
        self.prefill.setEnabled(bool(filled))
        if filled:
            words = f"把{earlier.label}的进展情况（{filled} 条）先填进表里，单位在它的基础上改；和上月一字不差的，会判为不合格。"
        else:
            self.prefill.setChecked(False)
            words = f"{earlier.label}没有进展情况，没有可带的内容。"
        self.prefill.setToolTip(words)

    def _show_with_guide(self) -> None:
        """What it will say, and where its contact comes from."""
        due, contact = self.services.look.due(self.period), CONTACT.text(self.services.settings.values())
        asked = f"联系人写“{contact}”" if contact else "联系人留空，可以在“工具 → 设置…”的“公文”里填"
        self.with_guide.setToolTip(
            f"在文件夹里多放一页说明（docx），发给单位：怎样填、什么不算数、{due.month}月{due.day}日截止；{asked}。"
        )

    def _chosen_formats(self) -> tuple[str, ...]:
        return tuple(key for key, box in self.formats.items() if box.isChecked())

    # What it does

    @Slot()
    def start(self) -> None:
        """Ask what has to be asked, then write the forms in the background."""
        rows = self._settled(self.model.checked_rows)
        if not rows:
            return
        start = self._folder or documents_folder()
        own = f"{self.period.label}下发表"
        chosen = ask_folder(self, f"{len(rows)} 家单位的“{own}”文件夹放在哪里", start)
        if chosen is None:
            return
        # A folder of the month's own, made by the service; one chosen again is taken as it is.
        self._folder, folder = (chosen.parent, chosen) if chosen.name == own else (chosen, chosen / own)
        self.begin()
        period, formats, prefill = self.period, self._chosen_formats(), self.prefill.isChecked()
        guide = self.with_guide.isChecked()
        units = [row.unit for row in rows]

        def work(progress: Progress) -> DispatchResult:
            return self.services.dispatch.dispatch(
                period, folder, units=units, formats=formats, prefill_progress=prefill, guide=guide, progress=progress
            )

        self.tasks.run(work, self._finished, title="正在生成下发表", failed=self._failed, parent=self)

    def _settled(self, rows: Sequence[UnitRow]) -> Sequence[UnitRow]:
        """The units to write for, after asking about those that have a form already; none when thought better of."""
        again = [row for row in rows if row.form_id]
        fresh = [row for row in rows if not row.form_id]
        if not again:
            return rows
        everything = Answer("all", f"重新下发全部 {len(rows)} 家" if fresh else f"重新下发 {len(again)} 家")
        only_fresh = Answer("fresh", f"只下发未下发的 {len(fresh)} 家")
        answer = QuestionDialog.ask(
            self, "重新下发",
            f"{again[0].unit}本月已经下发过" if len(again) == 1 else f"所选单位中有 {len(again)} 家本月已经下发过",
            "重新下发会生成新的表号和新的文件；先前发出的表仍然认得，单位交回哪一份都能合并。"
            "存到原来的文件夹时，同名的旧文件会被替换。",
            [only_fresh, everything] if fresh else [everything],
            [f"{row.unit}　{row.form_id}" for row in again],
        )
        return {"all": list(rows), "fresh": fresh}.get(answer or "", [])

    def _finished(self, made: DispatchResult) -> None:
        words = f"已生成 {len(made.forms)} 家单位共 {len(made.files)} 份下发表"
        if made.files:
            where = made.files[0].parent
            beside = "和一页填报单位说明" if made.guide else ""
            self.result.show_folder(where, f"{words}{beside}，存到了 {shown_path(where)}；请发给各单位填写，收齐后到“收表”合并。")
            self.message.emit(f"{words}。")
        if made.trouble:
            self.problem.emit(made.trouble)
        self._changed()

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.ledger_changed.emit()

    @Slot(str)
    def _open_unit(self, unit: str) -> None:
        self.go_requested.emit("ledger", unit)

    @Slot()
    def _go_collect(self) -> None:
        self.go_requested.emit("collect", None)

    @Slot()
    def _check_waiting(self) -> None:
        self.model.check(row.unit for row in self.model.rows if row.waits)

    @Slot()
    def _check_all(self) -> None:
        self.model.check(row.unit for row in self.model.rows)

    @Slot()
    def _check_none(self) -> None:
        self.model.check(())
