"""文件 → 打开共享台账…: where it is on the server, tried first where a person likes, and made where the database is empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError, LedgerError, LedgerTrouble
from qcapp.domain.server_address import ServerAddress, is_server_address, server_address
from qcapp.domain.shared import SharedFound, SharedState
from qcapp.ports import Progress
from ui.aside import Aside
from ui.dialogs.question import Answer, QuestionDialog
from ui.help.key import help_by_f1
from ui.tasks import TaskRunner
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import RoomLabel, WrappedLabel
from ui.widgets.password_field import PasswordField

if TYPE_CHECKING:
    from qcapp.domain.plan import Plan
    from qcapp.services import Services
    from ui.app import Workplace
    from ui.tasks import T

_WIDTH: Final = 520
_PORT: Final = "5432"
_WORDS: Final = "台账放在服务器上，几个人各在自己的电脑上同时用。下面几项由管服务器的人告诉您；整条地址可以粘贴到“主机”里。"
_NOT_ALL: Final = "请填写主机和数据库，不知道的问管服务器的人。"
_TABLES: Final = "细化表（*.xlsx *.docx *.xls *.et *.ods） (*.xlsx *.docx *.xls *.et *.ods);;所有文件 (*)"


class SharedDialog(QDialog):
    """``place``, of no ledger that is open, is led to what was chosen, and ``services`` are of that; None when it was left.

    ``here``: the ledger file at hand, which can be put on an empty database; ``who`` signs then. ``said``: why it is asked.
    """

    def __init__(
        self, place: Workplace, address: ServerAddress | None = None, parent: QWidget | None = None, *, here: Path | None = None,
        who: str = "", said: str = "",
    ) -> None:
        super().__init__(parent)
        self.services: Services | None = None
        self._place, self._here, self._who = place, here, who
        self._before: Path | ServerAddress = place.address or place.path
        self.tasks, self._aside = TaskRunner(self), Aside(self)
        self.setWindowTitle("打开共享台账")
        help_by_f1(self, "shared")
        self.host, self.port, self.database, self.user = (QLineEdit() for _ in range(4))
        self.password = PasswordField("密码")
        self.told = RoomLabel(lines=3)
        self.trial, self.open_button, self.leave = QPushButton("试一下连接"), QPushButton("打开"), QPushButton("取消")
        self._lay_out()
        self._host_was = ""
        self.host.textChanged.connect(self._host_changed)
        self.host.editingFinished.connect(self._split)
        self.trial.clicked.connect(self.try_it)
        self.open_button.clicked.connect(self.open_it)
        self.leave.clicked.connect(self.reject)
        self.show_address(address)
        self._tell(said, Tone.BAD)

    @property
    def busy(self) -> bool:
        return self.tasks.busy or self._aside.asking

    @property
    def address(self) -> ServerAddress | None:
        """As it is filled in; None where something is missing."""
        host, database = self.host.text().strip(), self.database.text().strip()
        if not host or not database:
            return None
        port = int(self.port.text() or _PORT)
        return ServerAddress(host, database, self.user.text().strip(), port, self.password.text)

    def show_address(self, address: ServerAddress | None) -> None:
        """Its password too, where it has one; then on to what is to be filled in yet."""
        self.port.setText(str(address.port) if address is not None else _PORT)
        if address is None:
            return
        for line, text in ((self.host, address.host), (self.database, address.database), (self.user, address.user)):
            line.setText(text)
        if address.password:
            self.password.line.setText(address.password)
        self.password.line.setFocus()

    @Slot()
    def try_it(self) -> None:
        """Whether there is a way there, and what is found; nothing is changed."""
        self._look(self._tell_found)

    @Slot()
    def open_it(self) -> None:
        """The ledger that is there; on an empty database one is made, after a question."""
        self._look(self._go_in)

    def done(self, result: int) -> None:
        self.tasks.shut_down()
        if self.services is None:
            self._place.lead_to(self._before)
        super().done(result)

    # What is done, each step off the GUI thread

    def _look(self, found: Callable[[SharedFound], None]) -> None:
        address, look = self.address, self._place.look_at
        if address is None:
            self._tell(_NOT_ALL, Tone.BAD)
            (self.database if self.host.text().strip() else self.host).setFocus()
            return

        def looked() -> SharedFound | Exception:
            try:
                return look(address)
            except Exception as error:
                return error

        def answered(told: SharedFound | Exception) -> None:
            self._rest(False)
            if isinstance(told, SharedFound):
                found(told)
            elif isinstance(told, ExpectedError):
                self._failed(told)
            else:
                raise told

        self._tell(f"正在连接 {address.shown}…")
        self._rest(True)
        self._aside.ask(looked, answered)  # a server that does not answer holds up nobody who gives up meanwhile

    def _tell_found(self, found: SharedFound) -> None:
        self._tell(found.words, Tone.BAD if found.state is SharedState.FOREIGN else Tone.GOOD)

    def _go_in(self, found: SharedFound) -> None:
        place, address = self._place, self.address
        if found.state is SharedState.FOREIGN or address is None:
            self._tell_found(found)
            return
        place.lead_to(address)
        if found.state is SharedState.LEDGER:
            self._enter(place.open, "打开共享台账")
            return
        match self._ask_how(address):
            case "built_in":
                self._make(place.built_in_plan())
            case "table":
                self._make_from_table()
            case "here" if self._here is not None:
                here, who = self._here, self._who
                self._enter(lambda: place.share(here, who), "把台账放到服务器上")
            case _:
                self._tell("没有建账，数据库还是空的。")

    def _ask_how(self, address: ServerAddress) -> str | None:
        words = f"{address.shown} 里还没有台账。可以从责任清单建一本新的"
        answers = [Answer("built_in", "用内置清单建账"), Answer("table", "从细化表建账…")]
        if self._here is not None:
            words += f"；也可以把现在打开的“{self._here.stem}”整本放上去，历史和来表都在，原来的文件留着不动"
            answers.append(Answer("here", "放上现在的台账"))
        return QuestionDialog.ask(self, "建共享台账", "这个数据库是空的，在这里建一本共享台账？", f"{words}。", answers)

    def _make_from_table(self) -> None:
        from qcapp.services.setup import plan_from_file
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_open

        path = ask_open(self, "选择责任清单细化表", documents_folder(), _TABLES)
        if path is None:
            self._tell("没有建账，数据库还是空的。")
            return

        def work(progress: Progress) -> Plan:
            return plan_from_file(path)

        self._run(work, self._make, "读取细化表")

    def _make(self, plan: Plan) -> None:
        place, who = self._place, self._who
        self._enter(lambda: place.create(plan, who), "建共享台账")

    def _enter(self, open_it: Callable[[], Services], title: str) -> None:
        def work(progress: Progress) -> Services:
            return open_it()

        self._run(work, self._entered, title)

    def _entered(self, services: Services) -> None:
        self.services = services
        self.accept()

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None], title: str) -> None:
        """One thing at a time; what is filled in rests meanwhile."""
        self._rest(True)

        def ended(result: T) -> None:
            self._rest(False)
            done(result)

        self.tasks.run(work, ended, title=title, failed=self._failed, parent=self)

    def _failed(self, error: ExpectedError) -> None:
        self._rest(False)
        self._tell(str(error), Tone.BAD)
        refused = isinstance(error, LedgerError) and error.trouble is LedgerTrouble.DENIED
        line = self.password.line if refused else self.host
        line.selectAll()
        line.setFocus()

    def _rest(self, on: bool) -> None:
        for widget in (self.host, self.port, self.database, self.user, self.password, self.trial, self.open_button):
            widget.setEnabled(not on)

    def _tell(self, words: str, tone: Tone = Tone.IDLE) -> None:
        set_tone(self.told, tone)
        self.told.setText(words)

    @Slot(str)
    def _host_changed(self, text: str) -> None:
        """A pasted address is whole; one that is typed is whole when the field is left, and its rest goes nowhere else."""
        before, self._host_was = self._host_was, text
        if abs(len(text) - len(before)) > 1:
            self._split()

    @Slot()
    def _split(self) -> None:
        """A whole address, into the fields that it is made of."""
        text = self.host.text()
        if is_server_address(text):
            try:
                self.show_address(server_address(text))
            except ExpectedError as error:
                self._tell(str(error), Tone.BAD)

    # What it looks like

    def _lay_out(self) -> None:
        words = WrappedLabel(_WORDS, "muted")
        for each in (words, self.told):
            each.setFixedWidth(_WIDTH - 40)
        self.port.setValidator(QIntValidator(1, 65535, self.port))
        self.host.setPlaceholderText("例如 10.0.0.8，或服务器的名字")
        self.database.setPlaceholderText("例如 yingshang")
        self.password.line.setPlaceholderText("不保存，每次打开时输入")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        rows: tuple[tuple[str, QLineEdit | PasswordField], ...] = (
            ("主机(&H)", self.host), ("端口(&P)", self.port), ("数据库(&D)", self.database), ("用户(&U)", self.user),
            ("密码(&W)", self.password),
        )
        for name, field in rows:
            form.addRow(name, field)
            (field if isinstance(field, QLineEdit) else field.line).setAccessibleName(name.partition("(")[0])
        set_role(self.open_button, "primary")
        self.open_button.setDefault(True)
        foot = QHBoxLayout()
        for button in (self.trial, self.leave):
            button.setAutoDefault(False)
        foot.addWidget(self.trial)
        foot.addStretch(1)
        foot.addWidget(self.open_button)
        foot.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.told)
        column.addLayout(foot)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
