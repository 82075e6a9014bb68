"""The build's own environment: the product's packages and those of requirements-package.in, as locked, and nothing else.

Standard library only: it runs in the Python that the environment is then made of.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.release.errors import PackagingError

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
LISTS = ("requirements.in", "requirements-package.in")
"""What is asked for by name; the rest of the environment is what those need."""
FOLDER = ROOT / "build" / "environment"
WHEELHOUSE = "QC_WHEELHOUSE"
"""Environment variable: a folder of wheels, from which all is installed without a network."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of the lock: its lines as they stand, and who asked for it (a list of ours, or another package)."""

    name: str
    text: str
    asked_by: frozenset[str]


def locked_packages(lock: str) -> tuple[Locked, ...]:
    """Of a lock as uv writes it, with hashes and ``# via``."""
    found = []
    for text in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]:
        name = text.split("==", 1)[0]
        asked = re.findall(r"^    #(?: via|  ) +(?!via)(.+)$", text, flags=re.MULTILINE)
        found.append(Locked(name, text, frozenset(each.removeprefix("-r ").strip() for each in asked)))
    return tuple(found)


def needed(lock: str, lists: Sequence[str] = LISTS) -> tuple[Locked, ...]:
    """What the lists ask for, and what that stands on, in the lock's order."""
    packages = locked_packages(lock)
    asking = set(lists)
    while True:
        found = {each.name for each in packages if each.asked_by & asking}
        if found <= asking:
            return tuple(each for each in packages if each.name in found)
        asking |= found


def python_of(folder: Path = FOLDER) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment(folder: Path = FOLDER) -> Path:
    """Its Python. Made anew unless it stands as the lock says."""
    subset = "".join(each.text for each in needed(LOCK.read_text(encoding="utf-8")))
    stamp, python = folder / "installed.stamp", python_of(folder)
    wanted = f"{sys.version}\n{hashlib.sha256(subset.encode()).hexdigest()}"
    if python.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    _say(f"正在建立打包用的环境 {folder} ……")
    make = [sys.executable, "-m", "venv", "--clear", str(folder)]
    _run(make, "打包用的环境没有建成，请检查磁盘空间和 Python 的 venv 模块后重试。")
    listed = folder / "requirements.lock"
    listed.write_text(subset, encoding="utf-8")
    _run([str(python), *pip_words(listed)], "打包用的依赖包没有装上，请按上面 pip 的输出检查网络或安装包文件夹后重试。")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def pip_words(listed: Path) -> list[str]:
    """Wheels only, each by its hash; from the wheelhouse alone where one is named."""
    words = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-color"]
    words += ["--require-hashes", "--only-binary", ":all:", "-r", str(listed)]
    house = os.environ.get(WHEELHOUSE)
    if not house:
        return words
    if not Path(house).is_dir():
        raise PackagingError(f"放安装包的文件夹“{house}”不存在，请把 {WHEELHOUSE} 改为正确的位置后重试。")
    return [*words, "--no-index", "--find-links", str(Path(house).resolve())]


def _run(command: list[str], sentence: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        _say((done.stdout + done.stderr).rstrip())
        raise PackagingError(sentence)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
