"""What is said of each trouble, and which ways out fit it, the best first. Words only; the page draws them."""

from __future__ import annotations

from enum import Enum
from typing import Final

from qcapp.domain.errors import LedgerTrouble as Trouble


class Way(Enum):
    """A way out: what its button says, and what pressing it does."""

    BACKUP = ("用备份恢复", "用上面选中的备份接着用；原来的文件改名留在原处，不会删除。")
    CHOOSE = ("另选备份文件…", "备份在 U 盘或别处，在这里找；先加到上面的列表里校验，还不会恢复。")
    RETRY = ("再试一次", "移动盘插好、网络接通、别的程序关掉以后，再打开一次。")
    CONNECT = ("改连接信息…", "服务器换了地方，或换一个用户、密码，在这里填。")
    OTHER = ("打开另一本台账…", "台账挪了地方，或另有一本，在这里找。")
    USUAL = ("打开电脑上的台账", "打开这台电脑默认位置上的那一本。")
    KEEP_COPY = ("把这个文件另存一份…", "原样复制一份，交给维护人员看；原文件不动。")
    FOLDER = ("打开所在文件夹", "看看里面有什么。")
    ANEW = ("另建一本…", "从头建一本新的，放在别处；原来的文件不动。")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def told(self) -> str:
        return self.value[1]


_HEADINGS: Final[dict[Trouble | None, str]] = {
    Trouble.MISSING: "找不到台账",
    Trouble.MOVED: "找不到台账",
    Trouble.EMPTY: "台账文件是空的，内容已丢失",
    Trouble.DAMAGED: "台账文件已损坏",
    Trouble.FOREIGN: "这个文件不是本程序的台账",
    Trouble.NEWER: "这本台账是用更新版本的程序建立的",
    Trouble.NOT_WRITABLE: "台账所在的位置不能写入",
    Trouble.NO_SPACE: "磁盘空间不足",
    Trouble.BUSY: "台账正被另一个程序占用",
    Trouble.UNREACHABLE: "台账所在的磁盘读不出来",
    Trouble.UPGRADE_FAILED: "台账升级没有成功",
}
_WORDS: Final[dict[Trouble, str]] = {
    Trouble.MISSING: "文件不在原处。台账若在移动盘或共享文件夹里，接好以后点“再试一次”；若是挪了地方，请打开挪去的那一份。",
    Trouble.EMPTY: "文件还在，里面一个字节也没有，多半是磁盘出过错。程序没有改动它，请用最近的备份恢复。",
    Trouble.DAMAGED: "文件里的内容与写入时不一致，不能放心地用。程序没有改动它，请用最近的备份恢复，坏的文件会留着。",
    Trouble.FOREIGN: "可能是选错了文件，或别的文件改成了这个名字。程序没有改动它，请打开自己的台账，或用备份恢复。",
    Trouble.NEWER: "用现在这个程序打开会弄坏它，所以没有打开，一个字节也没有改。请用新版程序打开，或打开另一本台账；"
    "确实要退回旧版，可以用升级以前的备份。",
    Trouble.NOT_WRITABLE: "文件还在，只是改动存不进去。请检查文件夹权限、移动盘的写保护，再试一次。",
    Trouble.NO_SPACE: "文件还在，磁盘已经满了，改动存不进去。请清理出空间，再试一次。",
    Trouble.BUSY: "文件还在，另一个窗口或程序正在写。请等它写完，或把它关掉，再试一次。",
    Trouble.UNREACHABLE: "磁盘或网络出了错，读不到文件。请检查连接，再试一次；还读不出来，就用备份。",
}
_WITHOUT_BACKUPS: Final[dict[Trouble, str]] = {
    Trouble.EMPTY: "文件还在，里面一个字节也没有，多半是磁盘出过错。程序没有改动它。",
    Trouble.DAMAGED: "文件里的内容与写入时不一致，不能放心地用。程序没有改动它，也不会删除它。",
    Trouble.FOREIGN: "可能是选错了文件，或别的文件改成了这个名字。程序没有改动它，请打开自己的台账。",
    Trouble.NEWER: "用现在这个程序打开会弄坏它，所以没有打开，一个字节也没有改。请用新版程序打开，或打开另一本台账。",
    Trouble.UNREACHABLE: "磁盘或网络出了错，读不到文件。请检查连接，再试一次。",
}
_SHARED_HEADINGS: Final[dict[Trouble | None, str]] = {
    Trouble.UNREACHABLE: "连不上共享台账的服务器",
    Trouble.DENIED: "服务器没有让进：用户或密码不对",
    Trouble.MISSING: "服务器上找不到这个数据库",
    Trouble.EMPTY: "这个数据库里还没有台账",
    Trouble.FOREIGN: "这个数据库里不是本程序的台账",
    Trouble.NEWER: "这本共享台账是用更新版本的程序建立的",
    Trouble.DAMAGED: "共享台账的内容不对，没有打开",
    Trouble.BUSY: "共享台账正忙",
}
_SHARED: Final = "服务器上的台账没有动。急着查看的，用“打开另一本台账…”打开这台电脑上的备份：它是普通的台账文件，只看不改。"
_SHARED_WAYS: Final = (Way.RETRY, Way.CONNECT, Way.OTHER, Way.USUAL, Way.FOLDER)
_NONE_HERE: Final = "台账旁边没有找到备份；U 盘或别的磁盘上若有，请点“另选备份文件…”。"
_AT_HAND: Final = (Way.RETRY, Way.OTHER, Way.FOLDER)
_WAYS: Final[dict[Trouble | None, tuple[Way, ...]]] = {
    Trouble.MISSING: (Way.RETRY, Way.BACKUP, Way.CHOOSE, Way.OTHER, Way.USUAL, Way.FOLDER, Way.ANEW),
    Trouble.MOVED: (Way.RETRY, Way.BACKUP, Way.CHOOSE, Way.OTHER, Way.USUAL, Way.FOLDER, Way.ANEW),
    Trouble.EMPTY: (Way.BACKUP, Way.CHOOSE, Way.OTHER, Way.USUAL, Way.RETRY, Way.FOLDER, Way.ANEW),
    Trouble.DAMAGED: (Way.BACKUP, Way.CHOOSE, Way.KEEP_COPY, Way.OTHER, Way.USUAL, Way.RETRY, Way.FOLDER, Way.ANEW),
    Trouble.FOREIGN: (Way.OTHER, Way.BACKUP, Way.CHOOSE, Way.USUAL, Way.RETRY, Way.FOLDER, Way.ANEW),
    Trouble.NEWER: (Way.OTHER, Way.BACKUP, Way.CHOOSE, Way.USUAL, Way.KEEP_COPY, Way.FOLDER),
    Trouble.NOT_WRITABLE: (Way.RETRY, Way.KEEP_COPY, Way.OTHER, Way.USUAL, Way.FOLDER),
    Trouble.NO_SPACE: (Way.RETRY, Way.KEEP_COPY, Way.OTHER, Way.FOLDER),
    Trouble.BUSY: _AT_HAND,
    Trouble.UNREACHABLE: (Way.RETRY, Way.BACKUP, Way.CHOOSE, Way.OTHER, Way.USUAL, Way.FOLDER),
    Trouble.DENIED: _AT_HAND,
    Trouble.UPGRADE_FAILED: (Way.RETRY, Way.KEEP_COPY, Way.OTHER, Way.FOLDER),
    None: (Way.RETRY, Way.KEEP_COPY, Way.OTHER, Way.FOLDER),
}


