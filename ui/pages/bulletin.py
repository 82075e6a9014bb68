"""通报: the month's paper drafted, worded, looked at, written, registered as issued; and who is to be chased for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.domain.period import Period
from qcapp.services.begun import nothing_yet
from ui.models.drafting import DraftChoice, day_words
from ui.pages.base import REMIND, Page
from ui.pages.bulletin_chase import Notice
from ui.pages.bulletin_chased import ChasedLeaf
from ui.pages.bulletin_draft import Composed, DraftWork
from ui.pages.bulletin_out import Outgoing
from ui.pages.bulletin_pictures import Pictures
from ui.pages.bulletin_remarks import DAY, ISSUED, SETTINGS, WORDING, remark_rows
from ui.pages.bulletin_view import BULLETIN, BulletinView, Leaf
from ui.pages.bulletin_words import WordingWork
from ui.qt_classes import make_classes
from ui.theme import Tone

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.paper.finding import Struck
    from ui.tasks import TaskRunner


class BulletinPage(Page):
    """The preview shows the paper that the leaf at hand is about: the 通报, or a unit's notice."""

    name = "bulletin"
    title = "通报"

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        make_classes()  # papers are laid out beside the window; this page may be the first thing that is gone to
        self.view = BulletinView(self)  # whose parts are many: put here when it is made, not gone through again
        self.drafting = DraftWork(services, tasks, self)
        self.chased = ChasedLeaf(services, tasks, self.view, self.drafting, self)
        self.out = Outgoing(services, tasks, self.drafting, self)
        self.pictures = Pictures(tasks, self, services.drawing)
        self.words = WordingWork(services, tasks, self.view.wording, self.drafting, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self._connect()

    def set_period(self, period: Period) -> None:
        super().set_period(period)
        self.drafting.set_period(period)

    def refresh(self) -> None:
        self.drafting.follow_clock()
        self.drafting.compose()
        self.chased.look(self.period)
        self._show_choice(self.drafting.choice)

    def flush(self) -> bool:
        self.drafting.keep()
        return True

    def status_words(self) -> str | None:
        latest = self.drafting.latest
        if latest is None or latest.draft is None:
            return f"{self.period.label}通报"
        issued = latest.newest
        state = f"{issued.issued.month}月{issued.issued.day}日印发" if issued else "还没有登记印发"
        late = self.chased.late
        return f"{self.period.label}通报 · {state}" + (f" · 逾期 {late} 家" if late else "")

    def clear_notices(self) -> None:
        self.view.notice.clear()
        self.view.result.clear()

    def show_item(self, what: object) -> None:
        """REMIND: who is to be chased; or a part of the page, by what a remark names it."""
        match what:
            case str() if what == REMIND:
                self.view.show_leaf(Leaf.CHASE)
                self.view.chase.table.setFocus()
            case str() if what == ISSUED:
                self.view.show_leaf(Leaf.ISSUED)
            case str() if what == WORDING:
                self.view.show_leaf(Leaf.WORDING)
            case str() if what == DAY:
                self.view.show_leaf(Leaf.DRAFT)
                self.view.draft.day.setFocus()

    def save_state(self, settings: QSettings) -> None:
        self.view.save_state(settings)
        settings.setValue("bulletin/without", ",".join(sorted(self.drafting.choice.without)))

    def restore_state(self, settings: QSettings) -> None:
        self.view.restore_state(settings)
        without = str(settings.value("bulletin/without") or "")
        self.drafting.choice = replace(self.drafting.choice, without=frozenset(filter(None, without.split(","))))

    # What is shown

    @property
    def shown(self) -> str:
        """The paper that the leaf at hand is about: 通报, 催报通知 or 提醒."""
        if self.view.leaf is Leaf.CHASE:
            return self.chased.paper
        return self.words.paper if self.view.leaf is Leaf.WORDING else BULLETIN

    def _show_choice(self, choice: DraftChoice) -> None:
        look, panel = self.services.look, self.view.draft
        panel.show_days(choice.as_of, choice.on or look.today(), choice.day, look.today(), look.due(self.period))
        panel.show_number(choice.number)

    @Slot(object)
    def _composed(self, composed: Composed) -> None:
        panel, newest = self.view.draft, composed.newest
        draft = composed.draft
        panel.show_heading(f"{composed.period.label}通报", *_state(composed))
        panel.show_remarks(remark_rows(draft.notes, composed.faulty) if draft else ())
        panel.show_annexes(draft.offered if draft else (), composed.choice.without)
        panel.show_letterhead(composed.letterhead)
        self.view.set_tab_order()
        self.view.issued.show_issued(composed.issued, composed.period)
        self.view.issued.show_moved(newest, composed.moved)
        for button in (self.view.issue_button, self.view.write_button):
            button.setEnabled(draft is not None)
        self._show_counts()
        if self.shown == BULLETIN:
            self._show_bulletin()

    def _show_bulletin(self) -> None:
        latest, pane = self.drafting.latest, self.view.preview
        if latest is None:
            return
        title = f"{latest.period.label}通报"
        if latest.draft is None:
            pane.show_words(title, f"{nothing_yet(latest.period)}，\n没有可通报的内容。", "去下发")
            self.words.show(BULLETIN, latest.kept, latest.heard)
            return
        head = f"（写在版头“{latest.letterhead}”里）" if latest.letterhead else ""
        self.pictures.want(latest.draft.paper)
        pane.show_paper(f"{title}{head}", latest.draft.paper, self.pictures.made)
        self.words.show(BULLETIN, latest.kept, latest.heard)
        self._mark(reveal=False)

    @Slot()
    def _show_counts(self) -> None:
        drafted = self.drafting.latest
        self.view.show_counts(len(drafted.issued) if drafted else 0, self.chased.late)
        self.status_changed.emit()

    @Slot(object)
    def _notice_composed(self, notice: Notice) -> None:
        self.view.set_tab_order()
        if self.shown != BULLETIN:
            self.view.preview.show_paper(f"{self.shown} · {notice.late.unit}", notice.paper, {})
            self.words.show(self.shown, notice.kept, notice.heard)
            self._mark(reveal=False)

    @Slot(str)
    def _nobody(self, words: str) -> None:
        """There is no such notice to be shown; its sentences can be worded all the same."""
        drafted = self.drafting.latest
        if self.shown != BULLETIN and drafted is not None:
            self.view.preview.show_words(self.shown, words)
            self.words.show(self.shown, drafted.kept, None)

    @Slot()
    def _show_notice(self) -> None:
        if self.shown != BULLETIN:
            self.chased.show_notice(self.shown)

    def _mark(self, *, reveal: bool) -> None:
        """The sentence chosen on the leaf 措辞, in the preview."""
        chosen = self.view.leaf is Leaf.WORDING
        self.view.preview.view.mark(self.words.said if chosen else (), reveal=reveal)

    # What is done

    @Slot(object)
    def _turned(self, leaf: Leaf) -> None:
        self._show_foot()
        self.view.set_tab_order()
        if self.shown == BULLETIN:
            self._show_bulletin()
        else:
            self._show_notice()
        self._mark(reveal=leaf is Leaf.WORDING)

    def _show_foot(self) -> None:
        """Buttons for the paper that is looked at."""
        self.chased.show_foot()
        if self.view.leaf is Leaf.WORDING:
            if self.shown == BULLETIN:
                self.view.show_buttons(notices=False)
            else:
                self.view.offer_notices(self.shown)

    @Slot()
    def _chosen(self) -> None:
        """On the leaf 通报."""
        panel = self.view.draft
        self.drafting.choose(replace(
            self.drafting.choice, as_of=panel.chosen_as_of, on=panel.on.day, day=panel.day.day,
            number=panel.number.text().strip(), without=self._without(),
        ))

    def _without(self) -> frozenset[str]:
        """What was left out of another month stays so though this one has no such annex."""
        offered = frozenset(self.view.draft.annexes)
        return (self.drafting.choice.without - offered) | self.view.draft.without

    @Slot(str)
    def _paper_chosen(self, paper: str) -> None:
        self._show_foot()
        if paper == BULLETIN:
            self._show_bulletin()
        else:
            self._show_notice()

    @Slot()
    def _words_changed(self) -> None:
        if self.shown != BULLETIN:
            self.chased.show_notice(self.shown, typing=True)

    @Slot()
    def _sentence_chosen(self) -> None:
        self._mark(reveal=True)

    @Slot(object)
    def _struck(self, struck: Struck) -> None:
        """A click on words of the preview: to the sentence that says them."""
        if self.words.find(struck):
            self.view.show_leaf(Leaf.WORDING)
            self._mark(reveal=False)

    @Slot()
    def _act(self) -> None:
        """Ctrl+Enter: what the leaf is for."""
        button = self.view.write_button if self.shown == BULLETIN else self.view.chase_button
        button.click()

    @Slot(object, str)
    def _wrote(self, path: Path, sentence: str) -> None:
        self.view.result.show_file(path, sentence)
        self.message.emit(f"已写成“{path.name}”。")

    @Slot(str, object)
    def _notices_written(self, sentence: str, folder: Path) -> None:
        self.view.result.show_folder(folder, sentence)
        self.message.emit("已写出通知。")
        self._changed()

    @Slot()
    def _changed(self) -> None:
        self.refresh()
        self.ledger_changed.emit()

    @Slot(str, object)
    def _follow(self, page: str, what: object) -> None:
        """A remark's link."""
        if page == SETTINGS:
            self.settings_requested.emit(str(what))
        else:
            self.go_requested.emit(page, what)

    @Slot(str)
    def _open_unit(self, unit: str) -> None:
        self.go_requested.emit("ledger", unit)

    @Slot()
    def _write_notices(self) -> None:
        if self.view.leaf is Leaf.CHASE:
            self.chased.write(self.begin)
        else:
            self.chased.turn_to(self.shown)

    @Slot()
    def _go_dispatch(self) -> None:
        self.go_requested.emit("dispatch", None)

    @Slot()
    def _pictures_drawn(self) -> None:
        if self.shown == BULLETIN:
            self._show_bulletin()

    def _connect(self) -> None:
        view, out = self.view, self.out
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        view.leaf_chosen.connect(self._turned)
        view.draft.changed.connect(self._chosen)
        view.draft.followed.connect(self._follow)
        view.draft.letterhead_chosen.connect(out.choose_letterhead)
        view.draft.letterhead_dropped.connect(out.drop_letterhead)
        view.draft.sample_wanted.connect(out.save_sample)
        out.serve(view.issued)
        view.chase.copied.connect(self.message)
        view.preview.action_requested.connect(self._go_dispatch)
        view.preview.copied.connect(self.message)
        view.preview.view.struck.connect(self._struck)
        view.result.failed.connect(self.problem)
        view.write_button.clicked.connect(out.write)
        view.issue_button.clicked.connect(out.issue)
        view.chase_button.clicked.connect(self._write_notices)
        self.words.paper_chosen.connect(self._paper_chosen)
        self.words.changed.connect(self._words_changed)
        self.words.chosen.connect(self._sentence_chosen)
        self.words.kept.connect(self._changed)
        self.words.problem.connect(self.problem)
        self.words.said_so.connect(self.message)
        self.drafting.composed.connect(self._composed)
        self.drafting.failed.connect(self.problem)
        self.drafting.busy_changed.connect(view.preview.show_busy)
        self.pictures.drawn.connect(self._pictures_drawn)
        self.pictures.failed.connect(self.problem)
        self._connect_chased()
        out.begun.connect(self.begin)
        out.wrote.connect(self._wrote)
        out.told.connect(view.notice.show_info)
        out.changed.connect(self._changed)
        out.said.connect(self.message)
        out.problem.connect(self.problem)

    def _connect_chased(self) -> None:
        chased, work = self.chased, self.chased.work
        chased.read.connect(self._show_counts)
        chased.wanted.connect(self._show_notice)
        chased.composed.connect(self._notice_composed)
        chased.nobody.connect(self._nobody)
        chased.open_requested.connect(self._open_unit)
        work.written.connect(self._notices_written)
        work.trouble.connect(self.problem)
        work.failed.connect(self.problem)
        work.busy_changed.connect(self.view.preview.show_busy)


def _state(composed: Composed) -> tuple[str, Tone]:
    """Of the month's 通报, in a word and its colour."""
    newest = composed.newest
    if newest is None:
        return ("未印发" if composed.draft else ""), Tone.IDLE
    words = f"{day_words(newest.issued)}已印发"
    return (f"{words}，有更正", Tone.WARN) if composed.moved else (words, Tone.GOOD)
