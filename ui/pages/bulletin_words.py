"""措辞 on the page 通报: a sentence changed for this month, kept from now on, put back; found by a click in the preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import Operation
from qcapp.domain.settings import WORDING
from qcapp.ports import Progress
from ui.models.sentences import HeardWording, Sentence, sentences_of, usable
from ui.widgets.wording_panel import WordingPanel

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.pages.bulletin_draft import DraftWork
    from ui.paper.finding import Struck
    from ui.tasks import TaskRunner


class WordingWork(QObject):
    """``paper_chosen(name)``; ``changed``: this month's words; ``chosen``: another sentence; ``kept``: the setting is new."""

    paper_chosen = Signal(str)
    changed = Signal()
    chosen = Signal()
    kept = Signal()
    said_so = Signal(str)
    problem = Signal(str)

    def __init__(
        self, services: Services, tasks: TaskRunner, panel: WordingPanel, drafting: DraftWork, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._panel, self._drafting, self._window = services, tasks, panel, drafting, parent
        self._kept: Mapping[str, str] = {}
        self._heard = HeardWording()
        self._sentences: dict[str, Sentence] = {}
        self.paper = panel.papers.current
        panel.paper_chosen.connect(self._choose_paper)
        panel.sentence_chosen.connect(self._chosen)
        panel.edited.connect(self._edited)
        panel.keep_requested.connect(self.keep)
        panel.restore_requested.connect(self.restore)

    @property
    def said(self) -> tuple[str, ...]:
        """What the sentence chosen says this month, each time."""
        current = self._panel.current
        return current.said if current is not None else ()

    def show(self, paper: str, kept: Mapping[str, str], heard: HeardWording | None) -> None:
        """The sentences of that paper as it was composed; None where it was not."""
        self._kept = kept
        self._heard = heard or HeardWording()
        self.paper = paper
        self._draw()

    def find(self, struck: Struck) -> bool:
        """Choose the sentence whose words were struck: of several the one that says least around them."""
        found: list[tuple[int, str]] = []
        for key, sentence in self._sentences.items():
            for words in filter(None, sentence.said):
                plain = words.replace("\n", "")
                start = struck.words.find(plain)
                if 0 <= start <= struck.place <= start + len(plain):
                    found.append((len(plain), key))
        if found:
            self._panel.choose(min(found)[1])
        return bool(found)

    @Slot(str)
    def keep(self, key: str) -> None:
        """This month's words of that sentence, from now on."""
        text = self._drafting.choice.wording.get(key)
        if text is not None:
            self._save({**usable(self._kept, {}), key: text}, key, "以后每个月都这样写。")

    @Slot(str)
    def restore(self, key: str) -> None:
        """Give up this month's words; where there are none, the clerk's own for all months."""
        sentence = self._sentences.get(key)
        if sentence is None:
            return
        if sentence.month is not None:
            self._drafting.set_text(key, sentence.before, sentence.before)
            self._draw()
            self.changed.emit()
        elif sentence.kept is not None:
            left = {name: text for name, text in usable(self._kept, {}).items() if name != key}
            self._save(left, key, "已恢复系统原来的说法。")

    def _save(self, texts: Mapping[str, str], key: str, words: str) -> None:
        from qcapp.publish.wording import document

        services = self._services

        def work(progress: Progress) -> Operation | None:
            return services.settings.change({WORDING.key: document(texts)})

        def done(operation: Operation | None) -> None:
            self._kept = dict(texts)
            sentence = self._sentences[key]
            before = texts.get(key, sentence.ours)
            self._drafting.set_text(key, before, before)
            self._draw()
            self.said_so.emit(words)
            self.kept.emit()

        self._tasks.run(work, done, title="存措辞", failed=self._failed, parent=self._window)

    def _draw(self) -> None:
        sentences = sentences_of(self.paper, self._kept, self._drafting.choice.wording, self._heard)
        self._sentences = {each.key: each for each in sentences}
        self._panel.show_sentences(self.paper, sentences)

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))

    @Slot(str)
    def _choose_paper(self, paper: str) -> None:
        self.paper = paper
        self._heard = HeardWording()
        self._draw()
        self.paper_chosen.emit(paper)

    @Slot(str, str)
    def _edited(self, key: str, text: str) -> None:
        sentence, before = self._sentences[key], self._drafting.choice
        self._drafting.set_text(key, text, sentence.before)
        if self._drafting.choice == before:  # the same words, in other colours
            return
        self._draw()
        self.changed.emit()

    @Slot(str)
    def _chosen(self, key: str) -> None:
        self.chosen.emit()
