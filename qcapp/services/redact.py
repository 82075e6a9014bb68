"""A log with all words taken out: what is left is known to be the program's own, never what is merely thought to be harmless.

Of each record its time, level, logger and line, by which the statement in the source is found; of a traceback the files of the
program and its libraries with their lines, and the error's type where that is one that the program knows. Everything else,
whatever it looks like, is left out and counted.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

LEFT_OUT: Final = "……"
_RECORD: Final = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (DEBUG|INFO|WARNING|ERROR|CRITICAL) ([A-Za-z_][\w.]{0,80})(?::(\d{1,5}))?(?: |$)"
)
_FRAME: Final = re.compile(r'\s*File "(.{1,400})", line (\d{1,5})(?: in \S+|, in \S+)?\s*$')
_ERROR: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_.]{0,100})(?::|$)")
_COUNTED: Final = re.compile(r"(\d{1,7}) more of ([A-Za-z_][\w.]{0,80}):(\d{1,5}) were not written$")
_FIXED: Final = frozenset({
    "Traceback (most recent call last):", "Stack (most recent call last):",
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
})
_CRASHES: Final = re.compile(
    r"(Fatal Python error: (?:Segmentation fault|Aborted|Bus error|Floating-point exception|Floating point exception|"
    r"Illegal instruction|Stack overflow)"
    r"|Windows fatal exception: (?:access violation|code 0x[0-9a-f]{8}|stack overflow|int divide by zero)"
    r"|(?:Current thread|Thread) 0x[0-9a-f]{1,16}(?= |$))"
)
_LOGGERS: Final = frozenset({"qt", "py.warnings", "__main__", "asyncio"})
_ROOTS: Final = ("qcapp", "db", "ui", "main", "tools")


class Redactor:
    """``program``: the folder of the program, whose files may be named."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._roots = _roots(program)
        self._files: dict[str, str] = {}
        self._loggers: dict[str, bool] = {}

    def text(self, text: str) -> str:
        """The whole of a log."""
        return "".join(f"{line}\n" for line in self.lines(text.splitlines()))

    def lines(self, lines: Iterable[str]) -> Iterator[str]:
        """Line by line; what is left out in a row stands as one line that counts it."""
        gone = 0
        for line in lines:
            kept = self._kept(line)
            if kept is None:
                gone += bool(line.strip())
                continue
            if gone:
                yield f"  {LEFT_OUT}（略去 {gone} 行）"
                gone = 0
            yield kept
        if gone:
            yield f"  {LEFT_OUT}（略去 {gone} 行）"

    def _kept(self, line: str) -> str | None:
        if record := _RECORD.match(line):
            return self._record(record, line)
        if line in _FIXED:
            return line
        if frame := _FRAME.fullmatch(line):
            return f'  File "{self._file(frame[1])}", line {frame[2]}'
        if crash := _CRASHES.match(line):
            return crash[0]
        if (error := _ERROR.match(line)) and known_error(error[1]):
            return f"{error[1]}{f': {LEFT_OUT}' if len(line) > error.end() else ''}"
        return None

    def _record(self, record: re.Match[str], line: str) -> str:
        name = record[3] if self._is_logger(record[3]) else LEFT_OUT
        said = line[record.end():]
        place = f"{name}:{record[4]}" if record[4] else name
        words = f"（{len(said)} 字）" if said else ""
        if (counted := _COUNTED.match(said)) and self._is_logger(counted[2]):
            words = counted[0]
        return f"{record[1]} {record[2]} {place} {words}".rstrip()

    def _is_logger(self, name: str) -> bool:
        """A module of the program, or one of the few others that log."""
        if name not in self._loggers:
            root, *_ = parts = name.split(".")
            self._loggers[name] = name in _LOGGERS or (
                root in _ROOTS and (name in sys.modules or self._is_module(Path(*parts)))
            )
        return self._loggers[name]

    def _is_module(self, part: Path) -> bool:
        place = self._program / part
        return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()

    def _file(self, name: str) -> str:
        """The part of a file's path that is the program's, Python's or a library's own; else nothing of it."""
        if name not in self._files:
            self._files[name] = self._shown(Path(name))
        return self._files[name]

    def _shown(self, path: Path) -> str:
        for root in self._roots:
            try:
                part = path.relative_to(root)
            except ValueError:
                continue
            if root == self._program.absolute() and Path(part.parts[0]).stem not in _ROOTS:
                continue
            if path.suffix == ".py" and ".." not in part.parts and path.is_file():
                return part.as_posix()
        return LEFT_OUT


def _roots(program: Path) -> tuple[Path, ...]:
    """The most particular first: libraries may lie within the program's folder."""
    named = (program, *(Path(each) for each in sys.path if each), Path(sys.prefix), Path(sys.base_prefix))
    found = {folder.absolute() for folder in named if len(folder.absolute().parts) > 1}
    trusted = [folder for folder in found if folder == program.absolute() or _is_python(folder)]
    return tuple(sorted(trusted, key=lambda folder: len(folder.parts), reverse=True))


def _is_python(folder: Path) -> bool:
    """Python's own or where its libraries are: a folder that merely is on the path may be the clerk's."""
    return folder.name in ("site-packages", "dist-packages") or (folder / "encodings").is_dir()


def known_error(name: str) -> bool:
    """Whether that is the name of an exception's class: built in, or of a module that is loaded."""
    found: object = getattr(builtins, name, None)
    if found is None and "." in name:
        module, _, last = name.rpartition(".")
        found = vars(sys.modules[module]).get(last) if module in sys.modules else None
    return isinstance(found, type) and issubclass(found, BaseException)


def shared_detail(detail: str) -> str:
    """A check's outcome with what it names taken out: an operation's id is a text of the ledger."""
    if re.fullmatch(r"操作 .* 的记录与写入时不一致", detail, re.DOTALL):
        return "有一次操作的记录与写入时不一致"
    return detail if any(re.fullmatch(form, detail) for form in _DETAILS) else LEFT_OUT


_DETAILS: Final = (
    "正常", "数据库结构有损坏", "内容读不出来，文件已损坏", "内容读不出来", "文件没有本程序台账的标记", "没有任何操作记录",
    r"应为 \d+ 字节，实为 \d+ 字节", r"有 \d+ 处记录指向不存在的内容", r"有 \d+ 个栏目与操作记录不一致",
    r"有 (?:\d+ 个栏目、)?\d+ 项设置与操作记录不一致", r"有 \d+ 处是否已撤销的标记与操作记录不一致",
    r"有 \d+ 份存档的回收表、佐证材料或通报与存入时不一致", "没有打开，只从外面看",
    r"程序 [\d.]+，账本格式 \d+，SQLite [\d.]+，Python [\d.]+[a-z0-9+]*",
)
