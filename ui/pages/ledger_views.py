"""视图 over the ledger's table: those built in and those saved are chosen, saved, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu

from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.domain.views import LedgerView
from ui.pages.ledger_layouts import Left
from ui.widgets.filter_row import WHOLE
from ui.writing import may_write

if TYPE_CHECKING:
    from qcapp.domain.period import Period
    from qcapp.services.views import ViewsService
    from ui.models.ledger_viewing import Viewing
    from ui.widgets.filter_row import FilterRow


class NamedViews(QObject):
    """``wished(LedgerView)``; ``renamed(old, new)`` "" for one deleted; ``problem`` and ``said`` as a page's own."""

    wished = Signal(object)
    renamed = Signal(str, str)
    problem = Signal(str)
    said = Signal(str)

    def __init__(self, row: FilterRow, viewing: Viewing, views: Callable[[], ViewsService], period: Callable[[], Period]) -> None:
        super().__init__(row)
        self._row, self._viewing, self._views, self._period = row, viewing, views, period
        self._plain = LedgerView()
        self._as_saved: LedgerView | None = None
        row.views.clicked.connect(self.show_menu)
        row.save_requested.connect(self.save_as)

    @property
    def altered(self) -> bool:
        """Whether the view shown is another one than what bears its name."""
        return self._as_saved is not None and self._as_saved != self._viewing.view

    def left(self) -> Left:
        """To be come back to tomorrow: of what narrows the table only what belongs to a view with a name."""
        view, saved = self._viewing.view, self._as_saved
        return Left(replace(view, filter=saved.filter if saved else LedgerView().filter), self._plain, self.altered)

    def recall(self, left: Left) -> None:
        """The view of yesterday, as it is saved or built in today; where it was deleted meanwhile, all of the month."""
        try:
            saved = self._arranged(self._views().named(left.view.name, self._period()))
        except UsageError:
            self.show_whole()
            return
        self._as_saved = saved
        self.wished.emit(replace(left.view, filter=saved.filter) if left.altered else saved)

    def note(self, view: LedgerView) -> None:
        """That this is about to be shown: what has no name is come back to as it was, without what narrowed it."""
        if not view.name:
            self._plain, self._as_saved = replace(view, filter=LedgerView().filter), None

    @Slot()
    def show_menu(self) -> QMenu:
        """Under the chip; answers it for those who would choose from it."""
        menu, shown = QMenu(self._row.views), self._viewing.view.name
        self._offer(menu, WHOLE, not shown, self.show_whole)
        menu.addSeparator()
        for view in self._views().built_in(self._period()):
            self._offer(menu, view.name, shown == view.name, self._shower(view))
        saved = self._views().saved()
        if saved:
            menu.addSeparator()
        for view in saved:
            self._offer(menu, view.name, shown == view.name, self._shower(view))
        menu.addSeparator()
        mine = any(view.name == shown for view in saved)
        if mine and self.altered:
            may_write(menu.addAction(f"更新“{shown}”"), self._row).triggered.connect(self.update_saved)
        may_write(menu.addAction("保存为视图…"), self._row).triggered.connect(self.save_as)
        if mine:
            may_write(menu.addAction(f"给“{shown}”改名…"), self._row).triggered.connect(self.rename)
            may_write(menu.addAction(f"删除“{shown}”…"), self._row).triggered.connect(self.delete)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._row.views.mapToGlobal(QPoint(0, self._row.views.height() + 3)))
        return menu

    def show_view(self, view: LedgerView) -> None:
        """One with a name; where it says nothing of columns, those at hand stay."""
        wanted = self._as_saved = self._arranged(view)
        self.wished.emit(wanted)

    @Slot()
    def show_whole(self) -> None:
        """All of the month, as it was arranged before any view was chosen."""
        self.wished.emit(self._plain)

    @Slot()
    def save_as(self) -> None:
        self._name("保存为视图", "筛选、分组、排序和列一起保存，谁打开这本台账都能选。", self._viewing.view.name, self._save)

    @Slot()
    def update_saved(self) -> None:
        self._try(lambda: self._save(self._viewing.view.name))

    @Slot()
    def rename(self) -> None:
        self._name("视图改名", "新的名字", self._viewing.view.name, self._rename)

    @Slot()
    def delete(self) -> None:
        from ui.dialogs.question import Answer, QuestionDialog

        name = self._viewing.view.name
        words = "只删去这个视图，台账里的内容一个字都不动。"
        answers = [Answer("delete", "删除视图")]
        if QuestionDialog.ask(self._row.window(), "删除视图", f"删除视图“{name}”吗？", words, answers) and self._try(
            lambda: self._views().delete(name)
        ):
            self.renamed.emit(name, "")
            self.show_whole()
            self.said.emit(f"视图“{name}”已删除。")

    def _arranged(self, view: LedgerView) -> LedgerView:
        return view if view.columns else replace(view, columns=self._plain.columns)

    def _save(self, name: str) -> None:
        kept = self._views().save(replace(self._viewing.view, name=name), self._period())
        self._as_saved = kept
        self.wished.emit(kept)
        self.said.emit(f"已保存为视图“{kept.name}”。")

    def _rename(self, name: str) -> None:
        before = self._viewing.view
        kept = self._views().rename(before.name, name, self._period())
        self.renamed.emit(before.name, kept.name)
        self._as_saved = replace(self._as_saved, name=kept.name) if self._as_saved else kept
        self.wished.emit(replace(before, name=kept.name))

    def _name(self, title: str, words: str, name: str, take: Callable[[str], None]) -> None:
        """Ask until the name can be taken or the person thinks better of it."""
        from ui.dialogs.view_name import ViewNameDialog

        dialog = ViewNameDialog(title, words, name, self._row.window())
        while dialog.exec():
            try:
                take(dialog.name)
                break
            except ExpectedError as error:
                dialog.refuse(str(error))
        dialog.deleteLater()

    def _try(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except ExpectedError as error:
            self.problem.emit(str(error))
            return False
        return True

    def _offer(self, menu: QMenu, words: str, checked: bool, show: Callable[[], None]) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(show)

    def _shower(self, view: LedgerView) -> Callable[[], None]:
        def show() -> None:
            self.show_view(view)

        return show
