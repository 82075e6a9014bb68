"""措辞: changed for one month, kept for all, put back; faults told beside the field; found by a click in the paper."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.domain.operations import OperationDraft, OperationKind
from qcapp.domain.settings import WORDING
from tests.merge.world import JULY
from tests.services.office import Office
from tests.ui.bulletin.conftest import settle
from tests.ui.bulletin.test_bulletin_draft import texts
from tests.ui.hands import press, type_in
from ui.models.sentences import Origin, Sentence
from ui.pages.bulletin import BulletinPage
from ui.pages.bulletin_view import EARLY_REMINDER, REMINDER, Leaf
from ui.paper.finding import spots
from ui.scheme import SchemeChoice, turn_scheme
from ui.theme import Tone

OVERALL = "overall.some"


@pytest.fixture
def wording(qtbot: QtBot, page: BulletinPage) -> BulletinPage:
    """At the leaf 措辞, the first sentence of 总体情况 chosen."""
    page.view.show_leaf(Leaf.WORDING)
    page.view.wording.choose(OVERALL)
    settle(qtbot, page)
    return page


def write(qtbot: QtBot, page: BulletinPage, text: str) -> None:
    """Over what stands there."""
    field = page.view.wording.editor.text
    field.setFocus()
    field.selectAll()
    if text:
        type_in(field, text)
    else:
        press(field, Qt.Key.Key_Delete)
    settle(qtbot, page)


def current(page: BulletinPage) -> Sentence:
    sentence = page.view.wording.current
    assert sentence is not None
    return sentence


def test_each_sentence_tells_what_it_says_this_month(wording: BulletinPage) -> None:
    sentence = current(wording)
    assert sentence.section == "总体情况"
    assert sentence.shown.startswith("截至2021年7月28日，2021年7月应报改革措施4条、责任分工5条")
    assert wording.view.wording.model.row_of("overall.none") == -1
    wording.view.wording.unused.click()
    assert wording.view.wording.model.row_of("overall.none") > 0
    assert current(wording).key == OVERALL


def test_the_sentence_chosen_is_marked_in_the_paper(wording: BulletinPage) -> None:
    view = wording.view.preview.view
    assert spots(view.pages, current(wording).said)
    assert view._marked == spots(view.pages, current(wording).said)
    wording.view.show_leaf(Leaf.DRAFT)
    assert view._marked == []


def test_words_of_one_month_are_only_that_months(qtbot: QtBot, wording: BulletinPage, office: Office) -> None:
    write(qtbot, wording, "{报告期}共应报{应报}条，实报{实报}条。")
    assert "2021年7月共应报5条，实报3条。" in texts(wording)
    assert current(wording).origin is Origin.MONTH
    assert not WORDING.mapping(office.services.settings.values())
    wording.flush()
    assert office.services.month_draft.of(JULY).wording == {OVERALL: "{报告期}共应报{应报}条，实报{实报}条。"}
    office.services.dispatch.dispatch(JULY.shifted(1), office.folder / "下发8")
    wording.set_period(JULY.shifted(1))
    wording.refresh()
    settle(qtbot, wording)
    assert "共应报" not in texts(wording)
    wording.set_period(JULY)
    wording.refresh()
    settle(qtbot, wording)
    assert "2021年7月共应报5条，实报3条。" in texts(wording)


def test_typing_keeps_the_caret_and_the_place_that_is_read(qtbot: QtBot, wording: BulletinPage) -> None:
    field, bar = wording.view.wording.editor.text, wording.view.preview.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    field.setFocus()
    cursor = field.textCursor()
    cursor.setPosition(2)
    field.setTextCursor(cursor)
    type_in(field, "（初步）")
    settle(qtbot, wording)
    assert field.textCursor().position() == 6
    assert bar.value() == before
    assert "截至（初步）2021年7月28日" in texts(wording)


def test_what_cannot_be_used_is_told_beside_the_field_and_the_paper_stays(qtbot: QtBot, wording: BulletinPage) -> None:
    before = texts(wording)
    write(qtbot, wording, "应报{没有的}条。")
    editor = wording.view.wording.editor
    assert "没有{没有的}可以填" in editor.note.text()
    assert editor.note.palette().windowText().color() == Tone.BAD.text
    assert not editor.keep.isEnabled()
    assert current(wording).origin is Origin.FAULTY
    assert texts(wording) == before
    assert wording.view.draft.remarks.rows[0].words == "措辞里有 1 句写错了，没有用上，先用原来的说法。"
    write(qtbot, wording, "应报{应报}条。")
    assert "写错了" not in wording.view.draft.remarks.rows[0].words
    assert "应报5条。" in texts(wording)
    assert "只改了本月的" in editor.note.text()


def test_kept_from_now_on_it_is_in_the_settings_and_no_longer_this_months_own(
    qtbot: QtBot, wording: BulletinPage, office: Office
) -> None:
    write(qtbot, wording, "应报{应报}条。")
    with qtbot.waitSignal(wording.ledger_changed):
        wording.view.wording.editor.keep.click()
    settle(qtbot, wording)
    assert json.loads(office.services.settings.values()[WORDING.key]) == {OVERALL: "应报{应报}条。"}
    assert office.store.operations()[0].kind is OperationKind.SETTINGS
    assert wording.drafting.choice.wording == {}
    assert current(wording).origin is Origin.KEPT
    assert "应报5条。" in texts(wording)


def test_a_sentence_of_the_settings_that_there_is_no_more_stops_nothing(
    qtbot: QtBot, wording: BulletinPage, office: Office
) -> None:
    office.store.commit(OperationDraft(
        OperationKind.SETTINGS, "措辞", "经办人", settings={WORDING.key: json.dumps({"gone.one": "旧的一句。"})},
    ))
    wording.refresh()
    settle(qtbot, wording)
    assert wording.view.draft.remarks.rows[0].link == "改措辞"
    write(qtbot, wording, "应报{应报}条。")
    wording.view.wording.editor.keep.click()
    settle(qtbot, wording)
    assert WORDING.mapping(office.services.settings.values()) == {OVERALL: "应报{应报}条。"}


def test_put_back_first_to_the_usual_words_then_to_ours(qtbot: QtBot, wording: BulletinPage, office: Office) -> None:
    restore = wording.view.wording.editor.restore
    assert not restore.isEnabled()
    write(qtbot, wording, "应报{应报}条。")
    wording.view.wording.editor.keep.click()
    settle(qtbot, wording)
    write(qtbot, wording, "本月应报{应报}条。")
    assert "本月应报5条。" in texts(wording)
    restore.click()
    settle(qtbot, wording)
    assert current(wording).origin is Origin.KEPT
    assert "本月应报5条。" not in texts(wording)
    restore.click()
    settle(qtbot, wording)
    assert current(wording).origin is Origin.OURS
    assert not WORDING.mapping(office.services.settings.values())
    assert "责任分工5条" in texts(wording)


def test_a_sentence_emptied_is_not_written(qtbot: QtBot, wording: BulletinPage) -> None:
    write(qtbot, wording, "")
    assert "责任分工5条" not in texts(wording)
    assert current(wording).shown == "（不写这一句）"


def test_placeholders_are_offered_with_what_they_stand_for(qtbot: QtBot, wording: BulletinPage) -> None:
    editor = wording.view.wording.editor
    assert {"应报", "实报", "报告期"} <= set(editor.placeholders)
    words = [action.text() for action in editor._menu.actions()]
    assert "应报　5" in words
    editor.text.selectAll()
    editor.put_in("实报")
    settle(qtbot, wording)
    assert editor.text.value() == "{实报}"


def test_a_click_on_words_of_the_paper_chooses_their_sentence(qtbot: QtBot, page: BulletinPage) -> None:
    view = page.view.preview.view
    wanted = page.words._sentences["opening.sourced"].said
    spot = spots(view.pages, wanted)[0]
    view.mark(wanted, reveal=True)
    scale, box = view.zoom * 96 / 1440, view._box(spot.page)
    middle = QPoint(box.x() + round(spot.box.center().x() * scale), box.y() + round(spot.box.center().y() * scale))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert page.view.leaf is Leaf.WORDING
    assert current(page).key == "opening.sourced"


def test_keys_alone_are_enough(qtbot: QtBot, wording: BulletinPage) -> None:
    view, editor = wording.view.wording.view, wording.view.wording.editor
    view.setFocus()
    press(view, Qt.Key.Key_Return)
    assert editor.text.hasFocus()
    press(editor.text, Qt.Key.Key_Escape)
    assert view.hasFocus()
    before = current(wording).key
    press(view, Qt.Key.Key_Down)
    assert current(wording).key != before
    assert editor.sentence is not None
    assert editor.sentence.key == current(wording).key


def test_notices_have_sentences_of_their_own_and_show_the_notice(qtbot: QtBot, wording: BulletinPage) -> None:
    wording.view.wording.papers.chip(REMINDER).click()
    settle(qtbot, wording)
    assert wording.view.preview.title.text() == "催报通知 · 区税务局"
    wording.view.wording.choose("remind.contact")
    write(qtbot, wording, "有疑问请找{办公室}。")
    assert "有疑问请找区营商办。" in texts(wording)
    wording.view.wording.papers.chip(EARLY_REMINDER).click()
    settle(qtbot, wording)
    assert wording.view.preview.empty_words.startswith("没有还在期限内")
    assert wording.view.wording.model.row_of("early.ask") > 0


def test_sentences_have_names_for_those_who_listen(wording: BulletinPage) -> None:
    index = wording.view.wording.view.currentIndex()
    assert index.data() == "总体情况（有单位报送时）"
    assert "责任分工5条" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert wording.view.wording.editor.text.accessibleName() == "总体情况（有单位报送时）：怎样说"


def test_another_scheme_is_no_change_of_words(
    qapp: QApplication, qtbot: QtBot, wording: BulletinPage
) -> None:
    """The colours of a sentence's figures are; the paper is not composed anew for them."""
    changed: list[bool] = []
    wording.words.changed.connect(lambda: changed.append(True))
    turn_scheme(qapp, SchemeChoice.DARK)
    turn_scheme(qapp, SchemeChoice.LIGHT)
    assert changed == []
    write(qtbot, wording, "本月都好。")
    assert changed
