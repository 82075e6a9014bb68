"""One screen's pictures: the window on a made month, page by page and tab by tab, then each dialog that a menu opens."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from qcapp.domain.plan_json import dump_plan, load_plan
from qcapp.places import RESOURCES
from tools.made_up_months import MonthsClock
from tools.screen_month import ScreenMonth, make_screen_month, open_screen_month
from tools.screen_shots import Shots, settle
from ui.application import make_application
from ui.main_window import MainWindow
from ui.pages.registry import PAGES
from ui.scheme import SchemeChoice, turn_scheme

if TYPE_CHECKING:
    pass

_ELLIPSIS: Final = "…"
_CHOSEN: Final[dict[str, object]] = {"ledger": 11}
_TOLD: Final = ("print_preview", "about")
_ON_PAGE: Final = {"rule": "ledger", "edit": "ledger", "send_back": "collect"}


def run(*, dark: bool, out: Path, folder: Path, faults_file: str) -> None:
    """``folder`` is empty, for the ledger; the faults stand in ``out`` under that name.

    A dark window has stood light before, with all its pages; it must look like one that never did.
    """
    app = make_application(["screens"])
    turn_scheme(app, SchemeChoice.LIGHT)
    month = make_screen_month(folder)
    store, services = open_screen_month(month)
    window = MainWindow(services, month.ledger, None)
    shots = Shots(window, out)
    sys.excepthook = lambda kind, error, trace: shots.lines.append(f"raised: {kind.__name__}: {error}")
    try:
        if dark:
            turned = dict(_pictures(window, month, lambda: turn_scheme(app, SchemeChoice.DARK)))
            fresh = MainWindow(services, month.ledger, None)
            shots.lines += _unlike(turned, dict(_pictures(fresh, month)))
            _leave(fresh)
        for name in _pages(window, month):
            shots.page(name)
        for name, trigger in _from_menus(window):
            settle(window)
            shots.behind(name, trigger)
        for name, trigger in _from_pages(window, month):
            settle(window)
            shots.behind(name, trigger)
        shots.form(next(month.back.glob("*.xlsx")), folder)
        shots.help()
    finally:
        _leave(window)
        store.close()
    (out / faults_file).write_text("".join(f"{line}\n" for line in shots.lines), encoding="utf-8")


def _pages(window: MainWindow, month: ScreenMonth) -> Iterator[str]:
    """Each of them shown."""
    if not window.isVisible():
        window.show_first()
        window.complete()
        window.set_period(month.period)
    for spec in PAGES:
        window.activateWindow()  # what has the keys is framed in the active window alone
        window.go(spec.name, _CHOSEN.get(spec.name))
        if spec.name == "collect" and not window.property("read"):
            window.page(spec.name).show_item([month.back])
            window.setProperty("read", True)
        settle(window)
        yield spec.name


def _pictures(
    window: MainWindow, month: ScreenMonth, meanwhile: Callable[[], object] | None = None
) -> Iterator[tuple[str, QImage]]:
    """Of the pages; ``meanwhile`` is done when all of them have been shown once."""
    for _ in _pages(window, month):
        pass
    if meanwhile is not None:
        meanwhile()
    for name in _pages(window, month):
        yield name, window.current_page.grab().toImage()


def _unlike(turned: dict[str, QImage], fresh: dict[str, QImage]) -> Iterator[str]:
    for name, image in turned.items():
        other = fresh[name]
        if image == other:  # as a rule; to look for points that differ takes a hundred times as long
            continue
        points = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
        differing = [point for point in points if image.pixel(*point) != other.pixel(*point)]
        if image.size() != other.size() or differing:
            yield f"{name}: turned dark it differs from a dark one at {len(differing)} points, as {differing[:1]}"


def _leave(window: MainWindow) -> None:
    window.tasks.shut_down()
    window.close()


def _from_menus(window: MainWindow) -> Iterator[tuple[str, Callable[[], object]]]:
    """Entries that promise a dialog, and those of the help."""
    for key, action in window.actions_by_key.items():
        promised = action.text().endswith(_ELLIPSIS) and action.isEnabled() and not key.startswith("go_")
        if promised or key in _TOLD:
            window.go(_ON_PAGE.get(key, "overview"))
            yield key, action.trigger


def _from_pages(window: MainWindow, month: ScreenMonth) -> Iterator[tuple[str, Callable[[], object]]]:
    """Dialogs that no menu opens, on the page that does."""
    from qcapp.services.setup import built_in_plan, plan_from_file
    from ui.dialogs.first_run import FirstRunDialog
    from ui.dialogs.question import Answer, QuestionDialog
    from ui.models.fact_query import Figure
    from ui.pages.overview import OverviewPage

    window.go("overview")
    page = window.page("overview")
    assert isinstance(page, OverviewPage)
    yield "facts", partial(page.view.units.rows_requested.emit, Figure.REPORTED.query())
    yield "chart", page.view.charts.view.enlarge_requested.emit
    window.go("bulletin")
    button = next(each for each in window.page("bulletin").findChildren(QPushButton) if each.text().startswith("登记印发"))
    yield "issue", button.click
    yield "question", partial(
        QuestionDialog.ask, window, "恢复备份", "恢复成 2021-07-22 09:30 的备份？",
        "恢复这一份，会撤去之后的 3 次操作；填报内容不变。现在的台账会先备份一份，恢复之后随时可以撤销，换回现在的样子。",
        [Answer("yes", "恢复这一份")],
    )
    yield "trouble", partial(_trouble, window)
    yield from _of_the_door(window, month)
    yield from _of_the_list(window, month)
    yield from _of_handing(window, month)
    yield from _of_trouble(window, month)
    yield from _of_sharing(window, month)
    yield "first_run", partial(FirstRunDialog.ask, window, built_in_plan(RESOURCES), month.ledger, plan_from_file)


def _trouble(window: MainWindow) -> None:
    from ui.widgets.trouble import TroubleDialog, details_of

    doing = "合并入账"
    dialog = TroubleDialog(details_of(ValueError("not a month"), doing), doing, window, safe=window.safe_words())
    dialog.offer_diagnosis(window.save_diagnosis)
    dialog.show_times(214)
    dialog.open()


def _of_the_door(window: MainWindow, month: ScreenMonth) -> Iterator[tuple[str, Callable[[], object]]]:
    """The opening password asked for, and the recovery code."""
    from ui.dialogs.password import UnlockDialog
    from ui.dialogs.recovery_code import RecoveryCodeDialog

    code, today = "ABCDE-FGHJK-LMNPQ-RSTUV-23456", window.services.look.today()
    yield "unlock", lambda: UnlockDialog(window.services.password, f"打开“{month.ledger.stem}”", "退出", window).exec()

    def recovery() -> None:
        dialog = RecoveryCodeDialog(code, month.ledger, today, window)
        dialog.kept.setChecked(True)
        dialog.exec()

    yield "recovery", recovery


def _of_handing(window: MainWindow, month: ScreenMonth) -> Iterator[tuple[str, Callable[[], object]]]:
    """交接出去 with a password typed, and 接收交接 with what its rehearsal found."""
    from db.handing import HandoverFiles
    from qcapp.services.handover import HandoverService
    from qcapp.services.progress import SILENT
    from ui.dialogs.handover import HandoverDialog
    from ui.dialogs.takeover import TakeoverDialog

    clock, folder, password = MonthsClock(), month.ledger.parent, "wo-ai-bei-jing-2021"
    service = HandoverService(HandoverFiles(month.ledger, clock, held=True), clock, folder / "fill", None, "经办人", cost=14)
    file = service.write(folder / service.suggested_name(), password, "经办人", SILENT).path

    def give() -> None:
        dialog = HandoverDialog(folder / "给接手的人.ysjj", window)
        dialog.password.line.setText("12345678")
        dialog.again.line.setText("1234567")
        dialog.exec()

    def rehearse() -> None:
        dialog = TakeoverDialog(service, window.tasks, "经办人", window)
        dialog.file.setText(str(file))
        dialog.password.line.setText(password)
        QTimer.singleShot(0, dialog.next.click)
        dialog.exec()

    yield "handover", give
    yield "takeover", partial(TakeoverDialog.ask, window, service, window.tasks, "经办人")
    yield "takeover-rehearsed", rehearse


def _of_trouble(window: MainWindow, month: ScreenMonth) -> Iterator[tuple[str, Callable[[], object]]]:
    """What stands in the place of a ledger that can't be opened: with its backups, and with none."""
    from main import Workplace
    from qcapp.domain.errors import LedgerError, LedgerTrouble
    from ui.rescue.page import RescueDialog

    window.services.upkeep.backup()
    away = month.ledger.with_name("没有.sqlite3")
    shown = {LedgerTrouble.DAMAGED: month.ledger, LedgerTrouble.BUSY: month.ledger, LedgerTrouble.MISSING: away}
    for trouble, ledger in shown.items():
        error = LedgerError(f"台账“{ledger}”打不开，请看下面的出路。", trouble)
        yield f"rescue-{trouble.value}", RescueDialog(Workplace(ledger), error, window).exec


