"""File after file that asks something: answered by one key, seen before one answers, and the keys always at what waits next."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from qcapp.merge.plan import Decision
from tests.merge.world import JULY
from tests.ui.collect.world import Sitting, court
from tests.ui.hands import press, press_keys
from ui.models.collect_words import State
from ui.pages.collect_questions import QuestionStrip


@pytest.fixture
def photos(sitting: Sitting, tmp_path: Path) -> Sitting:
    """Two photos that nobody knows the unit of, and a form of 区法院."""
    for name in ("IMG_1.jpg", "IMG_2.jpg"):
        sitting.shelf.scan(tmp_path / name)
    sitting.drop(tmp_path / "IMG_1.jpg", tmp_path / "IMG_2.jpg", court(sitting, tmp_path / "法院.docx"))
    assert [each[2] for each in sitting.listed] == ["待确认", "待确认", "可合并 2"]
    return sitting


def waiting(sitting: Sitting) -> QuestionStrip:
    return next(strip for strip in sitting.page.compare.strips.questions if strip.waits)


def at_hand(sitting: Sitting) -> QWidget:
    widget = sitting.page.focusWidget()
    assert widget is not None
    return widget


def chosen(sitting: Sitting) -> str:
    found = sitting.page.files.selected
    assert found is not None
    return found[0].file.name


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_stray_key_files_no_photo_under_a_unit(photos: Sitting, key: Qt.Key) -> None:
    assert at_hand(photos) is waiting(photos)
    press(at_hand(photos), key)
    photos.settle()
    assert [each[1] for each in photos.listed] == ["——", "——", "区法院"]


def test_a_digit_alone_answers_and_the_keys_are_at_the_next_file_that_asks(photos: Sitting) -> None:
    first, second = waiting(photos).question.options[:2]
    press(at_hand(photos), Qt.Key.Key_1)
    photos.settle()
    assert chosen(photos) == "IMG_2.jpg"
    assert at_hand(photos) is waiting(photos)
    press(waiting(photos).buttons[0], Qt.Key.Key_2)
    photos.settle()
    assert [each[1] for each in photos.listed] == [first.value, second.value, "区法院"]


def test_a_digit_answers_from_the_list_too_where_nothing_else_is_to_be_decided(photos: Sitting) -> None:
    table = photos.page.files.table
    table.setFocus()
    press(table, Qt.Key.Key_1)
    photos.settle()
    assert photos.listed[0][1] != "——"
    photos.page.walk.select(2)
    press(table, Qt.Key.Key_1)
    photos.settle()
    assert [each[2] for each in photos.listed] == ["待录入", "待确认", "可合并 2"]


def test_after_the_last_answer_by_mouse_the_keys_stay_with_the_files(photos: Sitting) -> None:
    for _ in range(2):
        QTest.mouseClick(waiting(photos).buttons[0], Qt.MouseButton.LeftButton)
        photos.settle()
    assert at_hand(photos) is photos.page.files.table


def test_after_an_answer_with_conflicts_left_the_keys_are_at_the_first(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.shelf.scan(tmp_path / "IMG_1.jpg")
    sitting.drop(returned, tmp_path / "IMG_1.jpg")
    sitting.page.walk.select(1)
    sitting.page.compare.strips.focus_first()
    press(at_hand(sitting), Qt.Key.Key_1)
    sitting.settle()
    assert at_hand(sitting) is sitting.page.compare.table
    assert sitting.page.compare.field is sitting.field(27, "progress")


def test_n_leads_on_from_a_question_that_is_left_for_later(photos: Sitting) -> None:
    press(at_hand(photos), Qt.Key.Key_N)
    assert chosen(photos) == "IMG_2.jpg"
    photos.qtbot.waitUntil(lambda: at_hand(photos) is waiting(photos))


def test_a_photo_is_looked_at_before_one_says_whose_it_is(photos: Sitting) -> None:
    original = waiting(photos).original
    assert original is not None
    original.click()
    viewer = photos.page.originals.viewer
    assert viewer is not None
    assert viewer.isVisible()
    assert viewer.sheet is not None
    assert viewer.sheet.name == "IMG_1.jpg"
    strip = waiting(photos)
    asks = strip.rect().translated(strip.mapToGlobal(strip.rect().topLeft()))
    assert not viewer.geometry().intersects(asks)
    original.click()
    assert not viewer.isVisible()


def test_the_picture_looked_at_is_always_the_one_that_is_asked_about(photos: Sitting) -> None:
    press_keys(photos.page, "Alt+L")
    photos.qtbot.waitUntil(lambda: photos.page.originals.viewer is not None)
    viewer = photos.page.originals.viewer
    assert viewer is not None
    assert viewer.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the digits go on answering
    press(at_hand(photos), Qt.Key.Key_1)
    photos.settle()
    assert chosen(photos) == "IMG_2.jpg"
    assert viewer.sheet is not None
    assert viewer.sheet.name == "IMG_2.jpg"
    photos.page.walk.select(2)
    assert not viewer.isVisible()


def test_another_program_shows_what_is_no_picture(
    sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def show(path: Path) -> bool:
        shown.append(path.suffix)
        return True

    monkeypatch.setattr("ui.desktop.open_file", show)
    sitting.shelf.scan(tmp_path / "盖章件.pdf")
    sitting.drop(tmp_path / "盖章件.pdf")
    press_keys(sitting.page, "Alt+L")
    sitting.settle()
    sitting.qtbot.waitUntil(lambda: shown == [".pdf"])


def test_a_form_that_asks_offers_no_second_way_to_see_it(sitting: Sitting, tmp_path: Path) -> None:
    name = "清城区教育和体育局"
    sitting.shelf.lay(tmp_path / "无名.xlsx", {33: {"progress": "已印发。"}}, unit=name, label=name, period=JULY)
    sitting.drop(tmp_path / "无名.xlsx")
    assert waiting(sitting).original is None


def test_the_list_opens_a_picture_beside_it(photos: Sitting) -> None:
    menu = photos.page.files.menu_for(1)
    assert menu is not None
    menu.actions()[0].trigger()
    viewer = photos.page.originals.viewer
    assert viewer is not None
    assert viewer.sheet is not None
    assert viewer.sheet.name == "IMG_2.jpg"
    viewer.close()


def test_all_files_by_mouse_leaves_the_digits_at_the_first_conflict(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(court(sitting, tmp_path / "法院.docx"), returned)
    sitting.page.files.select(0)
    QTest.mouseClick(sitting.page.files.all, Qt.MouseButton.LeftButton)
    assert at_hand(sitting) is sitting.page.compare.table
    press(at_hand(sitting), Qt.Key.Key_2)
    assert sitting.field(27, "progress", file=1).decision is Decision.THEIRS


def test_after_a_merge_the_file_looked_at_is_still_the_one_selected(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    for name in ("区教育局盖章件.jpg", "IMG_1.jpg"):
        sitting.shelf.scan(tmp_path / name)
    sitting.drop(returned, tmp_path / "区教育局盖章件.jpg", tmp_path / "IMG_1.jpg")
    sitting.page.files.select(1)
    sitting.merge()
    found = sitting.page.files.selected
    assert found is not None
    assert (found[0].file.name, found[1]) == ("区教育局盖章件.jpg", State.MERGED)
    strip = sitting.page.compare.strips.kept
    assert strip is not None
    assert strip.by_hand.isEnabled()
