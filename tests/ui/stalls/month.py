"""A month in the window, by script: what a clerk does from dispatch to 通报, each step once, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter
from qcapp.merge.plan import Decision
from tests.ui.stalls.watch import Watch
from ui.main_window import MainWindow
from ui.models.spot import Spot
from ui.pages.bulletin import BulletinPage
from ui.pages.collect import CollectPage
from ui.pages.dispatch import DispatchPage
from ui.pages.history import HistoryPage
from ui.pages.ledger_finding import Finding
from ui.pages.past import Leaf as PastLeaf
from ui.pages.past import PastPage
from ui.pages.plan import Leaf as PlanLeaf
from ui.pages.plan import PlanPage
from ui.pages.search import SearchPage
from ui.restyling import is_restyling
from ui.scheme import SchemeChoice, turn_scheme
from ui.widgets.ledger_sheet import select_block


@dataclass(frozen=True, slots=True)
class Month:
    """``returns`` are dropped on 收表; ``folder`` takes what is written."""

    watch: Watch
    window: MainWindow
    returns: tuple[Path, ...]
    folder: Path
    pasted: int = 3_000

    def walk(self) -> None:
        self.pages()
        self.collect()
        self.ledger()
        self.cells()
        self.find()
        self.others()
        self.papers()
        self.whole_window()

    def do(
        self, action: str, work: Callable[[], object], until: Callable[[], bool] = lambda: True,
        answer: Callable[[QDialog], object] = QDialog.reject,
    ) -> None:
        """Then until nothing is under way any more."""
        self.watch.do(action, work, lambda: until() and not self._under_way, answer)

    @property
    def _under_way(self) -> bool:
        return self.window.tasks.busy or self.window.ledger_page._reading.under_way

    def trigger(self, action: str, key: str, answer: Callable[[QDialog], object] = QDialog.reject) -> None:
        """An entry of the menus."""
        self.do(action, self.window.actions_by_key[key].trigger, answer=answer)

    def go(self, name: str, what: object = None) -> Callable[[], object]:
        return lambda: self.window.go(name, what)

    def pages(self) -> None:
        """Each for the first time, and again."""
        for word in ("第一次到", "再到"):
            for name, spec in self.window.pages.specs.items():
                self.do(f"{word}{spec.word}", self.go(name))

    def collect(self) -> None:
        page = self.window.page("collect")
        assert isinstance(page, CollectPage)
        files, compare, walk = page.files, page.compare, page.walk
        self.do("到收表", self.go("collect"))
        self.do("收表：拖入全部", lambda: page.add_paths(self.returns), lambda: not page.work.busy)
        for row in (10, 11, 30):
            self.do("收表：选一份", partial(files.select, row))
        self.do("收表：全部文件一起看", walk.turn_all)
        self.do("收表：一起看时滚到底", lambda: compare.table.verticalScrollBar().setValue(10**9))
        self.do("收表：一起看时滚回来", lambda: compare.table.verticalScrollBar().setValue(0))
        self.do("收表：下一处冲突", walk.next_conflict)
        self.do("收表：回到一份", walk.turn_all)
        self.do("收表：下一处冲突", walk.next_conflict)
        self.do("收表：文件列表滚到底", lambda: files.table.verticalScrollBar().setValue(10**9))
        self.do("收表：全选文件", files.table.selectAll)
        self.do("收表：其余冲突一次选定", lambda: page._decide_rest(Decision.THEIRS))
        self.do("收表：打开来历", compare.turn_source)
        self.do("收表：合并全部", page.merge, lambda: not page.work.busy)
        self.do("收表：合并后再到台账", self.go("ledger"))
        self.do("到收表", self.go("collect"))
        self.do("收表：撤销全部", page._undo_last, lambda: not page.work.busy)
        self.do("收表：再合并全部", page.merge, lambda: not page.work.busy)
        self.trigger("合并后按 Ctrl+Z", "undo", lambda dialog: dialog.findChildren(QPushButton)[0].click())
        self.trigger("重做", "redo")

    def ledger(self) -> None:
        page = self.window.ledger_page
        table, shown = page.table, page.shown
        bar = table.verticalScrollBar()
        self.do("到台账", self.go("ledger"))
        self.trigger("刷新", "refresh")
        self.do("台账：滚到底", lambda: bar.setValue(bar.maximum()))
        self.do("台账：滚到中间", lambda: bar.setValue(bar.maximum() // 2))
        self.do("台账：滚一屏", lambda: bar.setValue(bar.value() + bar.pageStep()))
        self.do("台账：滚回来", lambda: bar.setValue(0))
        self.do("台账：下一条", lambda: page.next_measure())
        views = {
            "未报": LedgerView(filter=ViewFilter(states=("unreported",))),
            "有问题": LedgerView(filter=ViewFilter(states=("problem",))),
            "一家单位": LedgerView(filter=ViewFilter(units=("第007责任单位",))),
            "条件筛选": LedgerView(filter=ViewFilter(conditions=(Condition("progress", Test.CONTAINS, "办理"),))),
            "不分组、按时限排": LedgerView(grouping=Grouping.NONE, sort="deadline"),
            "按单位分组": LedgerView(grouping=Grouping.UNIT), "全部": LedgerView(),
        }
        for name, view in views.items():
            self.do(f"台账：{name}", partial(shown.show_view, view))
        for words in ("办理", "办理件", "无此词"):
            self.do(f"台账：检索“{words}”", partial(shown._search, words))
        self.do("台账：清除检索", lambda: shown._search(""))
        self.do("台账：收起全部", shown.close_all)
        self.do("台账：展开全部", shown.open_all)
        self.do("台账：放大", table.zoom_in)
        self.do("台账：复原", table.zoom_usual)
        self.do("台账：行高按内容", lambda: table.set_compact(False))
        self.do("台账：行高收紧", lambda: table.set_compact(True))
        self.do("台账：到一条", self.go("ledger", Spot(777, "", "progress", ("办理",))))
        self.do("台账：表单里改进展", lambda: _type(page))
        self.do("台账：离开表单保存", page.flush)
        self.trigger("撤销一格", "undo")
        self.do("后一个月", lambda: self.window.set_period(self.window.period.shifted(1)))
        self.do("回到本月", lambda: self.window.set_period(self.window.period.shifted(-1)))

    def cells(self) -> None:
        page = self.window.ledger_page
        table = page.table
        self.do("台账：全选", table.selectAll)
        self.do("台账：复制全部", table.copy)
        self.do("台账：剪贴板给别的程序", lambda: QGuiApplication.clipboard().text())
        column = page.shown.model.rowCount() - 1
        progress = list(table.columns.keys).index("progress")
        block = "\n".join(f"粘贴的进展 {place}\t无" for place in range(self.pasted))
        self.do("复制许多行", lambda: QGuiApplication.clipboard().setText(f"进展\t问题\n{block}"))
        self.do("台账：选一格", lambda: select_block(table, (1, progress), (1, progress)))
        self.trigger("台账：粘贴许多行，看过不写", "paste")
        self.trigger("台账：粘贴许多行，写入", "paste", QDialog.accept)
        self.trigger("撤销粘贴", "undo")
        self.do("台账：选一列", lambda: select_block(table, (1, progress), (column, progress)))
        self.trigger("台账：清空一列，问过不清", "clear")
        self.trigger("台账：向下填充一列，看过不写", "fill_down")
        self.trigger("台账：剪切一列，问过不剪", "cut")
        self.do("台账：点一格", lambda: table.selectionModel().setCurrentIndex(
            page.shown.model.index(1, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect))

    def find(self) -> None:
        finding = self.window.ledger_page.cells.finding
        self.trigger("台账：查找和替换", "replace")
        for words in ("办理", "绝无此词"):
            self.do(f"查找“{words}”", partial(_find, finding, words))
        self.do("查找：全部替换，看过不写", partial(_replace_all, finding, "办理"))
        self.do("关掉查找", finding.dialog.close)

    def others(self) -> None:
        window = self.window
        dispatch, search = window.page("dispatch"), window.page("search")
        history, past, plan = window.page("history"), window.page("past"), window.page("plan")
        bulletin = window.page("bulletin")
        assert isinstance(dispatch, DispatchPage)
        assert isinstance(search, SearchPage)
        assert isinstance(bulletin, BulletinPage)
        assert isinstance(history, HistoryPage)
        assert isinstance(past, PastPage)
        assert isinstance(plan, PlanPage)
        self.do("到下发", self.go("dispatch"))
        self.do("下发：全部勾选", dispatch._check_all)
        for words in ("办理", "企业", "a", "第007责任单位"):
            self.do(f"检索“{words}”", self.go("search", words))
        self.do("检索：滚到底", lambda: search.results.verticalScrollBar().setValue(10**9))
        self.do("到历史", self.go("history"))
        self.do("历史：选合并", lambda: history.table.selectRow(1))
        self.do("历史：选写入", lambda: history.table.selectRow(0))
        self.do("到总览", self.go("overview"))
        for each in PastLeaf:
            self.do(f"往期：{each.name}", self.go("past", each))
        for leaf in PlanLeaf:
            self.do(f"清单：{leaf.name}", self.go("plan"))
            self.do(f"清单：{leaf.name}", partial(plan.tabs.setCurrentIndex, leaf))
        self.do("清单：选一条", lambda: plan.leaf.step(1))
        self.do("清单：查找", lambda: plan.search.setText("企业"))
        self.do("到通报", self.go("bulletin"))
        for each_leaf in type(bulletin.view.leaf):
            self.do(f"通报：{each_leaf.name}", partial(bulletin.view.show_leaf, each_leaf))
        self.do("通报：预览滚到底", lambda: bulletin.view.preview.view.verticalScrollBar().setValue(10**9))

    def papers(self) -> None:
        window = self.window
        self.do("到台账", self.go("ledger"))
        self.trigger("设置", "settings")
        self.trigger("再开设置", "settings")
        self.trigger("关于", "about")
        self.trigger("导出细化表，看过不导", "export")
        for suffix in ("xlsx", "docx", "pdf"):
            self.do(f"导出 {suffix}", partial(self._export, suffix))
        self.do("打印预览", window.commands.exports.preview, self._previewed)
        printing = window.commands.exports.printing
        preview = printing.preview if printing is not None else None
        if preview is not None:
            self.do("打印预览：末页", lambda: preview.view.verticalScrollBar().setValue(10**9))
            self.do("打印预览：关", preview.close)
        self.trigger("诊断", "check")
        self.trigger("立即备份", "backup")
        self.trigger("备份与恢复", "backups")
        self.trigger("帮助", "help")
        self.do("关掉帮助", lambda: [each.close() for each in QApplication.topLevelWidgets() if each is not window])

    def _previewed(self) -> bool:
        printing = self.window.commands.exports.printing
        return printing is not None and printing.preview is not None and printing.preview.current

    def _export(self, suffix: str) -> None:
        from ui.dialogs.export_dialog import ExportChoice
        from ui.export import Exporter

        window = self.window
        paper = window.services.publish.paper()
        Exporter(window).write(ExportChoice(self.folder / f"导出.{suffix}", paper))

    def whole_window(self) -> None:
        window, app = self.window, QApplication.instance()
        assert isinstance(app, QApplication)
        for name in ("ledger", "collect"):
            self.do("到" + name, self.go(name))
            self.do("配色：深", lambda: turn_scheme(app, SchemeChoice.DARK), lambda: not is_restyling())
            self.do("配色：浅", lambda: turn_scheme(app, SchemeChoice.LIGHT), lambda: not is_restyling())
        self.do("窗口改大小", lambda: window.resize(1500, 900))
        self.do("窗口改回", lambda: window.resize(1366, 768))


def _find(finding: Finding, words: str) -> None:
    finding.dialog.words.setText(words)
    finding.find(False)


def _replace_all(finding: Finding, words: str) -> None:
    finding.dialog.words.setText(words)
    finding.replace_all()


def _type(page: object) -> None:
    """A few words in the form's 进展情况."""
    from ui.pages.ledger import LedgerPage

    assert isinstance(page, LedgerPage)
    page.edit_measure()
    box = QApplication.focusWidget()
    if box is not None:
        from tests.ui.hands import type_in

        type_in(box, "又办理若干件。")
