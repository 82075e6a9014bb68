"""The menus: one table of entries, each with a handler. An entry without a handler is not made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class Entry(NamedTuple):
    """``keys`` is a portable shortcut; ``line`` draws a separator above it; ``check``: it is on or off."""

    key: str
    words: str
    keys: str = ""
    line: bool = False
    also: tuple[str, ...] = ()
    check: bool = False


MENUS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("文件(&F)", (
        Entry("new", "新建台账…", "Ctrl+N"),
        Entry("open", "打开台账…", "Ctrl+O"),
        Entry("shared", "打开共享台账…"),
        Entry("save", "立即保存", "Ctrl+S", line=True),
        Entry("backup", "立即备份"),
        Entry("backup_to", "备份到…"),
        Entry("backups", "备份与恢复…"),
        Entry("export", "导出细化表…", "Ctrl+E", line=True),
        Entry("archive", "导出本月存档文件…"),
        Entry("print_preview", "打印预览", "Ctrl+Shift+P", line=True),
        Entry("print", "打印…", "Ctrl+P"),
        Entry("page_setup", "页面设置…"),
        Entry("fill", "打开下发表填写…", line=True),
        Entry("handover", "交接出去…", line=True),
        Entry("takeover", "接收交接…"),
        Entry("quit", "退出", "Ctrl+Q", line=True),
    )),
    ("编辑(&E)", (
        Entry("undo", "撤销台账操作", "Ctrl+Z"),
        Entry("redo", "重做台账操作", "Ctrl+Y", also=("Ctrl+Shift+Z",)),
        Entry("cut", "剪切", "Ctrl+X", line=True),
        Entry("copy", "复制", "Ctrl+C"),
        Entry("paste", "粘贴", "Ctrl+V"),
        Entry("clear", "清空所选格子", "Del"),
        Entry("fill_down", "向下填充", "Ctrl+D"),
        Entry("fill_right", "向右填充"),
        Entry("find", "在本页检索", "Ctrl+F", line=True),
        Entry("replace", "查找和替换…", "Ctrl+H"),
        Entry("find_next", "查找下一个", "F3"),
        Entry("find_previous", "查找上一个", "Shift+F3"),
        Entry("edit_cell", "在格子里修改", "F2", line=True),
        Entry("edit", "到表单填写所选措施"),
        Entry("rule", "认定…", "Ctrl+R"),
        Entry("in_plan", "清单里的这一条"),
    )),
    ("视图(&V)", (
        Entry("overview", "总览", "Ctrl+1"),
        Entry("ledger", "台账", "Ctrl+2"),
        Entry("dispatch", "下发", "Ctrl+3"),
        Entry("collect", "收表", "Ctrl+4"),
        Entry("bulletin", "通报", "Ctrl+5"),
        Entry("past", "往期", "Ctrl+6"),
        Entry("search", "检索", "Ctrl+Shift+F", also=("Ctrl+7",)),
        Entry("plan", "清单", "Ctrl+8"),
        Entry("history", "历史", "Ctrl+9"),
        Entry("previous", "上一条措施", "Alt+Up", line=True),
        Entry("next", "下一条措施", "Alt+Down"),
        Entry("compare", "与上月比较", "Ctrl+M"),
        Entry("open_all", "展开全部分组"),
        Entry("close_all", "收起全部分组"),
        Entry("zoom_in", "放大台账的表", "Ctrl++", line=True, also=("Ctrl+=",)),
        Entry("zoom_out", "缩小台账的表", "Ctrl+-"),
        Entry("zoom_usual", "表恢复 100%", "Ctrl+0"),
        Entry("full_rows", "行高按内容", check=True),
        Entry("earlier", "上一个报告期", "Ctrl+PgUp", line=True),
        Entry("later", "下一个报告期", "Ctrl+PgDown"),
        Entry("back_month", "回到刚才的报告期", "Alt+Left"),
        Entry("refresh", "刷新", "F5", line=True),
    )),
    ("收发(&S)", (
        Entry("go_dispatch", "下发…"),
        Entry("go_collect", "收表合并…"),
        Entry("send_back", "退回说明…"),
    )),
    ("报告(&R)", (
        Entry("go_bulletin", "生成通报…"),
        Entry("go_remind", "催报通知…"),
        Entry("stats", "导出统计…", line=True),
        Entry("assessment", "绩效考核表…"),
    )),
    ("工具(&T)", (
        Entry("settings", "设置…", "Ctrl+,"),
        Entry("next_plan", "导入下一年清单…"),
        Entry("check", "诊断…", line=True),
        Entry("folder", "打开台账所在文件夹"),
        Entry("password", "打开密码…", line=True),
        Entry("lock", "锁定", "Ctrl+L"),
    )),
    ("帮助(&H)", (
        Entry("help", "本页帮助", "F1"),
        Entry("contents", "帮助目录"),
        Entry("keys", "快捷键", "Shift+F1"),
        Entry("sample", "看示例台账", line=True),
        Entry("about", "关于营商台账", line=True),
    )),
)

# Entries that stand in the menu of 台账's table too, "" a line; those whose keys mean its cells while it has the focus, and
# are free elsewhere; all that its cells do.
CONTEXT_ENTRIES: tuple[str, ...] = (
    "edit_cell", "edit", "rule", "in_plan", "", "cut", "copy", "paste", "clear", "", "fill_down", "fill_right", "", "replace",
)
TABLE_KEYS: tuple[str, ...] = ("cut", "paste", "clear", "fill_down", "edit_cell")
CELL_ENTRIES: tuple[str, ...] = (*TABLE_KEYS, "fill_right", "replace", "find_next", "find_previous")

# Entries that write to the ledger: where it can only be looked at they say so.
WRITING: frozenset[str] = frozenset({
    "takeover", "password", "undo", "redo", "cut", "paste", "clear", "fill_down", "fill_right", "edit_cell", "edit", "rule",
    "send_back", "next_plan",
})

# Keys that a page takes itself, for the help.
LEDGER_KEYS: tuple[tuple[str, str], ...] = (
    ("直接打字、F2 或双击", "在格子里填写：直接打字是重写，F2 和双击是接着改"),
    ("Enter", "在格子里填写时：保存，到下一条；Shift+Enter 到上一条。没有填写时：到右边的表单"),
    ("Tab", "在格子里填写时：保存，到右边一格；Shift+Tab 到左边"),
    ("Alt+Enter", "在格子里填写时：换一行"),
    ("Esc", "在格子里填写时：放弃这一次填的"),
    ("Ctrl+C、Ctrl+V", "成格复制、粘贴，和 Excel、WPS 互通；会覆盖时先列出来看"),
    ("Del", "清空选中的格子；Ctrl+Z 一次恢复"),
    ("Ctrl+D", "用选中的第一格（只选一行时用上面一格）向下填充"),
    ("F3、Shift+F3", "查找下一个、上一个"),
    ("点序号，或 Shift+空格", "选中整行；按住 Shift、Ctrl 再点，选几格、几行"),
    ("空格、←、→", "在分组标题上：收起、展开"),
    ("点列标题", "从小到大、从大到小、再按清单的顺序；拖动换位置，双击边线让列宽适合内容"),
    ("右键，或菜单键", "只看和这一格相同的；这一列的排序、筛选、冻结、显示"),
    ("Ctrl+滚轮", "放大、缩小台账的表"),
)
COLLECT_KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+O", "选择回收的文件"),
    ("N", "下一处未定的冲突，再到下一份要回答的文件"),
    ("1 2 3 4 5 0", "用台账、用来表、都保留、手填、用旁注、暂不处理"),
    ("1…9 或 Alt+1…9", "选文件的问题下面的答案"),
    ("Alt+U", "答案很多时按名称或拼音首字母查找"),
    ("Alt+L", "看原件"),
    ("Ctrl+Shift+A", "全部文件一起看，再按回到一份"),
    ("F6", "打开来表原文与这一栏的来历，再按到里面，再按收起"),
    ("Alt+Q", "其余未定的冲突一次选定"),
    ("Ctrl+Enter", "合并入账；正在手填时先结束手填"),
    ("Alt+Z", "撤销上次合并"),
    ("Alt+K", "对照原件录入"),
    ("Alt+B", "退回说明"),
    ("Enter", "在文件列表里：到这一份的问题或栏目"),
    ("F2", "在文件列表里：改收到日期；在栏目里：手填"),
    ("Del", "在文件列表里：移除所选的文件"),
    ("U", "在文件列表里：撤销这一份的合并"),
)

FORM_KEYS: tuple[tuple[str, str], ...] = (
    ("Tab 或 Enter", "到下一栏；在“进展情况”“存在问题”里 Enter 是换行"),
    ("Alt+Down、Alt+Up", "下一条、上一条措施，光标留在同一栏"),
    ("Ctrl+Tab、Ctrl+Shift+Tab", "同一条措施的下一家、上一家单位，光标留在同一栏"),
    ("Ctrl+Enter", "接着填：下一家单位，再到下一条措施；在“完成时限”里 Enter 也是"),
    ("Ctrl+M", "与上月比较，再按收起"),
    ("Esc", "回到表格"),
)
PAST_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "在两月对照、通报以来的改动里：到台账看这一条"),
    ("Alt+Down、Alt+Up", "在一条措施的一年里：下一条、上一条措施"),
    ("Ctrl+C", "复制所选的行；“复制”按钮复制列出的全部"),
    ("Ctrl+F", "查找；回车到列表"),
)

BULLETIN_KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+Enter", "写成 docx；在“催报”里是写出通知"),
    ("Enter 或 F2", "在句子列表里：改这一句；Esc 回到列表"),
    ("空格", "在要催的单位里：勾选或不选"),
    ("Enter", "在要催的单位里：到台账看它的措施；在已印发里：打开原件"),
    ("Ctrl+加号、减号、0", "在预览里：放大、缩小、适合宽度"),
    ("Ctrl+C", "在预览里：复制全文"),
)
SEARCH_KEYS: tuple[tuple[str, str], ...] = (
    ("↓ 或 Enter", "从检索框到结果；Esc 回到检索框"),
    ("Enter", "在结果上：到台账的那个月、那条措施、那一栏"),
    ("Ctrl+Enter", "在结果上：看来源文件"),
    ("Shift+Enter", "在结果上：看这条措施的往期"),
    ("Ctrl+C", "复制所选的结果"),
)
PREVIEW_KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+P", "选打印机，打印"),
    ("Ctrl+S", "存为 PDF"),
    ("PgUp、PgDown", "上一页、下一页；Home、End 到头、到尾"),
    ("Ctrl+加号、减号、0", "放大、缩小、适合宽度；也可以按住 Ctrl 转滚轮"),
)
PLAN_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "在措施、任务、单位里：修改、更名"),
    ("Alt+Down、Alt+Up", "下一行、上一行"),
    ("Del", "在变更里：撤销所选的变更"),
    ("Enter", "在导入清单的对应关系里：到下面改这一行接着上年的哪一项；选中一项再按 Enter 就定下"),
    ("Ctrl+C", "复制所选的行"),
)
OVERVIEW_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "在表格的数字上：看它后面的条目；在单位、任务上：到台账看它的措施"),
    ("Enter", "在明细、更正里：到台账看这一条；在图上：看大图"),
    ("Ctrl+C", "复制所选的行，或图片"),
)

FILL_KEYS: tuple[tuple[str, str], ...] = (
    ("Alt+Down、Alt+Up", "下一条、上一条措施"),
    ("F8", "下一处要填或要改的"),
    ("Ctrl+L", "照上月填"),
    ("Ctrl+S、Ctrl+Shift+S", "保存填报表、另存为"),
)
HELP_KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+F", "在帮助里查找；↓ 到找到的各处"),
    ("Alt+Left、Alt+Right", "后退、前进"),
    ("Ctrl+加号、减号、0", "放大、缩小、恢复原来大小"),
    ("Esc", "关闭帮助"),
)

# Page (or other window), its title in the help, its keys.
PAGE_KEYS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("overview", "总览页", OVERVIEW_KEYS), ("ledger", "台账的表格", LEDGER_KEYS), ("ledger", "台账的表单", FORM_KEYS),
    ("collect", "收表页", COLLECT_KEYS), ("bulletin", "通报页", BULLETIN_KEYS), ("past", "往期页", PAST_KEYS),
    ("search", "检索页", SEARCH_KEYS), ("plan", "清单页", PLAN_KEYS),
    ("print_preview", "打印预览", PREVIEW_KEYS), ("fill", "填写下发表的窗口", FILL_KEYS),
    ("help", "帮助窗口", HELP_KEYS),
)


def entry_words(key: str) -> str:
    """As the table has them."""
    return next(entry.words for _, entries in MENUS for entry in entries if entry.key == key)


def show_titles(window: QMainWindow) -> list[QMenu]:
    """The menu bar with menus that are empty yet: their entries can wait until the first page stands."""
    bar = window.menuBar()
    return [bar.addMenu(title) for title, _ in MENUS]


def fill_menus(
    menus: Sequence[QMenu], handlers: Mapping[str, Callable[[], object]], by_keys: Mapping[str, Callable[[], bool]]
) -> dict[str, QAction]:
    """Fill what ``show_titles`` made; answers the actions by key. Menus and entries without a handler are left out.

    ``by_keys``: asked first when an entry is called by its keys; True when they have done their work elsewhere.
    """
    from PySide6.QtGui import QKeySequence

    from ui.keyed import KeyedAction

    actions: dict[str, QAction] = {}
    for menu, (_, entries) in zip(menus, MENUS, strict=True):
        wanted = [entry for entry in entries if entry.key in handlers]
        menu.menuAction().setVisible(bool(wanted))
        for entry in wanted:
            if entry.line and not menu.isEmpty():
                menu.addSeparator()
            action = KeyedAction(entry.words, menu, by_keys.get(entry.key))
            action.setCheckable(entry.check)
            menu.addAction(action)
            action.setShortcuts([QKeySequence(keys) for keys in (entry.keys, *entry.also) if keys])
            action.triggered.connect(handlers[entry.key])
            actions[entry.key] = action
    return actions


def give_actions(table: QWidget, actions: Mapping[str, QAction]) -> None:
    """Entries of the menu 编辑 for 台账's table: they stand in its own menu, and some have their keys there only."""
    from PySide6.QtGui import QAction

    for key in CONTEXT_ENTRIES:
        if key and key not in actions:
            continue
        if not key:
            line = QAction(table)
            line.setSeparator(True)
            table.addAction(line)
            continue
        if key in TABLE_KEYS:
            actions[key].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        table.addAction(actions[key])
