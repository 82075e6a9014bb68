"""The menus of the window that fills in forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from ui.scheme_menu import add_scheme_menu

# Menu → (key, words, keys); a key of "" draws a line.
MENUS: tuple[tuple[str, tuple[tuple[str, str, tuple[str, ...]], ...]], ...] = (
    ("文件(&F)", (
        ("open", "打开下发表…", ("Ctrl+O",)),
        ("save", "保存填报表", ("Ctrl+S",)),
        ("save_as", "另存为…", ("Ctrl+Shift+S",)),
        ("preview", "预览…", ("Ctrl+Shift+P",)),
        ("", "", ()),
        ("ledger", "建立台账…", ()),
        ("close", "关闭", ("Ctrl+W", "Ctrl+Q")),
    )),
    ("编辑(&E)", (
        ("undo", "撤销", ("Ctrl+Z",)),
        ("redo", "重做", ("Ctrl+Y", "Ctrl+Shift+Z")),
        ("", "", ()),
        ("copy_last", "照上月填", ("Ctrl+L",)),
        ("no_news", "本月无新进展", ()),
        ("copy_contacts", "责任人、联系人用于全部措施", ()),
    )),
    ("视图(&V)", (
        ("previous", "上一条措施", ("Alt+Up",)),
        ("next", "下一条措施", ("Alt+Down",)),
        ("next_left", "下一处要填或要改的", ("F8",)),
    )),
    ("帮助(&H)", (
        ("help", "怎样填写和报送", ("F1",)),
        ("keys", "快捷键", ("Shift+F1",)),
    )),
)


def make_menus(
    window: QMainWindow, handlers: Mapping[str, Callable[[], object]], settings: QSettings | None
) -> dict[str, QAction]:
    """The actions by key; entries without a handler are left out."""
    actions: dict[str, QAction] = {}
    for title, entries in MENUS:
        menu = window.menuBar().addMenu(title)
        for key, words, keys in entries:
            if not key:
                menu.addSeparator()
            elif key in handlers:
                action = menu.addAction(words)
                action.setShortcuts([QKeySequence(each) for each in keys])
                action.triggered.connect(handlers[key])
                actions[key] = action
        if title.startswith("视图"):
            add_scheme_menu([menu], settings)
    return actions
