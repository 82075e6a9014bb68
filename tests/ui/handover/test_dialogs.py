"""The two dialogs of 交接: nothing is written or received unasked, and every refusal is a sentence in its place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.handover import Rehearsed
from tests.services.handing import PASSWORD, Machine
from ui.dialogs.first_run import FirstRunDialog, TakeOver
from ui.dialogs.handover import HandoverDialog, HandoverWish
from ui.dialogs.question import QuestionDialog
from ui.dialogs.takeover import TakeoverDialog
from ui.tasks import TaskRunner

STRONG = "wo-ai-bei-jing-2021"


@pytest.fixture
def zhang(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "张三", "张三").begin()
    machine.work("一月来办了三件事")
    return machine


@pytest.fixture
def file(zhang: Machine, tmp_path: Path) -> Path:
    out = tmp_path / "交接.ysjj"
    zhang.hand_over(out)
    return out


@pytest.fixture
def li(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "李四", "李四")


@pytest.fixture
def tasks(qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shut_down()


def taking(machine: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path, password: str = PASSWORD) -> TakeoverDialog:
    """The dialog with file and password typed in."""
    dialog = TakeoverDialog(machine.service, tasks, machine.who, ask_name=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.next.isEnabled()
    dialog.file.setText(str(file))
    dialog.password.line.setText(password)
    assert dialog.next.isEnabled()
    return dialog


def rehearse(dialog: TakeoverDialog, qtbot: QtBot) -> None:
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.step == 1 or bool(dialog.trouble.text()), timeout=20_000)


# ---------------------------------------------------------------- giving


def test_a_wish_is_only_made_with_a_strong_enough_password_typed_twice(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = HandoverDialog(tmp_path / "交接.ysjj")
    qtbot.addWidget(dialog)
    dialog.show()
    for first, second, allowed, said in (
        ("", "", False, "谁也打不开"), ("1234567", "1234567", False, "至少 8 位"), ("12345678", "", False, "弱"),
        ("12345678", "12345679", False, "弱"), ("12345678", "12345678", True, "弱"), (STRONG, STRONG, True, "密码强"),
    ):
        dialog.password.line.setText(first)
        dialog.again.line.setText(second)
        assert dialog.go.isEnabled() is allowed, (first, second)
        assert said in dialog.hint.text()
    assert {each.echoMode() for each in (dialog.password.line, dialog.again.line)} == {QLineEdit.EchoMode.Password}
    dialog.password.seen.click()
    assert {each.echoMode() for each in (dialog.password.line, dialog.again.line)} == {QLineEdit.EchoMode.Normal}
    dialog.to.setText(" 李四 ")
    dialog.go.click()
    assert dialog.wish == HandoverWish(tmp_path / "交接.ysjj", STRONG, "李四", tmp_path / "交接-交接单.docx")
    assert STRONG not in repr(dialog.wish)
    assert (dialog.password.text, dialog.again.text) == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"), [("a.zip", ".ysjj"), ("没有/交接.ysjj", "不存在"), ("", "完整的路径"), ("交接.ysjj", "")],
)
def test_a_place_where_nothing_can_lie_is_told_at_once(qtbot: QtBot, tmp_path: Path, name: str, said: str) -> None:
    dialog = HandoverDialog(tmp_path / "x.ysjj")
    qtbot.addWidget(dialog)
    dialog.password.line.setText(STRONG)
    dialog.again.line.setText(STRONG)
    dialog.out.setText(str(tmp_path / name) if name else "交接.ysjj")
    assert said in dialog.trouble.text()
    assert dialog.go.isEnabled() is (not said)


def test_an_older_file_is_not_replaced_without_being_asked(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "交接.ysjj").write_bytes(b"older")
    monkeypatch.setattr(QuestionDialog, "ask", lambda *args: None)
    dialog = HandoverDialog(tmp_path / "交接.ysjj")
    qtbot.addWidget(dialog)
    dialog.password.line.setText(STRONG)
    dialog.again.line.setText(STRONG)
    dialog.go.click()
    assert dialog.wish is None
    monkeypatch.setattr(QuestionDialog, "ask", lambda *args: "replace")
    dialog.go.click()
    assert dialog.wish is not None


def test_a_chosen_name_gets_its_ending(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(tmp_path / "给李四"), ""))
    dialog = HandoverDialog(tmp_path / "交接.ysjj")
    qtbot.addWidget(dialog)
    dialog.browse.click()
    assert dialog.out.text() == str(tmp_path / "给李四.ysjj")


# ---------------------------------------------------------------- receiving


def test_a_rehearsal_shows_what_comes_and_changes_nothing(li: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path) -> None:
    dialog = taking(li, tasks, qtbot, file)
    rehearse(dialog, qtbot)
    assert dialog.step == 1
    assert isinstance(dialog.rehearsed, Rehearsed)
    assert "还没有台账" in dialog.here.text()
    assert dialog.known.isHidden()
    shown = " ".join(label.text() for label in dialog.pairs.findChildren(QWidget) if hasattr(label, "text"))
    assert "张三" in shown
    assert dialog.rehearsed.sha256[:4] in shown
    assert not li.path.exists()
    dialog.back.click()
    assert dialog.step == 0
    dialog.reject()
    assert dialog.told is None
    assert dialog.password.text == ""
    assert not li.path.exists()


def test_received_by_the_name_that_was_typed(li: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path) -> None:
    dialog = taking(li, tasks, qtbot, file)
    dialog.name.setText("李四同志")
    rehearse(dialog, qtbot)
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.told is not None, timeout=20_000)
    assert dialog.told is not None
    assert dialog.told.who == "李四同志"
    assert li.do(lambda ledger: ledger.operations(1))[0].who == "李四同志"
    assert li.text() == "一月来办了三件事"


def test_a_wrong_password_is_typed_anew_where_it_stands(li: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path) -> None:
    dialog = taking(li, tasks, qtbot, file, "不对的密码123")
    rehearse(dialog, qtbot)
    assert dialog.step == 0
    assert "密码不对" in dialog.trouble.text()
    assert dialog.password.line.selectedText()
    dialog.password.line.setText(PASSWORD)
    rehearse(dialog, qtbot)
    qtbot.waitUntil(lambda: dialog.step == 1, timeout=20_000)
    assert dialog.trouble.isHidden()


def test_newer_work_here_is_not_put_aside_unseen(
    zhang: Machine, li: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path
) -> None:
    shutil.copytree(zhang.folder, li.folder)
    li.work("李四接着写的")
    dialog = taking(li, tasks, qtbot, file)
    rehearse(dialog, qtbot)
    assert "1 次操作" in dialog.known.text()
    assert not dialog.next.isEnabled()
    dialog.known.setChecked(True)
    assert dialog.next.isEnabled()
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.told is not None, timeout=20_000)
    assert li.text() == "一月来办了三件事"


def test_taken_back_after_a_question(
    li: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    li.begin().work("李四自己的台账")
    first = taking(li, tasks, qtbot, file)
    assert first.former.isHidden()
    rehearse(first, qtbot)
    first.known.setChecked(True)
    first.next.click()
    qtbot.waitUntil(lambda: first.told is not None, timeout=20_000)
    dialog = taking(li, tasks, qtbot, file)
    assert not dialog.former.isHidden()
    monkeypatch.setattr(QuestionDialog, "ask", lambda *args: None)
    dialog.former.click()
    assert li.text() == "一月来办了三件事"
    monkeypatch.setattr(QuestionDialog, "ask", lambda *args: "undo")
    dialog.former.click()
    qtbot.waitUntil(lambda: dialog.told is not None, timeout=20_000)
    assert dialog.told is not None
    assert dialog.told.undone
    assert li.text() == "李四自己的台账"


def test_cancelled_work_gives_the_dialog_back(
    li: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = taking(li, tasks, qtbot, file)
    run = tasks.run
    monkeypatch.setattr(tasks, "run", lambda *args, **kwargs: run(*args, **kwargs).cancel())
    dialog.next.click()
    qtbot.waitUntil(lambda: not tasks.busy, timeout=20_000)
    qtbot.waitUntil(dialog.next.isEnabled, timeout=5_000)
    assert dialog.step in (0, 1)
    assert not li.path.exists()


def test_it_cannot_be_closed_under_work(li: Machine, tasks: TaskRunner, qtbot: QtBot, file: Path) -> None:
    dialog = taking(li, tasks, qtbot, file)
    dialog.next.click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog.step == 1, timeout=20_000)


def test_the_guide_of_the_first_start_leads_there(qtbot: QtBot, tmp_path: Path) -> None:
    from tests.factory import small_plan

    dialog = FirstRunDialog(small_plan(), tmp_path / "x.sqlite3", lambda path: small_plan())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.takeover.isVisible()
    dialog.takeover.click()
    assert isinstance(dialog.choice, TakeOver)
    another = FirstRunDialog(small_plan(), tmp_path / "x.sqlite3", lambda path: small_plan(), another=True)
    qtbot.addWidget(another)
    another.show()
    assert not another.takeover.isVisible()
