"""The words by which a ledger is kept whole and handed on: ``backup``, ``restore``, ``check``, ``password``, ``handover``, …"""

from __future__ import annotations

from typing import Any

from qcapp.cli.parsing import read_path
from qcapp.domain.server_address import server_address
from qcapp.places import COMMAND

# As in the window; the module of passwords is imported when one is asked for.
IDLE_CHOICES = (0, 5, 10, 15, 30, 60)
_TWO_PASSWORDS = """这个命令用得到两个密码，同名的选项按位置分：
  交接密码  给交接文件加密、解密：写在命令后面的 --password-file
  打开密码  这里的台账设了才要：写在命令前面的 --password-file，或环境变量 YSTZ_PASSWORD；忘了的，写恢复码
两个都要时：@ --password-file 打开密码.txt {} --password-file 交接密码.txt""".replace("@", COMMAND)
_CHANGED_PASSWORD = """第一次设：@ password set --new-file 新密码.txt
更换：@ password set --new-file 新密码.txt --password-file 现在的密码.txt
忘了密码：把抄下的恢复码写进文本文件的第一行，当作现在的密码给出，另设一个；字母不分大小写，横线可以不写。
""".replace("@", COMMAND).rstrip()


def add_upkeep(add: Any) -> None:
    """backup, backups, share, restore, check, password, handover, takeover."""
    backup = add("backup", "备份台账：复制一份并核对；设了第二处的，也存一份到那里")
    backup.add_argument("out", nargs="?", type=read_path, metavar="OUT", help="写成哪个文件，不写就放在台账旁的备份文件夹")
    backups = add("backups", "列出备份：什么时候、为什么、之后有几次操作")
    backups.add_argument("--verify", action="store_true", help="每一份都从头到尾读一遍，核对校验码")
    share = add("share", "把现在的台账放到服务器上，成为几个人一起用的共享台账；原来的文件不动")
    share.add_argument(
        "address", type=server_address, metavar="ADDRESS",
        help="服务器上一个空的数据库，写成 postgresql+psycopg://用户@主机:端口/库名；共享台账用 backup 文件 写成台账文件",
    )
    restore = add("restore", "用一份备份恢复台账（先自动备份现有的，可以撤销）")
    restore.add_argument("file", type=read_path, metavar="FILE", help="备份文件，有哪些见 backups")
    restore.add_argument("--dry-run", action="store_true", help="只看恢复会撤去、找回什么，不改动")
    check = add("check", "检查台账是否完好，列出备份和第二处的情况、谁正在用、大小、版本和日志")
    check.add_argument("--zip", type=read_path, metavar="OUT.zip", help="再写一份诊断包，里面没有台账的内容；台账打不开时也能写")
    password = add("password", "打开密码：看有没有设、设定或更换、取消")
    password.add_argument("deed", nargs="?", choices=("set", "remove"), metavar="set|remove", help="设定或更换、取消；不写只看")
    password.add_argument("--new-file", type=read_path, metavar="FILE", help="新密码在这个文本文件的第一行；不写就在终端输入")
    password.add_argument("--idle", type=int, choices=IDLE_CHOICES, metavar="N", help="窗口几分钟没有操作自动锁定，0 是不锁")
    password.epilog = _CHANGED_PASSWORD
    _add_handover(add)


def _add_handover(add: Any) -> None:
    """From one clerk to the next: handover, takeover."""
    out = add("handover", "交接出去：把台账、存档、单位别名、设置和草稿写成一份加密的交接文件，写完用密码重读核对")
    out.add_argument("out", type=read_path, metavar="OUT.ysjj", help="交接文件，以 .ysjj 结尾")
    out.add_argument("--to", metavar="NAME", help="交给谁，写进交接单")
    out.add_argument("--sheet", type=read_path, metavar="OUT.docx", help="同时写一份交接单，供双方签字")
    come = add("takeover", "接收交接：核对交接文件的每个字节，检查里面的台账，再换上；原来的台账另存，不删除")
    come.add_argument("file", nargs="?", type=read_path, metavar="FILE.ysjj", help="交接文件")
    come.add_argument("--rehearse", action="store_true", help="只演练：全部核对一遍，看看有什么，什么都不改")
    come.add_argument("--undo", action="store_true", help="撤销上次接收，换回原来的台账")
    for made, words in ((out, "handover 交接.ysjj"), (come, "takeover 交接.ysjj")):
        made.add_argument(
            "--password-file", type=read_path, metavar="FILE",
            help="第一行是交接密码的文本文件；不写就用环境变量 YSTZ_HANDOVER_PASSWORD，再没有就在终端里问",
        )
        made.epilog = _TWO_PASSWORDS.format(words)