def _of_sharing(window: MainWindow, month: ScreenMonth) -> Iterator[tuple[str, Callable[[], object]]]:
    """打开共享台账, with what a try may tell, and the page of one whose server does not answer."""
    from main import Workplace
    from qcapp.domain.errors import LedgerError, LedgerTrouble
    from qcapp.domain.server_address import ServerAddress
    from ui.dialogs.shared import SharedDialog
    from ui.rescue.page import RescueDialog

    address = ServerAddress("10.0.0.8", "yingshang", "wang")
    said = f"共享台账“{address.shown}”的用户名或密码不对，请核对后再试。"
    silent = f"服务器“{address.host}”没有回应，请检查网络，或请管理员看看服务器后再试。"
    yield "shared", lambda: SharedDialog(Workplace(month.ledger), None, window).exec()
    yield "shared-refused", lambda: SharedDialog(Workplace(address), address, window, said=said).exec()
    away = LedgerError(silent, LedgerTrouble.UNREACHABLE)
    yield "rescue-shared", lambda: RescueDialog(Workplace(address), away, window).exec()


def _of_the_list(window: MainWindow, month: ScreenMonth) -> Iterator[tuple[str, Callable[[], object]]]:
    """A change of the list, and the mapping of another year's, where words are others and a measure is no more."""
    from ui.dialogs.plan_import import ImportDialog
    from ui.pages.plan import Leaf, PlanPage

    page = window.page("plan")
    assert isinstance(page, PlanPage)
    window.go("plan", 11)
    settle(window)
    for deed in ("add-measure", "amend-measure", "split-measure", "assign"):
        yield deed, page.leaves[Leaf.MEASURES].actions_by_key[deed].trigger
    for deed in ("end-unit", "alias"):
        yield deed, page.leaves[Leaf.UNITS].actions_by_key[deed].trigger
    following = month.ledger.parent / "下一年.json"
    window.services.plan.export(following, month.period)
    listed = load_plan(following.read_text(encoding="utf-8"))
    first, *rest = listed.measures
    rest[9] = rest[9]._replace(text=rest[9].text.replace("加快", "全面"))
    kept = tuple(each for each in listed.assignments if each.no != first.no)
    following.write_text(dump_plan(replace(listed, measures=tuple(rest), assignments=kept)), encoding="utf-8")

    def mapping() -> None:
        dialog = ImportDialog(window.services.plan.import_preview, month.period.year + 1, window.tasks, following, window)
        dialog.source.read_done.connect(dialog.next.click)
        dialog.exec()

    yield "mapping", mapping
