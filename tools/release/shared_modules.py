"""The first script of each built program: the Python modules lie once, in a file of the folder that all programs share.

PyInstaller would lay all of them (8 MB) into each program, on Windows twice: the window's and the command line's.
Its own bootstrap, which runs next, reads them from where this says.
"""

import os
import sys


def _share_modules() -> None:
    import _thread
    import marshal
    import zlib

    import pyimod01_archive as archive  # type: ignore[import-not-found]  # PyInstaller's, in the built program alone

    class SharedModules(archive.ZlibArchiveReader):  # type: ignore[misc]  # it brings no types
        """As PyInstaller's own, which reads the list in thousands of pieces (marshal.load: 5 ms) and opens the file anew for
        each module, what virus scanners look into every time."""

        def __init__(self, path: str) -> None:
            self._filename, self._start_offset = path, 0
            self._turn = _thread.allocate_lock()
            self._file = open(path, "rb")  # noqa: SIM115  # as long as the program runs
            head = self._file.read(12)
            if head[:8] != self._PYZ_MAGIC_PATTERN + archive.PYTHON_MAGIC_NUMBER:
                raise archive.ArchiveReadError("not modules of this Python")
            self._file.seek(int.from_bytes(head[8:], "big"))
            self.toc = dict(marshal.loads(self._file.read()))

        def extract(self, name: str, raw: bool = False) -> object:
            kind, start, length = self.toc[name]
            if kind == archive.PYZ_ITEM_NSPKG:
                return None
            try:
                with self._turn:
                    self._file.seek(start)
                    data = self._file.read(length)
            except OSError:  # the stick was out for a moment
                return super().extract(name, raw)
            code = zlib.decompress(data)
            return code if raw else marshal.loads(code)

    path = os.path.join(getattr(sys, "_MEIPASS"), "modules.pyz")  # noqa: B009
    try:
        modules = SharedModules(path)
    except Exception as error:  # there is none, or half of it
        sentence = (
            f"程序文件不全（{os.path.basename(path)}：{type(error).__name__}），"
            "请把压缩包重新解压到上次解压的地方，全部替换后再打开。"
        )
        if sys.stderr is None:  # the window's program: its loader shows what is raised
            raise RuntimeError(sentence) from None
        sys.stderr.write(f"{sentence}\n")
        raise SystemExit(3) from None  # as of any command that was not carried out
    archive.ZlibArchiveReader = lambda *place, **more: modules  # the bootstrap asks for those within the program


def _leave_ctypes() -> None:
    """The bootstrap would import it at every start, to look for libraries in this folder by names that nothing here asks for."""
    unchanged = type(sys)("pyimod03_ctypes")
    setattr(unchanged, "install", lambda: None)  # noqa: B010
    sys.modules[unchanged.__name__] = unchanged


_share_modules()
_leave_ctypes()
del _share_modules, _leave_ctypes
