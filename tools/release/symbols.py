"""On which Linux systems a built folder starts: `python -m tools.release.symbols dist/营商台账 [--system 麒麟]`.

Whatever the folder doesn't bring along must be on the machine, new enough: glibc, the C++ library, those of the desktop.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.release.elf import Elf, elf_files
from tools.release.errors import PackagingError

Version = tuple[int, ...]


@dataclass(frozen=True)
class System:
    """The newest versions that it has, by the prefix of a symbol's version."""

    name: str
    has: dict[str, Version]


SYSTEMS = (
    System("统信 UOS 20", {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11)}),
    System("麒麟 V10 SP1", {"GLIBC": (2, 31), "GLIBCXX": (3, 4, 28), "CXXABI": (1, 3, 12)}),
    System("Debian 12", {"GLIBC": (2, 36), "GLIBCXX": (3, 4, 30), "CXXABI": (1, 3, 13)}),
)
"""Oldest first: what starts on one starts on those after it."""

ON_EVERY_DESKTOP = frozenset((
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
    "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "libresolv.so.2", "librt.so.1", "libutil.so.1",
    "libEGL.so.1", "libGL.so.1", "libX11.so.6", "libxcb.so.1", "libwayland-client.so.0", "libwayland-cursor.so.0",
    "libcups.so.2", "libdbus-1.so.3", "libexpat.so.1", "libfontconfig.so.1", "libfreetype.so.6", "libz.so.1",
))
"""Tied to the machine's kernel, screen, fonts and services: these are its own, on every 麒麟 and 统信 desktop."""


@dataclass(frozen=True)
class Highest:
    """The highest version of one kind that is asked of the system, and a file that asks."""

    prefix: str
    version: Version
    file: Path

    def __str__(self) -> str:
        return f"{self.prefix}_{dotted(self.version)}（{self.file.as_posix()}）"


@dataclass(frozen=True)
class Findings:
    highest: tuple[Highest, ...]
    absent: tuple[tuple[Path, str], ...]
    """Files and what each loads that is neither in the folder nor on every desktop."""

    def too_new_for(self, system: System) -> tuple[Highest, ...]:
        return tuple(one for one in self.highest if one.version > system.has[one.prefix])

    @property
    def systems(self) -> tuple[System, ...]:
        return tuple(system for system in SYSTEMS if not self.too_new_for(system))


def dotted(version: Version) -> str:
    return ".".join(map(str, version))


def look_through(folder: Path) -> Findings:
    """PackagingError where there is no ELF file at all, so that a wrong folder is not found good."""
    files = elf_files(folder)
    if not files:
        raise PackagingError(f"“{folder}”里没有 Linux 程序，请写明构建出来的程序文件夹。")
    brought = {name for file in files for name in (file.soname, file.path.name)}
    return Findings(_highest(files), tuple(_absent(files, brought)))


def _highest(files: Iterable[Elf]) -> tuple[Highest, ...]:
    """A version that a library in the folder defines itself is not asked of the system."""
    files = list(files)
    own = {(name, version) for file in files for name in (file.soname, file.path.name) for version in file.defines}
    found: dict[str, Highest] = {}
    for file in files:
        for need in file.needs:
            prefix, version = _split(need.version)
            if prefix not in SYSTEMS[0].has or not version or (need.library, need.version) in own:
                continue
            if prefix not in found or version > found[prefix].version:
                found[prefix] = Highest(prefix, version, file.path)
    return tuple(found[prefix] for prefix in SYSTEMS[0].has if prefix in found)


def _split(text: str) -> tuple[str, Version]:
    """GLIBC_2.31 → ("GLIBC", (2, 31)); () of a name that is no number, such as GLIBC_PRIVATE."""
    prefix, _, number = text.rpartition("_")
    parts = number.split(".")
    return prefix, tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()


def _absent(files: Iterable[Elf], brought: set[str]) -> Iterable[tuple[Path, str]]:
    for file in files:
        for name in file.loads:
            if name not in brought and name not in ON_EVERY_DESKTOP:
                yield file.path, name


def told(findings: Findings) -> str:
    """One sentence: the oldest system that the folder starts on, and what decides it."""
    asked = "、".join(map(str, findings.highest))
    if not findings.systems:
        return f"这份程序只能在比 {SYSTEMS[-1].name} 新的系统上运行，最高要求：{asked}。"
    oldest = findings.systems[0]
    later = "" if oldest is SYSTEMS[0] else f"，不能给 {'、'.join(one.name for one in SYSTEMS[:SYSTEMS.index(oldest)])} 用"
    return f"这份程序可以在 {oldest.name} 及更新的系统上运行{later}，最高要求：{asked}。"


def refuse_unfit(findings: Findings, system: System) -> None:
    """PackagingError where the folder would not start on that system."""
    for one in findings.too_new_for(system):
        raise PackagingError(
            f"不能发布：{one.file.as_posix()} 要求 {one.prefix}_{dotted(one.version)}，而 {system.name} 只到 "
            f"{one.prefix}_{dotted(system.has[one.prefix])}，请用 make package-debian11 在 Debian 11 里重新构建。"
        )
    for file, name in findings.absent:
        raise PackagingError(
            f"不能发布：{file.as_posix()} 要用 {name}，程序里没有带，{system.name} 上也不一定有，请在构建的系统里装上它再构建。"
        )


def system_named(word: str) -> System:
    for system in SYSTEMS:
        if word in system.name:
            return system
    raise PackagingError(f"不认得系统“{word}”，请写{'、'.join(one.name for one in SYSTEMS)}中的一个。")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.release.symbols")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--system", help="fail where the folder would not start on it: 麒麟, 统信 or Debian")
    args = parser.parse_args(words)
    try:
        findings = look_through(args.folder)
        print(told(findings))
        if args.system:
            refuse_unfit(findings, system_named(args.system))
    except PackagingError as reason:
        print(reason, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
