"""The first step of 导入下一年清单: which file, of which year, from which month on; read at once, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import FIRST_YEAR, LAST_YEAR, Period
from qcapp.ports import Progress
from qcapp.services.plan_import import ImportPreview
from ui.desktop import documents_folder, typed_path
from ui.dialogs.amend_part import ChoiceCombo, FieldRows
from ui.models.import_words import found_words
from ui.theme import Tone, set_role, set_tone
from ui.widgets.file_drop import FileDropCard
from ui.widgets.labels import WrappedLabel
from ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from ui.tasks import TaskRunner

_FILES: Final = (
    "细化表（*.xlsx *.docx *.xls *.et *.ods *.json） "
    "(*.xlsx *.xlsm *.xls *.xlsb *.et *.ods *.docx *.docm *.odt *.json);;所有文件 (*)"
)
_ABOUT: Final = (
    "正式的细化表（xlsx、docx 等）直接读，标题、任务、措施、责任单位都按印的来。"
    "今年的清单原样保留：以前各月仍按今年的清单看、改、打印；从起用月份开始按新的。"
)

Read = Callable[[Path, int | None, Period | None], ImportPreview]


class PlanSource(QWidget):
    """``changed``: ``preview`` is another, or none any more; ``read_done``: reading has come to its end, well or not."""

    changed = Signal()
    read_done = Signal()

    def __init__(self, read: Read, year: int, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        """``read`` takes a file, its year and the first month that goes by it, and raises ExpectedError."""
        super().__init__(parent)
        self._read, self._tasks = read, tasks
        self._asked: tuple[Path, int, Period | None] | None = None
        self.preview: ImportPreview | None = None
        self.file = QLineEdit()
        self.browse = QPushButton("浏览…")
        self.year = NumberField("哪一年的清单", FIRST_YEAR, LAST_YEAR)
        self.year.load(str(year))
        self.since = ChoiceCombo("从哪个月起用")
        self.drop = FileDropCard()
        self.rows = FieldRows()
        self.found = WrappedLabel()
        self._lay_out()
        self._offer_months()
        self.browse.clicked.connect(self._browse)
        self.file.editingFinished.connect(self._edited)
        self.drop.files_given.connect(self.take)
        self.year.changed.connect(self._year_typed)
        self.since.currentIndexChanged.connect(self._ask)

    @property
    def ready(self) -> bool:
        """Whether what was read can be imported."""
        return self.preview is not None and not self.preview.troubles

    @Slot(list)
    def take(self, paths: list[Path]) -> None:
        """A file chosen or dropped: read at once."""
        self.file.setText(str(paths[0]))
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Off the GUI thread; what was asked for last is told."""
        words, year = self.file.text().strip(), self._year()
        if not words or year is None:
            self._asked = None
            self._tell(None, "" if year is not None else "年份请写四位数字，如 2022。", Tone.BAD)
            return
        path, since = typed_path(words), self.since.value
        first = since if isinstance(since, Period) else None
        read = self._read
        self._asked = asked = (path, year, first)
        self._tell(None, f"正在读“{path.name}”……", Tone.IDLE)

        def work(progress: Progress) -> ImportPreview:
            progress.report(0, 0, f"正在读“{path.name}”")
            return read(path, year, first)

        def done(preview: ImportPreview) -> None:
            if asked == self._asked:
                self._show_preview(preview)

        def failed(error: ExpectedError) -> None:
            if asked == self._asked:
                known = path.name in str(error)
                self._tell(None, str(error) if known else f"“{path.name}”读不成清单：{error}", Tone.BAD)
                self.read_done.emit()

        self._tasks.run(work, done, title="读清单", failed=failed, parent=self)

    def _show_preview(self, preview: ImportPreview) -> None:
        if preview.troubles:
            self._tell(preview, " ".join(preview.troubles), Tone.BAD)
        else:
            self._tell(preview, found_words(preview), Tone.GOOD)
        self.read_done.emit()

    def _tell(self, preview: ImportPreview | None, words: str, tone: Tone) -> None:
        self.preview = preview
        self.found.setText(words)
        set_tone(self.found, tone)
        self.changed.emit()

    def _year(self) -> int | None:
        text = self.year.value()
        return int(text) if text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR else None

    @Slot()
    def _year_typed(self) -> None:
        self._offer_months()
        self._ask()

    def _offer_months(self) -> None:
        year, before = self._year(), self.since.value
        month = before.month if isinstance(before, Period) else 1
        if year is not None:
            self.since.blockSignals(True)
            self.since.offer([(Period(year, each), Period(year, each).label) for each in range(1, 13)])
            self.since.choose(Period(year, month))
            self.since.blockSignals(False)

    @Slot()
    def _browse(self) -> None:
        from ui.dialogs.files import ask_open

        start = typed_path(self.file.text()).parent if self.file.text().strip() else documents_folder()
        chosen = ask_open(self, "下一年的细化表", start, _FILES)
        if chosen is not None:
            self.take([chosen])

    @Slot()
    def _edited(self) -> None:
        """Typed by hand: read when that is another than was read."""
        words = self.file.text().strip()
        if words and (self._asked is None or self._asked[0] != typed_path(words)):
            self._ask()

    def _lay_out(self) -> None:
        self.file.setAccessibleName("下一年的细化表")
        self.file.setPlaceholderText("下一年的细化表：可以把文件拖到这里")
        self.browse.setAutoDefault(False)
        for key, words, widgets in (
            ("file", "细化表(&F)", (self.file, self.browse)), ("year", "年度(&Y)", (self.year,)),
            ("since", "起用月份(&M)", (self.since,)),
        ):
            line = QHBoxLayout()
            line.setSpacing(8)
            for widget in widgets:
                line.addWidget(widget)
            if key != "file":
                line.addStretch(1)
            self.rows.add(key, words, line).setBuddy(widgets[0])
        title = QLabel("下一年的责任清单")
        set_role(title, "title")
        inside = QVBoxLayout(self.drop)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(10)
        inside.addLayout(self.rows)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.addWidget(self.found)
        about = WrappedLabel(_ABOUT, "muted")
        about.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 8, 18, 4)
        column.setSpacing(8)
        for part in (title, self.drop, about):
            column.addWidget(part)
        column.addStretch(1)
