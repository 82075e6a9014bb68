"""使用说明.txt: what one who has just unzipped the folder must know, in thirty lines that any editor shows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from qcapp import __version__
from tools.release.release_notes import write_text

FILE: Final = "使用说明.txt"
_TEXT: Final = """营商台账 {version}　使用说明

这个文件夹就是程序：不用安装，不用管理员密码，不用联网。请先把它放到电脑自己的
硬盘上（不要在压缩包里直接打开）。

【打开】
　Windows 10、11：解压以前，右键点压缩包，选“属性”，有“解除锁定”的勾上；解压后双击
　　“营商台账.exe”。
　　出现“Windows 已保护你的电脑”的，点“更多信息”，再点“仍要运行”。
　麒麟、统信：双击“添加到桌面.sh”，选“运行”，再从桌面或开始菜单打开“营商台账”；
　　双击不能运行的，在这里打开终端，输入：bash 添加到桌面.sh
　第一次打开有三步，跟着走就行；只想看看的，点“先看示例台账”。

【台账在哪里】
　Windows：%LOCALAPPDATA%\\营商台账
　麒麟、统信：~/.local/share/yingshang-ledger
　程序里“工具 → 打开台账所在文件夹”就到。台账不在这个文件夹里，换新程序碰不到它。

【带在 U 盘上用】
　在这个文件夹里新建一个文本文档，改名为 portable，台账就放在旁边的 data 文件夹里，
　跟着 U 盘走，不留在电脑上。

【升级】
　关掉程序，把新的压缩包解压到上次解压的地方（和原来的文件夹并排），同名的都替换。
　打开时台账先自动备份，再升级。
　旧版的“lib-旧版本号”文件夹可以删掉，“lib-{version}”不要动。变化见“更新说明.txt”。

【备份】
　每天、每次合并以前自动备份；“文件 → 备份到…”另存一份到 U 盘。

【怎样用】
　在程序里随时按 F1；打印出来看的是“用户手册.pdf”。发给填报单位的是“填报单位说明”。
　命令行是 ysledger，写法见手册“命令行”一章。所含组件的许可在“许可”文件夹里。
"""


def make(folder: Path) -> None:
    """使用说明.txt into it."""
    write_text(folder / FILE, _TEXT.format(version=__version__))