def shared_heading(trouble: Trouble | None) -> str:
    return _SHARED_HEADINGS.get(trouble, "共享台账打不开")


def shared_words(sentence: str) -> str:
    """What a shared ledger's error says, and what can be done meanwhile."""
    return f"{sentence}{_SHARED}"


def shared_ways(*, folder: bool, usual: bool) -> tuple[Way, ...]:
    """As ``ways``: its backups lie on this computer, and are not put in its place."""
    can = {Way.FOLDER: folder, Way.USUAL: usual}
    return tuple(way for way in _SHARED_WAYS if can.get(way, True))


def heading(trouble: Trouble | None) -> str:
    return _HEADINGS.get(trouble, "台账打不开")


def words(trouble: Trouble | None, sentence: str, *, backups: bool = True) -> str:
    """One paragraph: what it means, what is safe, what to do. ``sentence`` is the error's own, where nothing is known better.
    Backups are promised where there are ``backups``."""
    if trouble is None:
        return sentence
    if not backups and trouble in _WITHOUT_BACKUPS:
        return _WITHOUT_BACKUPS[trouble] + _NONE_HERE
    return _WORDS.get(trouble, sentence)


def ways(trouble: Trouble | None, *, there: bool, folder: bool, usual: bool, backups: bool) -> tuple[Way, ...]:
    """Those that can be gone: ``there`` the file is, ``folder`` its folder is, ``usual`` another ledger lies in the usual place,
    ``backups`` of it were found."""
    can = {Way.KEEP_COPY: there, Way.FOLDER: folder, Way.USUAL: usual, Way.BACKUP: backups}
    return tuple(way for way in _WAYS[trouble] if can.get(way, True))
