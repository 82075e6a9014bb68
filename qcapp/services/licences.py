"""What the program is made of and under which licences, told without a network.

A built program has it written beside it (许可); one that runs from its source tells what is installed.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qcapp.places import HERE

FOLDER = "许可"
TABLE = "第三方组件.md"
_FROM_SOURCE = """# 第三方组件

营商台账本身按 MIT 许可证发布，见程序文件夹里的 LICENSE。它现在从源代码运行，用到这台电脑上装的下列组件：

| 组件 | 版本 | 许可证 |
| --- | --- | --- |
"""
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Licences:
    """``text``: Markdown; its links are files in ``folder``, which is None where nothing lies beside the program."""

    text: str
    folder: Path | None


def licences(program: Path = HERE) -> Licences:
    """Read anew each time; never raises for a folder that is not as it was unpacked."""
    folder = program / FOLDER
    try:
        return Licences((folder / TABLE).read_text(encoding="utf-8-sig"), folder)
    except (OSError, UnicodeDecodeError):
        return Licences(_installed(), None)


def _installed() -> str:
    rows = [("Python", platform.python_version(), "Python-2.0"), *sorted(_packages(), key=lambda row: row[0].lower())]
    return _FROM_SOURCE + "\n".join(f"| {name} | {version} | {licence} |" for name, version, licence in rows) + "\n"


def _packages() -> Iterator[tuple[str, str, str]]:
    """(name, version, licence) of the libraries and of what they stand on."""
    from importlib.metadata import PackageNotFoundError, distribution

    from qcapp.services.diagnosis import libraries

    pending, seen = [name for name, _ in libraries()], set()
    while pending:
        name = re.sub(r"[-_.]+", "-", pending.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # of another system
            continue
        yield found.metadata["Name"], found.version, _licence(found.metadata)
        pending += [_required(line) for line in found.requires or () if "extra ==" not in line]


def _required(line: str) -> str:
    match = re.match(r"[\w.-]+", line)
    return match.group() if match else ""


def _licence(metadata: object) -> str:
    """As short as the package's own metadata has it."""
    told = getattr(metadata, "get_all")  # noqa: B009 - importlib.metadata's protocol leaves it out
    for name in ("License-Expression", "License"):
        for value in told(name) or ():
            if value and "\n" not in value and len(value) < 80 and value != "UNKNOWN":
                return str(value).replace("|", "/")
    for value in told("Classifier") or ():
        if value.startswith(_CLASSIFIER):
            return str(value.removeprefix(_CLASSIFIER))
    return "见该组件自带的许可证文件"
