"""Light and dark: chosen in the menu, kept, followed while the program runs; what is painted changes with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ui import scheme as scheme_module
from ui.main_window import MainWindow
from ui.scheme import SchemeChoice, begin_scheme, chosen_scheme, keep_scheme, turn_scheme
from ui.scheme_menu import add_scheme_menu
from ui.theme import BLUE, INK, OFF, SURFACE, Tone, icon, scheme
from ui.widgets.day_edit import DayEdit


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    turn_scheme(qapp, SchemeChoice.LIGHT)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def colours(picture: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = picture.pixmap(QSize(32, 32), 1.0, mode).toImage()
    seen = (image.pixelColor(x, y) for x in range(32) for y in range(32))
    return {colour.name() for colour in seen if colour.alpha() == 255}


def near(colour: QColor, found: set[str]) -> bool:
    """Rounding of half-covered points moves a colour by a step."""
    return any(_steps(QColor(each), colour) <= 2 for each in found)


def _steps(one: QColor, other: QColor) -> int:
    return max(abs(one.red() - other.red()), abs(one.green() - other.green()), abs(one.blue() - other.blue()))


def test_a_colour_is_another_in_the_dark_for_those_who_hold_it(qapp: QApplication) -> None:
    assert (f"{INK}", QColor(SURFACE).name()) == ("#1B2430", "#ffffff")
    turn_scheme(qapp, SchemeChoice.DARK)
    assert (f"{INK}", QColor(SURFACE).name()) == (INK.dark, SURFACE.dark.lower())
    assert qapp.palette().window().color().lightness() < 60
    turn_scheme(qapp, SchemeChoice.LIGHT)
    assert (f"{INK}", Tone.BAD.text.name()) == ("#1B2430", "#b3261e")


def test_an_icon_that_is_shown_already_is_drawn_in_the_new_colour(qapp: QApplication) -> None:
    shown = QAction(icon("ledger", INK), "台账")
    assert near(QColor(INK.light), colours(shown.icon()))
    turn_scheme(qapp, SchemeChoice.DARK)
    assert near(QColor(INK.dark), colours(shown.icon()))
    assert near(QColor(OFF.dark), colours(shown.icon(), QIcon.Mode.Disabled))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_an_icon_has_as_many_points_as_the_screen(qapp: QApplication, ratio: float) -> None:
    made = icon("ledger", BLUE).pixmap(QSize(16, 16), ratio)
    assert (made.size(), made.devicePixelRatio()) == (QSize(16, 16) * ratio, ratio)


def test_the_choice_is_kept_and_an_unknown_one_is_the_systems(settings: QSettings) -> None:
    assert chosen_scheme(settings) is SchemeChoice.FOLLOW
    keep_scheme(settings, SchemeChoice.DARK)
    assert chosen_scheme(settings) is SchemeChoice.DARK
    settings.setValue("window/scheme", "sepia")
    assert chosen_scheme(settings) is SchemeChoice.FOLLOW


def test_the_menu_turns_the_window_at_once_and_the_next_start_knows(
    qapp: QApplication, qtbot: QtBot, settings: QSettings
) -> None:
    view = QMenu("视图(&V)")
    qtbot.addWidget(view)
    add_scheme_menu([QMenu("文件(&F)", view), view], settings)
    submenu = view.findChild(QMenu, "scheme")
    assert isinstance(submenu, QMenu)
    words = {action.text(): action for action in submenu.actions()}
    assert list(words) == ["跟随系统", "浅色", "深色"]
    assert words["跟随系统"].isChecked()
    words["深色"].trigger()
    assert scheme.dark
    assert words["深色"].isChecked()
    assert chosen_scheme(settings) is SchemeChoice.DARK
    words["浅色"].trigger()
    assert not scheme.dark


def shown_dark() -> bool:
    return scheme.dark


def test_the_window_turns_when_the_system_does_unless_another_was_chosen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = qapp.styleHints()
    system = [Qt.ColorScheme.Dark]
    monkeypatch.setattr(scheme_module, "system_is_dark", lambda _: system == [Qt.ColorScheme.Dark])
    begin_scheme(qapp, SchemeChoice.FOLLOW)
    assert shown_dark()
    system[:] = [Qt.ColorScheme.Light]
    hints.colorSchemeChanged.emit(system[0])
    assert not shown_dark()
    turn_scheme(qapp, SchemeChoice.LIGHT)
    system[:] = [Qt.ColorScheme.Dark]
    hints.colorSchemeChanged.emit(system[0])
    assert not shown_dark()


def test_the_calendar_speaks_chinese_and_its_week_end_turns_too(qapp: QApplication, qtbot: QtBot) -> None:
    day = DayEdit("收到日期")
    qtbot.addWidget(day)
    day.show_day(date(2021, 7, 24), most=date(2021, 7, 25))
    day.show()
    QTest.mousePress(day, Qt.MouseButton.LeftButton, pos=QPoint(day.width() - 8, day.height() // 2))
    calendar = day.calendarWidget()
    assert (calendar.isVisible(), calendar.selectedDate(), calendar.maximumDate()) == (
        True, QDate(2021, 7, 24), QDate(2021, 7, 25),
    )
    calendar.window().close()
    assert calendar.locale().standaloneMonthName(7) == "七月"
    turn_scheme(qapp, SchemeChoice.DARK)
    assert calendar.weekdayTextFormat(Qt.DayOfWeek.Sunday).foreground().color() == Tone.BAD.text


def test_a_window_that_stands_is_painted_anew(qapp: QApplication, qtbot: QtBot, window: MainWindow) -> None:
    def ground() -> int:
        """As it is on the screen."""
        seen = window.screen().grabWindow(window.winId())
        return seen.toImage().pixelColor(window.width() // 2, window.height() - 40).lightness()

    qtbot.waitUntil(lambda: ground() > 200)
    turn_scheme(qapp, SchemeChoice.DARK)
    qtbot.waitUntil(lambda: ground() < 80)
    turn_scheme(qapp, SchemeChoice.LIGHT)
    qtbot.waitUntil(lambda: ground() > 200)
