"""The first script of each built program: the Python modules lie once, in a file of the folder that all programs share.

PyInstaller would lay all of them (8 MB) into each program, on Windows twice: the window's and the command line's.
Its own bootstrap, which runs next, reads them from where this says.
"""

import os
import sys


def _shared_modules() -> None:
    from pyimod01_archive import ZlibArchiveReader  # type: ignore[import-not-found]  # PyInstaller's, in the built program alone

    path = os.path.join(getattr(sys, "_MEIPASS"), "modules.pyz")  # noqa: B009
    try:
        ZlibArchiveReader(path, 0, check_pymagic=True)
    except Exception as error:  # there is none, or half of it
        sentence = (
            f"程序文件不全（{os.path.basename(path)}：{type(error).__name__}），"
            "请把压缩包重新解压到上次解压的地方，全部替换后再打开。"
        )
        if sys.stderr is None:  # the window's program: its loader shows what is raised
            raise RuntimeError(sentence) from None
        sys.stderr.write(f"{sentence}\n")
        raise SystemExit(3) from None  # as of any command that was not carried out
    sys._pyinstaller_pyz = f"{path}?0"  # type: ignore[attr-defined]  # "?": at which byte of the file they begin


_shared_modules()
del _shared_modules
