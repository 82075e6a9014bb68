"""措辞: the sentences of a paper above, the one chosen below with its editor."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.models.sentences import Sentence, SentencesModel, arranged
from ui.widgets.chips import ChipRow
from ui.widgets.sentence_editor import SentenceEditor
from ui.widgets.sentences_view import SentencesView


class WordingPanel(QWidget):
    """``paper_chosen(name)``: which paper's sentences to show. ``sentence_chosen(key)``: another is current.

    ``edited``, ``keep_requested`` and ``restore_requested`` as of the editor.
    """

    paper_chosen = Signal(str)
    sentence_chosen = Signal(str)
    edited = Signal(str, str)
    keep_requested = Signal(str)
    restore_requested = Signal(str)

    def __init__(self, papers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences: tuple[Sentence, ...] = ()
        self.papers = ChipRow()
        self.papers.set_chips([(paper, paper, None) for paper in papers])
        self.unused = QCheckBox("也列没用到的")
        self.model = SentencesModel(self)
        self.view = SentencesView(self.model)
        self.editor = SentenceEditor()
        self._lay_out()
        self._connect()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in its order."""
        chips = self.papers.findChildren(QPushButton)
        editor = self.editor
        return (*chips, self.unused, self.view, editor.text, editor.insert, editor.restore, editor.keep)

    @property
    def current(self) -> Sentence | None:
        return self.view.current

    def show_sentences(self, paper: str, sentences: Sequence[Sentence]) -> None:
        """As they are now; the one chosen stays so."""
        chosen = self.current
        self._sentences = tuple(sentences)
        self.papers.choose(paper)
        self.view.setAccessibleName(f"{paper}的句子")
        all_of_them = self.unused.isChecked() or not any(sentence.used for sentence in sentences)
        self.model.show_rows(arranged(sentences, unused=all_of_them))
        self.view.keep(chosen.key if chosen else "")
        self.editor.show_sentence(self.current)

    def choose(self, key: str) -> None:
        """That sentence, with those that this month has no use for when it is among them."""
        if self.model.row_of(key) < 0:
            self.unused.setChecked(True)
        self.view.choose(key)

    def _lay_out(self) -> None:
        self.unused.setToolTip("别的月份、别的情形才用得到的句子")
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self.papers)
        top.addStretch(1)
        top.addWidget(self.unused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        column.addWidget(self.editor)

    def _connect(self) -> None:
        self.papers.chosen.connect(self.paper_chosen)
        self.unused.toggled.connect(self._show_unused)
        self.view.chosen.connect(self._chosen)
        self.view.edit_requested.connect(self.editor.text.setFocus)
        self.editor.left.connect(self.view.setFocus)
        self.editor.edited.connect(self.edited)
        self.editor.keep_requested.connect(self.keep_requested)
        self.editor.restore_requested.connect(self.restore_requested)

    @Slot()
    def _show_unused(self) -> None:
        self.show_sentences(self.papers.current, self._sentences)

    @Slot()
    def _chosen(self) -> None:
        sentence = self.current
        if sentence is not None:
            self.editor.show_sentence(sentence)
            self.sentence_chosen.emit(sentence.key)
