"""The window's last word where there is no window to say it in."""

from __future__ import annotations

import logging
import sys

from qcapp.cli.answer import FAILED
from qcapp.cli.console import complain
from qcapp.places import FROZEN

NO_WINDOW = (
    "窗口打不开：程序文件不全，或系统里缺少显示窗口要用的库；请把压缩包重新解压到上次解压的地方，全部替换后再打开，"
    "还不行就把台账旁的 program.log 发给维护人员。"
    if FROZEN else
    "窗口打不开：缺少显示窗口要用的系统库，请在程序文件夹里运行 python tools/bootstrap.py run 补齐后再试。"
)
STOPPED = "程序出现意外，没能继续运行，已保存的内容不受影响；请把台账旁的日志 program.log 发给维护人员，然后重新打开。"


def failed_to_start(error: Exception) -> int:
    """Nothing of the window stands, or Qt can't be loaded: told where somebody can read it. Answers the exit status."""
    logging.getLogger(__name__).critical("The window program has failed", exc_info=error)
    sentence = NO_WINDOW if isinstance(error, ImportError) else STOPPED
    complain(sentence)
    if sys.platform == "win32" and sys.stderr is None:  # no console: a box, which waits until it was read
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, sentence, "营商台账", 0x10)
    return FAILED
