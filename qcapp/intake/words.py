"""Sentences that several readers of foreign files share."""

from __future__ import annotations

CANCELLED = "操作已取消，台账没有变化。"
DAMAGED = "这份文件已损坏或格式特殊，读不出表格，请让单位用 WPS 打开后另存为 xlsx 再报。"
CUT_SHORT = "这份文件不完整，可能没有拷完，请让单位重新发送。"
INCOMPLETE = "程序文件不完整，请把压缩包重新解压到上次解压的地方，全部替换后再试。"
ZIP_LOCKED = "这个压缩包设有密码，请先解压，再选择解出的文件导入。"
NOT_STARTED = "读表的辅助程序启动不了，请关掉一些程序或检查杀毒软件是否拦截，然后再试。"
STOPPED = (
    "读到一半，读表的辅助程序被系统结束了（内存不足或被杀毒软件拦截），这份文件没有读取，请关掉一些程序后重新导入；"
    "还是这样，就让单位另存为 xlsx 再报。"
)
NO_PART = "这份文件里的图片取不出来（文件设有密码，或不是 xlsx、docx），请打开原文件，把图片另存后再添加。"
LOCKED = "这份文件设有打开密码，请在窗口中输入密码，或让单位取消密码后另存再报。"
NOT_THESE = "这份文件设有打开密码，给出的密码都不对，请核对后重新输入，或让单位取消密码后另存再报。"
ENCRYPTED = "这份文件里有加密的内容，程序解不开，请让单位取消密码后另存再报。"
NO_CIPHER = "这份文件的加密方式程序解不开，请让单位取消密码后另存再报。"
NO_RIGHTS = "这份文件用账号或权限加了密，不是输入密码能打开的，请让单位取消加密后另存再报。"
TOO_BIG = "这份文件超过 50 MB，没有读取，请核对后只导入表格文件，扫描件请缩小后再导入。"
TOO_LONG = "这份文件读了一分钟还没有读完，已跳过，请让单位把表格复制到新建的文件里再报。"
NOT_READ = "读取时出错（可能是 U 盘被拔出、文件正被占用或没有权限），请检查后重新导入。"
LEDGER = "这是一本台账，不是表格；要把一个区的台账并入本台账，请在“收表”里导入它，或用 merge 命令。"
DATABASE = "这是其他程序的数据库，不是本程序的台账，请核对文件后只导入回收表或台账。"
LEDGER_TOO_BIG = "这本台账超过 1 GB，没有读取，请让对方把要报的月份导出成表再报。"
LEDGER_IN_USE = "这本台账正在别处写入，或上次没有写完，请让对方用程序打开它一次再关上，或用它的备份导入。"
LEDGER_DAMAGED = "这本台账已损坏，没有读取，请让对方在程序里检查后重新发送，或发来它的备份。"
LEDGER_STOPPED = "读到一半，读表的辅助程序被系统结束了（内存不足或被杀毒软件拦截），这本台账没有读取，请关掉一些程序后重新导入。"
LEDGER_FOREIGN = "这个文件不像本程序写的台账，里面有本程序不会写的内容，为安全起见没有读取，请让对方重新发送。"
LEDGER_NEWER = "这本台账是用更新版本的程序建立的，没有读取，请先把本程序升级到新版，再导入。"
LEDGER_LOCKED = "这本台账设有打开密码，请在窗口中输入密码，或让对方取消密码后再发来。"
LEDGER_NOT_THESE = "这本台账设有打开密码，给出的密码都不对，请核对后重新输入，或让对方取消密码后再发来。"
LEDGER_EMPTY = "这本台账里还没有任何月份的内容，请核对是不是发错了文件。"
LEDGER_TOO_MUCH = "这本台账一个月的内容太多，没有读取，请让对方把要报的月份导出成表再报。"
TOO_MUCH = "这份文件里的内容太多，不像是下发表，请让单位只留下表格再报。"


# What is no fault of the file: once that is mended, it is read like any other.
OURS = frozenset({INCOMPLETE, NOT_STARTED, STOPPED, LEDGER_STOPPED})

# What no program shows whole, so that nobody can type it in.
BROKEN = frozenset({CUT_SHORT, DAMAGED})


def not_kept(refusal: str) -> str:
    """The refusal of a file whose bytes went because there are too many of its kind."""
    return f"{refusal.removesuffix('。')}；这次暂存的扫描件等文件太多，这一份没有留下，请另外单独导入，或添加为佐证材料。"


def suspicious(what: str) -> str:
    """A container that no office program writes, or far bigger than any table."""
    return f"这份文件{what}，为安全起见没有读取，请让单位用 WPS 打开后另存为 xlsx 再报。"
