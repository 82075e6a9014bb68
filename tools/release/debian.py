"""Which of Debian's packages (or its kin's) a library of the system comes from, and under what licence."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.release.errors import PackagingError

_DOC = Path("/usr/share/doc")
_COMMON = Path("/usr/share/common-licenses")
_SYSTEM_FOLDERS = ("/lib", "/usr/lib", "/usr/local/lib")


@dataclass(frozen=True, slots=True)
class DebianPackage:
    """``source``: the package that it was built from, and that one's version."""

    name: str
    version: str
    source: str
    source_version: str
    architecture: str

    @property
    def kind(self) -> str:
        """Its source without what only tells a version: "gcc" of "gcc-12"."""
        return re.sub(r"^gcc-\d+$", "gcc", self.source)

    @property
    def home(self) -> str:
        """Where the source is published for good; of Debian's kin, what to ask for there."""
        if distribution() == "debian":
            return f"https://snapshot.debian.org/package/{self.source}/{self.source_version}/"
        return f"{distribution()} {self.source} {self.source_version}"


def ensure_dpkg() -> None:
    """Before a build that would end, minutes later, at a library of the system whose licence nobody tells."""
    if sys.platform.startswith("linux") and shutil.which("dpkg-query") is None:
        raise PackagingError(
            "打包需要 dpkg-query，由它查系统库的来历和许可证，请在 Debian、Ubuntu 或同类系统上打包（docs/build-linux.md）。"
        )


def packages_of(libraries: Iterable[str]) -> dict[str, DebianPackage]:
    """Of libraries by their file names, as the loader finds them here; without those that no package has.

    Two questions for all: dpkg reads its whole list of files for each.
    """
    if shutil.which("dpkg-query") is None:
        return {}
    names = {library: _names_of(library) for library in libraries}
    lines = _answer(["dpkg-query", "-S", *(name for each in names.values() for name in each)]).splitlines()
    owners = {name: package.split(",")[0] for package, _, name in (line.partition(": ") for line in lines)}
    owned = {library: owner for library, each in names.items() if (owner := next((owners[n] for n in each if n in owners), ""))}
    known = _described(sorted(set(owned.values())))
    return {library: known[owner] for library, owner in owned.items() if owner in known}


def _described(packages: list[str]) -> dict[str, DebianPackage]:
    """By the name that was asked for, "libc6:amd64"."""
    if not packages:
        return {}
    form = "${binary:Package}\t${Package}\t${Version}\t${source:Package}\t${source:Version}\t${Architecture}\n"
    found: dict[str, DebianPackage] = {}
    for line in _answer(["dpkg-query", "-W", "-f", form, *packages]).splitlines():
        asked, name, version, source, source_version, architecture = line.split("\t")
        package = DebianPackage(name, version, source, source_version, architecture)
        found |= {asked: package, name: package, f"{name}:{architecture}": package}
    return found


def copyright_of(package: DebianPackage) -> str:
    """The package's record, and each common licence that it points to, whole."""
    path = _DOC / package.name / "copyright"
    if not path.is_file():
        return ""
    record = path.read_text(encoding="utf-8", errors="replace")
    named = sorted(set(re.findall(r"/usr/share/common-licenses/([A-Za-z]+(?:-[0-9.]*[0-9])?)", record)))
    texts = [record, *((_COMMON / name).read_text(encoding="utf-8") for name in named if (_COMMON / name).is_file())]
    return f"\n\n{'=' * 78}\n\n".join(text.strip() for text in texts) + "\n"


@cache
def distribution() -> str:
    """``debian``, ``kylin``: as the system calls itself."""
    return platform.freedesktop_os_release().get("ID", "debian")


def _names_of(library: str) -> list[str]:
    """Under which dpkg may know the file: the one that it was unpacked by, /lib or /usr/lib, link or no link."""
    found = [Path(place) for name, place in _loader_list() if name == library]
    found = found or [path for folder in _SYSTEM_FOLDERS for path in Path(folder).glob(f"*/{library}")]
    names: dict[str, None] = {}
    for path in found:
        for one in (path, path.resolve()):
            usual = str(one).removeprefix("/usr")
            names |= dict.fromkeys((str(one), usual, f"/usr{usual}"))
    return list(names)


@cache
def _loader_list() -> tuple[tuple[str, str], ...]:
    tool = shutil.which("ldconfig") or "/sbin/ldconfig"
    lines = _answer([tool, "-p"]) if Path(tool).is_file() else ""
    return tuple(re.findall(r"^\s+(\S+) \(libc6(?:,x86-64|,AArch64)[^)]*\) => (\S+)$", lines, flags=re.MULTILINE))


def _answer(command: list[str]) -> str:
    """What it prints; some of what is asked may not be known, which is then its exit status."""
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    return subprocess.run(command, capture_output=True, text=True, env=environment).stdout
