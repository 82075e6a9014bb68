"""许可: what the program is made of and each part's licence, from the files that lie beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from qcapp.services.licences import Licences, licences
from ui.desktop import open_folder
from ui.help.key import help_by_f1
from ui.placing import room_of
from ui.widgets.notice import NoticeBar

_WIDTH, _HEIGHT, _FRAME = 900, 620, 60


class LicencesDialog(QDialog):
    """A link shows the licence's text in its place, for which no other program is needed; a component's
    home page is for a browser, and a computer with a network."""

    def __init__(self, told: Licences | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = told or licences()
        self.setWindowTitle("许可")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setAccessibleName("第三方组件和许可证")
        self.page.document().setDocumentMargin(12)
        self.page.setMarkdown(self._told.text)
        self.back = QPushButton("返回组件清单")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._show_table)
        self.back.hide()
        self.page.anchorClicked.connect(self._follow)
        self.notice = NoticeBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(self.page, 1)
        column.addWidget(self._buttons())
        help_by_f1(self, "install", "所含组件和许可")
        most = room_of(self).size()
        self.resize(min(_WIDTH, most.width() - _FRAME), min(_HEIGHT, most.height() - _FRAME))

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(Qt.Orientation.Horizontal)
        box.addButton(self.back, QDialogButtonBox.ButtonRole.ResetRole)
        if self._told.folder:
            folder = QPushButton("打开许可文件夹")
            folder.setAutoDefault(False)
            folder.clicked.connect(self._show_folder)
            box.addButton(folder, QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        box.rejected.connect(self.reject)
        return box

    @Slot()
    def _show_folder(self) -> None:
        assert self._told.folder is not None, "the button is there with it"
        if not open_folder(self._told.folder):
            self.notice.show_problem(f"没有打开“{self._told.folder}”，请在文件管理器里打开它。")

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        if self._told.folder and not link.scheme():
            self._show_text(self._told.folder / Path(link.path()).name)
        elif not QDesktopServices.openUrl(link):
            self.notice.show_problem(f"没有打开 {link.toString()}，请在能上网的电脑的浏览器里打开。")

    def _show_text(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            self.notice.show_problem(f"没有打开“{path.name}”，请把压缩包重新解压到程序的文件夹，全部替换后再看。")
            return
        if path.suffix == ".md":
            self.page.setMarkdown(text)
        else:
            self.page.setPlainText(text)
        self.setWindowTitle(f"许可 — {path.name}")
        self.notice.clear()
        self.back.show()

    @Slot()
    def _show_table(self) -> None:
        self.page.setMarkdown(self._told.text)
        self.setWindowTitle("许可")
        self.back.hide()
