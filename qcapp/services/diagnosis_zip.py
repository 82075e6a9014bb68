"""The diagnostic zip: what may leave this computer, and nothing of the ledger's content.

It is made of what is known to be the program's own: shared facts, the schema, logs with all words taken out. No file is copied.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from qcapp.domain.diagnosis import Diagnosis
from qcapp.domain.errors import WriteFailed
from qcapp.program_log import log_files
from qcapp.services.redact import Redactor

_MOST_LOG: Final = 4_000_000
CONTENTS: Final = (
    ("说明.txt", "里面有什么、没有什么"),
    ("诊断.txt", "版本、检查结果、大小、设定，和窗口里看到的一样，去掉了路径和名称"),
    ("诊断.json", "同样的内容，供程序读取"),
    ("格式.sql", "账本有哪些表和栏目，没有一行内容"),
    ("日志/", "什么时候、程序的哪一行出了什么样的错；日志里的文字全部略去"),
)
_NOTE: Final = """营商台账 诊断包

给维护人员看，用来查出程序哪里有毛病。
里面没有台账的内容：没有填报的文字、姓名、电话、单位、文件名、路径、用户名和电脑名，也没有来表和备份。
解压以后都是文本文件，发出前可以自己看一遍。

"""


def write_zip(diagnosis: Diagnosis, logs: Sequence[Path], program: Path, target: Path) -> None:
    """Whole or not at all; looked through before it takes its name. WriteFailed."""
    from qcapp.forms.safe_write import replace_file

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, text in _files(diagnosis, logs, program):
                made.writestr(zipfile.ZipInfo(name, diagnosis.at.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)

    def verify(path: Path) -> None:
        with zipfile.ZipFile(path) as made:
            if made.testzip() is not None:
                raise WriteFailed("诊断包写完后读不回来，请换一个文件夹再试。")

    replace_file(target, write, verify)


def _files(diagnosis: Diagnosis, logs: Sequence[Path], program: Path) -> Iterator[tuple[str, str]]:
    yield "说明.txt", _NOTE + "".join(f"{name}　{what}\n" for name, what in CONTENTS)
    yield "诊断.txt", f"营商台账诊断 {diagnosis.at:%Y-%m-%d %H:%M}\n\n" + "\n".join(diagnosis.lines(shared=True)) + "\n"
    yield "诊断.json", json.dumps(_data(diagnosis), ensure_ascii=False, indent=2) + "\n"
    yield "格式.sql", "".join(f"{statement};\n\n" for statement in diagnosis.statements).encode("ascii", "replace").decode()
    redactor = Redactor(program)
    for log in logs:
        for file in log_files(log):
            yield f"日志/{file.name}", redactor.text(_tail(file))


def _data(diagnosis: Diagnosis) -> dict[str, object]:
    return {
        "at": diagnosis.at.isoformat(), "ok": diagnosis.whole,
        "checks": [{"name": check.name, "ok": check.ok, "detail": check.shared} for check in diagnosis.checks],
        **diagnosis.data(shared=True),
    }


def _tail(path: Path) -> str:
    """The end of a file that somebody may have let grow."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _MOST_LOG, 0))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
