"""佐证材料 in the form: added by choosing, dropping and pasting; opened, saved, removed; counted in the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.ledger import Attachment
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys
from ui.main_window import MainWindow
from ui.models.attachments import AttachmentsModel, Kind, kind_of
from ui.models.ledger_model import COLUMNS
from ui.widgets.entry_form import EntryForm

UNIT = "区税务局"
Put = Callable[..., Path]


@pytest.fixture
def form(window: MainWindow) -> EntryForm:
    window.go("ledger", 11)
    return window.ledger_page.form


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def made(name: str, data: bytes = b"data") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return made




def names(form: EntryForm) -> list[str]:
    return [each.name for each in form.attachments.model.rows]


def add(qtbot: QtBot, window: MainWindow, *paths: Path) -> None:
    window.ledger_page.work.attach(paths)
    qtbot.waitUntil(lambda: not window.tasks.busy)


def kept(services: Services) -> list[tuple[int | None, str, str]]:
    return [(each.no, each.unit, each.name) for each in services.archive.attachments(JULY)]


def dragged(*paths: Path, text: str = "") -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        mime.setText(text)
    return mime


def drag_over(widget: QWidget, mime: QMimeData) -> bool:
    """Whether the widget, or what it stands in, takes what is dragged over it."""
    event = QDragEnterEvent(
        widget.rect().center(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget: QWidget, mime: QMimeData) -> None:
    QApplication.sendEvent(widget, QDropEvent(
        QPointF(widget.rect().center()), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    ))


def test_files_are_chosen_and_stand_in_the_list_and_the_ledger(
    qtbot: QtBot, form: EntryForm, window: MainWindow, services: Services, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert form.attachments.heading.text() == "佐证材料"
    assert form.attachments.list.isHidden()
    assert form.attachments.remove_button.isHidden()
    paths = [put("统计.xlsx", b"a"), put("照片.jpg", b"b")]
    monkeypatch.setattr("ui.pages.ledger_work.ask_open_many", lambda *_: paths)
    form.attachments.add_button.click()
    qtbot.waitUntil(lambda: len(names(form)) == 2)
    assert form.attachments.heading.text() == "佐证材料（2）"
    assert kept(services) == [(11, UNIT, "统计.xlsx"), (11, UNIT, "照片.jpg")]
    assert window.statusBar().currentMessage() == "已添加佐证材料 2 份。"
    status = window.ledger_page.table.model()
    index = status.index(window.ledger_page.table.currentIndex().row(), COLUMNS.index("status"))
    assert "佐证材料 2 份" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "佐证材料 2 份" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_files_dropped_on_the_form_are_attached_and_never_typed_into_a_field(
    qtbot: QtBot, form: EntryForm, services: Services, put: Put
) -> None:
    path = put("照片.jpg")
    mime = dragged(path, text=str(path))
    progress, deadline = form.editor("progress"), form.editor("deadline")
    text = QMimeData()
    text.setText("一段话")
    for place in (progress.viewport(), deadline):  # type: ignore[union-attr]
        assert drag_over(place, text)
        assert form.property("role") == "card"  # the field took it
        assert drag_over(place, mime)
        assert form.property("role") == "drop-over"
        QApplication.sendEvent(form, QDragLeaveEvent())
    assert not drag_over(form, text)
    assert drag_over(form, mime)
    drop(form, mime)
    assert form.property("role") == "card"
    qtbot.waitUntil(lambda: names(form) == ["照片.jpg"])
    assert progress.value() == ""


def test_copied_files_are_pasted_into_the_list(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put
) -> None:
    add(qtbot, window, put("一.txt", b"1"))
    QGuiApplication.clipboard().setMimeData(dragged(put("二.txt", b"2")))
    form.attachments.list.setFocus()
    press_keys(form.attachments.list, "Ctrl+V")
    qtbot.waitUntil(lambda: names(form) == ["一.txt", "二.txt"])


def test_the_same_bytes_again_and_a_file_that_is_gone_are_told(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put, tmp_path: Path
) -> None:
    add(qtbot, window, put("一.txt", b"1"))
    add(qtbot, window, put("又一.txt", b"1"))
    assert names(form) == ["一.txt"]
    assert window.statusBar().currentMessage() == "“又一.txt”已经在这里，没有重复添加。"
    add(qtbot, window, tmp_path / "没了.txt")
    assert window.notice.text.startswith("“没了.txt”找不到了")
    add(qtbot, window, put("二.txt", b"2"))
    assert window.notice.text == ""


def test_removing_asks_nothing_and_is_undone_by_ctrl_z(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put, services: Services
) -> None:
    add(qtbot, window, put("一.txt", b"1"), put("二.txt", b"2"))
    form.attachments.list.setFocus()
    form.attachments.list.setCurrentIndex(form.attachments.model.index(0, 0))
    press(form.attachments.list, Qt.Key.Key_Delete)
    assert names(form) == ["二.txt"]
    assert window.statusBar().currentMessage() == "已移除“一.txt”，按 Ctrl+Z 可以撤销。"
    assert form.attachments.current is not None
    assert form.attachments.current.name == "二.txt"
    window.commands.undo()
    assert sorted(names(form)) == ["一.txt", "二.txt"]


def test_those_of_the_whole_return_stand_below_and_say_so(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put, services: Services
) -> None:
    services.archive.attach(None, UNIT, JULY, [put("盖章扫描.pdf", b"scan")])
    services.archive.attach(12, "区政数局", JULY, [put("别条的.txt", b"other")])
    add(qtbot, window, put("统计.xlsx", b"table"))
    assert names(form) == ["统计.xlsx", "盖章扫描.pdf"]
    spoken = form.attachments.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "PDF：盖章扫描.pdf，4 字节，属于整份来表"
    form._tabs.setCurrentIndex(1)
    assert form.unit == "高新区税务局"
    assert names(form) == []


def test_a_paper_is_opened_with_the_systems_program_as_a_copy(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("ui.desktop.open_file", open_it)
    original = put("说明.docx", b"letter")
    add(qtbot, window, original)
    press(form.attachments.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0] != original
    assert (opened[0].name, opened[0].read_bytes()) == ("说明.docx", b"letter")


def test_a_program_is_not_started(qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put) -> None:
    add(qtbot, window, put("登记.exe", b"MZ"))
    form.attachments.open_button.click()
    qtbot.waitUntil(lambda: "是程序或脚本" in window.notice.text)


def test_one_is_saved_out_again_and_an_older_file_is_asked_about(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = put("另存.txt", b"older")
    answers = iter([None, "replace"])
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: target)
    monkeypatch.setattr("ui.dialogs.question.QuestionDialog.ask", lambda *_: next(answers))
    add(qtbot, window, put("一.txt", b"kept"))
    form.attachments.save_button.click()
    assert target.read_bytes() == b"older"
    form.attachments.save_button.click()
    qtbot.waitUntil(lambda: target.read_bytes() == b"kept")


def test_the_menu_of_the_list_does_what_its_words_say(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put
) -> None:
    add(qtbot, window, put("一.txt", b"1"))
    menu = form.attachments.menu()
    assert [action.text() for action in menu.actions() if action.text()] == ["打开", "另存为…", "移除"]
    menu.actions()[-1].trigger()
    assert names(form) == []


def test_everything_is_reached_by_tab_and_has_a_name(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put
) -> None:
    add(qtbot, window, put("一.txt", b"1"))
    chain, at = [], form.editor("deadline")
    for _ in range(5):
        at = at.nextInFocusChain()  # type: ignore[assignment]
        while not at.isVisible() or not at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            at = at.nextInFocusChain()  # type: ignore[assignment]
        chain.append(at.accessibleName())
    assert chain == [
        "打开所选的佐证材料", "把所选的佐证材料另存为文件", "移除所选的佐证材料，可以撤销", "添加佐证材料", "佐证材料",
    ]


def test_what_is_half_typed_stays_while_files_are_added(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put
) -> None:
    progress = form.editor("progress")
    progress.load("没写完")
    form._autosave.typed(form._key("progress"), "没写完")
    add(qtbot, window, put("一.txt", b"1"))
    assert progress.value() == "没写完"
    assert form.flush()
    assert names(form) == ["一.txt"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.JPG", Kind.PICTURE), ("b.et", Kind.TABLE), ("c.wps", Kind.TEXT), ("d.pdf", Kind.PDF), ("e.rar", Kind.ZIP),
     ("没有后缀", Kind.OTHER)],
)
def test_kinds_are_told_by_what_a_person_calls_them(name: str, kind: Kind) -> None:
    assert kind_of(name) is kind


def test_the_list_model_holds(form: EntryForm, qtbot: QtBot, window: MainWindow, put: Put) -> None:
    model: AttachmentsModel = form.attachments.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    add(qtbot, window, put("一.txt", b"1"))
    each = model.rows[0]
    assert isinstance(each, Attachment)
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).splitlines()[:2] == ["一.txt", "文档 · 1 字节"]
    assert tester.model() is model


def test_the_months_kept_files_are_exported_from_the_menu(
    qtbot: QtBot, form: EntryForm, window: MainWindow, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "出"
    out.mkdir()
    monkeypatch.setattr("ui.export.ask_folder", lambda *_: out)
    window.actions_by_key["archive"].trigger()
    qtbot.waitUntil(lambda: window.notice.text == "2021年7月没有存档的文件，请核对单位和报告期。")
    assert list(out.iterdir()) == []
    add(qtbot, window, put("统计.xlsx", b"table"))
    window.actions_by_key["archive"].trigger()
    qtbot.waitUntil(lambda: window.result.text.startswith("已导出 1 份存档文件到“2021年7月存档文件”"))
    assert (out / "2021年7月存档文件" / UNIT / "第11条" / "统计.xlsx").read_bytes() == b"table"
    assert (out / "2021年7月存档文件" / "清单.xlsx").is_file()
