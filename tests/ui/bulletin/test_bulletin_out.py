"""What leaves the page: the docx, the registering of what went out, taking that back, originals, the letterhead."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import WriteFailed
from qcapp.domain.operations import OperationKind
from qcapp.domain.settings import LETTERHEAD
from qcapp.stats.frozen import load
from tests.merge.world import JULY
from tests.services.office import Office
from tests.ui.bulletin.conftest import settle
from tests.ui.bulletin.test_bulletin_draft import texts
from ui.dialogs.issue import IssueChoice, IssueDialog, IssueOffer
from ui.dialogs.question import QuestionDialog
from ui.pages import bulletin_out as module
from ui.pages.bulletin import BulletinPage
from ui.pages.bulletin_view import Leaf
from ui.widgets.plain_table import PAD

NAME = "某某区2021年7月责任清单报送情况通报.docx"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "出"


def write(qtbot: QtBot, page: BulletinPage) -> None:
    page.view.write_button.click()
    settle(qtbot, page)


def words_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def answering(monkeypatch: pytest.MonkeyPatch, *keys: str | None) -> list[str]:
    """Questions are answered by these, one after the other; what was asked is kept."""
    asked: list[str] = []
    answers = list(keys)

    def ask(parent: object, title: str, heading: str, words: str, found: object, details: object = ()) -> str | None:
        asked.append(f"{heading} {words}")
        return answers.pop(0)

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    return asked


def issue(qtbot: QtBot, page: BulletinPage, monkeypatch: pytest.MonkeyPatch, choice: IssueChoice | None = None) -> IssueOffer:
    """As offered, or as chosen; answers what was offered."""
    offers: list[IssueOffer] = []

    def ask(parent: object, offer: IssueOffer) -> IssueChoice:
        offers.append(offer)
        return choice or IssueChoice(offer.written, offer.day)

    monkeypatch.setattr(IssueDialog, "ask", ask)
    page.view.issue_button.click()
    settle(qtbot, page)
    return offers[0]


def test_the_docx_says_what_the_preview_says(qtbot: QtBot, page: BulletinPage, out: Path) -> None:
    write(qtbot, page)
    path = out / NAME
    told = words_of(path)
    assert told.startswith("关于某某区2021年7月\n责任清单报送情况的通报\n")
    assert "实报3条" in told
    assert page.view.result.text == f"已写成“{NAME}”，可以在 WPS 里再改；印发之后请点“登记印发…”。"


def test_what_was_typed_a_moment_ago_is_in_the_docx(qtbot: QtBot, page: BulletinPage, out: Path) -> None:
    page.drafting.set_text("overall.some", "就这一句{应报}。", "")
    write(qtbot, page)
    assert "就这一句5。" in words_of(out / NAME)


def test_a_file_of_that_name_is_asked_about(
    qtbot: QtBot, page: BulletinPage, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (out / NAME).write_bytes(b"mine")
    asked = answering(monkeypatch, None, "replace")
    write(qtbot, page)
    assert (out / NAME).read_bytes() == b"mine"
    assert "在 WPS 里改过的也一样" in asked[0]
    write(qtbot, page)
    assert "实报3条" in words_of(out / NAME)


def test_a_name_without_suffix_gets_one_and_thinking_better_writes_nothing(
    qtbot: QtBot, page: BulletinPage, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask_save", lambda *_: out / "七月通报")
    write(qtbot, page)
    assert (out / "七月通报.docx").is_file()
    monkeypatch.setattr(module, "ask_save", lambda *_: None)
    before = list(out.iterdir())
    write(qtbot, page)
    assert list(out.iterdir()) == before


def test_a_file_open_in_wps_is_closed_and_tried_again(
    qtbot: QtBot, page: BulletinPage, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []
    real = page.services.bulletin.write

    def busy(draft: object, path: Path) -> Path:
        tried.append(path)
        if len(tried) == 1:
            raise WriteFailed("文件被占用，请关闭它后重试。")
        return real(draft, path)  # type: ignore[arg-type]

    monkeypatch.setattr(page.services.bulletin, "write", busy)
    asked = answering(monkeypatch, "retry")
    write(qtbot, page)
    settle(qtbot, page)
    assert asked == ["通报没有写成 文件被占用，请关闭它后重试。"]
    assert (out / NAME).is_file()


def test_registered_it_is_kept_with_its_figures_and_the_file_as_changed_in_wps(
    qtbot: QtBot, page: BulletinPage, office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    (out / NAME).write_bytes(b"changed in WPS")
    with qtbot.waitSignal(page.ledger_changed):
        offer = issue(qtbot, page, monkeypatch)
    assert offer.written == out / NAME
    assert offer.title == "关于某某区2021年7月责任清单报送情况的通报"
    assert offer.warning == ""
    (kept,) = office.services.bulletin.issued()
    assert kept.period == JULY
    assert kept.name == NAME
    assert kept.sha256 is not None
    assert office.store.file_bytes(kept.sha256) == b"changed in WPS"
    assert load(kept.figures).total.reported == 3
    assert page.view.notice.text.startswith("已登记印发《关于某某区2021年7月责任清单报送情况的通报》（2021年7月28日）")
    assert page.view.draft.state.text == "7月28日已印发"
    assert page.view.tabs.tabText(Leaf.ISSUED) == "已印发 1"
    assert page.view.issued.moved.text() == "之后数字没有变化。"
    assert page.status_words() == "2021年7月通报 · 7月28日印发 · 逾期 2 家"


def test_the_figures_registered_are_those_of_the_file_though_the_ledger_went_on(
    qtbot: QtBot, page: BulletinPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    office.services.edit.set_field(3, "区税务局", JULY, "progress", "电子发票已推广到312户。")
    page.refresh()
    settle(qtbot, page)
    issue(qtbot, page, monkeypatch)
    (kept,) = office.services.bulletin.issued()
    assert load(kept.figures).total.reported == 3
    page.view.show_leaf(Leaf.ISSUED)
    assert "全区：实报 3 → 4（第 3 条）" in page.view.issued.moved.text()
    assert "更正通报" in page.view.issued.moved.text()
    assert page.view.draft.state.text == "7月28日已印发，有更正"
    assert "（更正）" in texts(page)


def test_another_file_or_none_and_another_day(
    qtbot: QtBot, page: BulletinPage, office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = out / "扫描件.pdf"
    scan.write_bytes(b"%PDF")
    day = datetime(2021, 7, 27).date()
    assert issue(qtbot, page, monkeypatch, IssueChoice(scan, day)).written is None
    issue(qtbot, page, monkeypatch, IssueChoice(None, day))
    first, second = office.services.bulletin.issued()
    assert (first.name, first.issued) == ("扫描件.pdf", day)
    assert (second.name, second.sha256) == (None, None)
    panel = page.view.issued
    assert panel.current is not None
    assert panel.current.id == first.id
    panel.table.selectRow(0)
    assert not panel.open_button.isEnabled()
    assert panel.withdraw_button.isEnabled()


def test_one_that_went_out_is_not_offered_again(
    qtbot: QtBot, page: BulletinPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    issue(qtbot, page, monkeypatch)
    office.services.edit.set_field(3, "区税务局", JULY, "progress", "电子发票已推广到312户。")
    page.refresh()
    settle(qtbot, page)
    offer = issue(qtbot, page, monkeypatch, IssueChoice(None, office.clock.today()))
    assert offer.written is None
    assert offer.title.endswith("（更正）")
    assert load(office.services.bulletin.issued()[-1].figures).total.reported == 4


def test_a_file_written_in_an_earlier_sitting_is_offered_with_a_word_of_care(
    qtbot: QtBot, page: BulletinPage, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    again = BulletinPage(page.services, page.tasks)
    qtbot.addWidget(again)
    again.set_period(JULY)
    again.refresh()
    settle(qtbot, again)
    offer = issue(qtbot, again, monkeypatch)
    assert offer.written == out / NAME
    assert "请先重新写成" in offer.warning


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_registered(
    qtbot: QtBot, page: BulletinPage, office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    page.problem.connect(told.append)
    issue(qtbot, page, monkeypatch, IssueChoice(out / "没有.docx", office.clock.today()))
    assert any("读不到《没有.docx》" in each for each in told)
    assert office.services.bulletin.issued() == ()


def test_withdrawn_it_counts_as_never_issued(
    qtbot: QtBot, page: BulletinPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    issue(qtbot, page, monkeypatch)
    asked = answering(monkeypatch, None, "withdraw")
    page.view.show_leaf(Leaf.ISSUED)
    page.view.issued.withdraw_button.click()
    settle(qtbot, page)
    assert len(office.services.bulletin.issued()) == 1
    page.view.issued.withdraw_button.click()
    settle(qtbot, page)
    assert asked[1].startswith("撤回这次印发的登记？")
    assert office.services.bulletin.issued() == ()
    assert office.store.operations()[0].kind is OperationKind.UNDO
    assert page.view.draft.state.text == "未印发"
    assert page.view.issued.withdraw_button.isHidden()


def test_the_original_is_opened_as_a_copy_and_saved_where_one_likes(
    qtbot: QtBot, page: BulletinPage, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    issue(qtbot, page, monkeypatch)
    opened: list[Path] = []

    def open_file(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("ui.desktop.open_file", open_file)
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: out / "另存.docx")
    page.view.show_leaf(Leaf.ISSUED)
    QTest.keyClick(page.view.issued.table, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert opened[0].name == NAME
    assert opened[0].parent != out
    page.view.issued.save_button.click()
    settle(qtbot, page)
    assert (out / "另存.docx").read_bytes() == (out / NAME).read_bytes()


def test_issued_ones_of_earlier_months_are_listed_too(
    qtbot: QtBot, page: BulletinPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    issue(qtbot, page, monkeypatch)
    page.set_period(JULY.shifted(1))
    page.refresh()
    settle(qtbot, page)
    (row,) = page.view.issued.model.rows
    assert row.period == JULY
    assert page.view.issued.heading.isHidden()
    model = page.view.issued.model
    shown = [model.index(0, column).data() for column in range(4)]
    assert shown == ["2021年7月", "2021-7-28", "关于某某区2021年7月责任清单报送情况的通报", "经办人"]


def test_a_letterhead_is_chosen_shown_used_and_dropped(
    qtbot: QtBot, page: BulletinPage, office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask_save", lambda parent, title, start, kinds: out / start.name)
    page.out.save_sample()
    settle(qtbot, page)
    sample = out / "版头样张.docx"
    assert sample.is_file()
    assert "选择版头文件" in page.view.result.text
    monkeypatch.setattr(module, "ask_open", lambda *_: sample)
    page.out.choose_letterhead()
    settle(qtbot, page)
    assert page.view.draft.letterhead.text() == "版头样张.docx"
    assert page.view.preview.title.text() == "2021年7月通报（写在版头“版头样张.docx”里）"
    write(qtbot, page)
    assert "实报3条" in words_of(out / NAME)
    assert words_of(sample).split("\n")[0] in words_of(out / NAME)
    page.out.drop_letterhead()
    settle(qtbot, page)
    assert not LETTERHEAD.text(office.store.settings())
    assert page.view.draft.letterhead.text() == "不用版头，只印正文"


def test_what_can_be_no_letterhead_is_told_in_a_sentence(
    qtbot: QtBot, page: BulletinPage, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = out / "红头.docx"
    wrong.write_bytes(b"not a docx")
    monkeypatch.setattr(module, "ask_open", lambda *_: wrong)
    told: list[str] = []
    page.problem.connect(told.append)
    page.out.choose_letterhead()
    settle(qtbot, page)
    assert told[-1].startswith("这个版头文件不是 docx")
    assert page.view.draft.letterhead.text() == "不用版头，只印正文"


def test_ctrl_enter_writes_from_any_field_of_the_page(qtbot: QtBot, page: BulletinPage, out: Path) -> None:
    page.view.draft.number.setFocus()
    QTest.keyClick(page.view.draft.number, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    assert (out / NAME).is_file()
    (out / NAME).unlink()
    page.activateWindow()  # where writing took long its progress stood before it, and without a screen nobody gives the keys back
    qtbot.waitUntil(page.isActiveWindow)
    page.view.show_leaf(Leaf.WORDING)
    field = page.view.wording.editor.text
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    assert (out / NAME).is_file()
    assert "\n" not in field.toPlainText()


def test_a_date_of_issue_is_shown_whole_where_the_leaf_is_narrowest(
    qtbot: QtBot, page: BulletinPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page)
    issue(qtbot, page, monkeypatch)
    page.view.show_leaf(Leaf.ISSUED)
    page.view._split.setSizes([380, 900])
    settle(qtbot, page)
    table = page.view.issued.table
    for column, words in ((0, "2021年12月"), (1, "2026-11-26")):
        assert table.columnWidth(column) >= table.fontMetrics().horizontalAdvance(words) + 2 * PAD
