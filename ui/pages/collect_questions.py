"""One question about a file: the sentence, and its answers as buttons or, where they are many, as a list to search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.text import shortened
from qcapp.merge.questions import Ask, Option, Question
from ui.models.collect_options import found_options
from ui.theme import set_role
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedLabel, WrappedLabel

# More answers than this are searched, not read through; the first few, the likeliest, stand there all the same.
MOST_BUTTONS: Final = 6
LIKELIEST: Final = 4
_LABEL_CHARS: Final = 34
_NUMBERED: Final = 9
_WORDS: Final = {Ask.UNIT: "单位", Ask.PERIOD: "报告期", Ask.ROW: "措施", Ask.NAME: "名称", Ask.ALSO: "另一家单位"}


class QuestionStrip(QFrame):
    """Amber while it waits; answered it is one line with 更改. It takes the keys itself, so that no answer is given by a stray
    Space. ``numbered``: 1…9 chooses here, with Alt from anywhere. ``seen``: the file can be looked at while one decides."""

    answered = Signal(object, str)
    withdrawn = Signal(object)
    """The answer is taken back, so that the question is asked again."""
    next_requested = Signal()
    original_requested = Signal()

    def __init__(
        self, question: Question, *, numbered: bool, seen: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.question = question
        self.original = original_button() if seen else None
        self._numbered = numbered
        self.buttons: list[QPushButton] = []
        self.search: OptionSearch | None = None
        self.sure: QPushButton | None = None
        self.change: QPushButton | None = None
        self._said: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 8, 7)
        self._column.setSpacing(5)
        self.setAccessibleName(question.sentence)
        if question.waits:
            self._ask()
        else:
            self._tell()

    @property
    def waits(self) -> bool:
        """Whether its answers are offered."""
        return self.change is None

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        first = (self,) if self.waits else ()
        more = (self.original, *self.buttons, self.search, self.sure, self.change)
        return [*first, *(widget for widget in more if widget is not None)]

    def take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose(self, number: int) -> bool:
        """Answer with the button of that number; False where none bears it."""
        if not self._numbered or not 1 <= number <= min(len(self.buttons), _NUMBERED):
            return False
        self._chosen(self.buttons[number - 1].objectName())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Also what its buttons have no use for."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.waits:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_N:
            self.next_requested.emit()
        elif not event.text().isdecimal():
            super().keyPressEvent(event)
        elif self._numbered:
            self.choose(int(event.text()))

    def _ask(self) -> None:
        set_role(self, "notice-warn" if self.question.blocking else "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = QHBoxLayout()
        head.addWidget(WrappedLabel(self.question.sentence), 1)
        if self.original is not None:
            self.original.clicked.connect(self.original_requested)
            head.addWidget(self.original, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        if self.question.place is not None:
            self._column.addWidget(WrappedLabel(self._where(), "muted"))
        many = len(self.question.options) > MOST_BUTTONS
        row = self._buttons(self.question.options[:LIKELIEST] if many else self.question.options)
        self._column.addLayout(row)
        if many:
            self._offer_search()

    def _where(self) -> str:
        place = self.question.place
        assert place is not None
        where = f"《{place.sheet}》第 {place.row + 1} 行" if place.row >= 0 else place.label
        return f"{where}：{self.question.subject}"

    def _buttons(self, options: Sequence[Option]) -> FlowLayout:
        row = FlowLayout()
        for place, option in enumerate(options, start=1):
            number = f"&{place} " if self._numbered and place <= _NUMBERED else ""
            button = QPushButton(number + _plain(shortened(option.label, _LABEL_CHARS)))
            button.setToolTip(option.label)
            button.setAccessibleName(option.label)
            button.setObjectName(option.value)
            button.setAutoDefault(True)
            button.clicked.connect(self._clicked)
            self.buttons.append(button)
            row.addWidget(button)
        return row

    def _offer_search(self) -> None:
        self.search = OptionSearch(self.question.options, _WORDS[self.question.ask])
        self.search.chosen.connect(self._chosen)
        row = QHBoxLayout()
        words = f"其他{_WORDS[self.question.ask]}"
        label = QLabel(f"{words}(&U)" if self._numbered else words)
        label.setBuddy(self.search)
        row.addWidget(label)
        row.addWidget(self.search)
        self.sure = QPushButton("确定")
        self.sure.clicked.connect(self.search.choose)
        row.addWidget(self.sure)
        row.addWidget(self.search.hint, 1)
        self._column.addLayout(row)

    def _tell(self) -> None:
        set_role(self, "quiet")
        answer = self.question.answer
        said = next((option.label for option in self.question.options if option.value == answer), answer or "")
        self._said = QWidget()
        row = QHBoxLayout(self._said)
        row.setContentsMargins(0, 0, 0, 0)
        words = ElidedLabel(f"✓ {_WORDS[self.question.ask]}：{said}　（{self.question.sentence}）", "muted")
        self.change = QPushButton("更改")
        set_role(self.change, "link")
        self.change.setAccessibleName(f"更改：{self.question.sentence}")
        self.change.clicked.connect(self._reopen)
        row.addWidget(words, 1)
        row.addWidget(self.change)
        self._column.addWidget(self._said)

    @Slot()
    def _clicked(self) -> None:
        self._chosen(self.sender().objectName())

    @Slot(str)
    def _chosen(self, value: str) -> None:
        self.answered.emit(self.question, value)

    @Slot()
    def _reopen(self) -> None:
        """The answers once more, in place of the one given; where there is no other at hand, the question is put anew."""
        if len(self.question.options) < 2:
            self.withdrawn.emit(self.question)
            return
        if self._said is not None:
            self._column.removeWidget(self._said)
            self._said.hide()
            self._said.deleteLater()
        self.change = self._said = None
        self._ask()
        self.take_focus()
        self.updateGeometry()


class OptionSearch(QComboBox):
    """Type part of a name, or the initials of its pinyin; Enter takes the only one that is left."""

    chosen = Signal(str)

    def __init__(self, options: tuple[Option, ...], what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options, self._what = options, what
        self.hint = ElidedLabel(role="muted")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumWidth(220)
        self.setMaxVisibleItems(12)
        self.setAccessibleName(f"选择{what}")
        for option in options:
            self.addItem(option.label, option.value)
        self.setCurrentIndex(-1)
        self._found = QStringListModel([option.label for option in options], self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        self.setCompleter(completer)
        edit = self.lineEdit()
        assert edit is not None
        edit.setPlaceholderText("输入几个字或拼音首字母")
        edit.textEdited.connect(self._narrow)
        edit.returnPressed.connect(self.choose)

    @Slot(str)
    def _narrow(self, text: str) -> None:
        with QSignalBlocker(self):
            self._found.setStringList([option.label for option in found_options(self._options, text)])
        self.hint.setText("")

    @Slot()
    def choose(self) -> None:
        """Take what stands there, where it can only mean one."""
        text = self.currentText().strip()
        exact = [option for option in self._options if option.label == text]
        found = exact or (found_options(self._options, text) if text else [])
        if len(found) == 1:
            self.chosen.emit(found[0].value)
        elif text:
            self.hint.setText(f"有 {len(found)} 个都符合，请再输几个字。" if found else f"没有这个{self._what}，请从列表里选。")
        else:
            self.hint.setText(f"请先选择{self._what}。")


def original_button() -> QPushButton:
    """To look at the file that is asked about."""
    button = QPushButton("看原件(&L)")
    button.setToolTip("图片在下面打开，再按一次收起；其他文件用电脑上的程序打开（Alt+L）")
    set_role(button, "link")
    return button


def _plain(words: str) -> str:
    """Words for a button, in which & is no mnemonic."""
    return words.replace("&", "&&")
