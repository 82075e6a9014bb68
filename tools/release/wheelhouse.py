"""Everything that building on Windows x64 takes off the network, in one folder that fits on a stick.

    python -m tools.release.wheelhouse [--python 3.13]...

dist/wheelhouse-windows gets the wheels of requirements.lock for each Python that we build with: what the lock's
markers say for Windows, not for the machine at hand, hashes kept. Then it is proved complete, by what the wheels
themselves ask for and by pip without an index. Beside it lies the kit, one zip: the sources of the last commit with
the wheelhouse in its place, to be unzipped and built by tools/build-windows.bat.
"""

from __future__ import annotations

import argparse
import email
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from qcapp import __version__
from tools.bootstrap import FITTING, LOCK, ROOT, why_pip_failed
from tools.release.environment import locked_packages
from tools.release.errors import PackagingError
from tools.system_libraries import say

WHEELHOUSE = ROOT / "dist" / "wheelhouse-windows"
PYTHONS = tuple(f"{major}.{minor}" for major, minor in FITTING)
PLATFORM = "win_amd64"
KIT = ROOT / "dist" / f"营商台账-{__version__}-构建材料-windows-x64.zip"
KIT_TOP = f"营商台账-{__version__}-构建材料"
QUIET = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-color")


@dataclass(frozen=True)
class Pinned:
    """One package of the lock: `name==version ; marker`, and the hashes (sha256, hex) that its files may have."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def exact(self) -> str:
        """Without the marker, which pip would ask of the machine at hand."""
        return f"{self.name}{self.requirement.specifier}"


def read_lock(text: str) -> tuple[Pinned, ...]:
    """The packages of a lock file as uv writes it."""
    pins = []
    for each in locked_packages(text):
        words = each.text.splitlines()[0].removesuffix("\\").strip()
        pins.append(Pinned(Requirement(words), frozenset(re.findall(r"--hash=sha256:([0-9a-f]+)", each.text))))
    return tuple(pins)


def windows_markers(python: str) -> dict[str, str]:
    """What a CPython ("3.11") on Windows x64 answers to the environment markers of PEP 508."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19045",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
        "extra": "",
    }


def wanted(pins: Iterable[Pinned], python: str) -> tuple[Pinned, ...]:
    """Those that this Python needs on Windows."""
    return tuple(pin for pin in pins if applies(pin.requirement, python))


def applies(requirement: Requirement, python: str, extra: str = "") -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({**windows_markers(python), "extra": extra})


def windows_tags(python: str) -> frozenset[Tag]:
    """The wheels that this Python takes on Windows x64."""
    version = tuple(int(part) for part in python.split("."))
    interpreter = "cp" + python.replace(".", "")
    own = cpython_tags(version, abis=[interpreter], platforms=[PLATFORM])
    return frozenset([*own, *compatible_tags(version, interpreter, [PLATFORM])])


def listing(pins: Iterable[Pinned]) -> str:
    """A requirements file of exactly these, hashed, without markers."""
    lines = []
    for pin in pins:
        lines += [f"{pin.exact} \\", *(f"    --hash=sha256:{one} \\" for one in sorted(pin.hashes))]
        lines[-1] = lines[-1].removesuffix(" \\")
    return "\n".join([*lines, ""])


# --- what lies in the house -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wheel:
    path: Path
    name: str
    version: str
    tags: frozenset[Tag]

    def requires(self) -> list[Requirement]:
        """What it says that it depends on, whatever the machine."""
        with zipfile.ZipFile(self.path) as archive:
            (member,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
            told = email.message_from_bytes(archive.read(member)).get_all("Requires-Dist", [])
        return [Requirement(line) for line in told]

    def sha256(self) -> str:
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def wheels_in(house: Path) -> list[Wheel]:
    wheels = []
    for path in sorted(house.glob("*.whl")):
        name, version, _build, tags = parse_wheel_filename(path.name)
        wheels.append(Wheel(path, name, str(version), tags))
    return wheels


def whats_missing(house: Path, pins: Sequence[Pinned], python: str) -> list[str]:
    """Sentences, none when this Python on Windows can install all of the lock from the house alone."""
    tags = windows_tags(python)
    pinned = {pin.name: pin for pin in wanted(pins, python)}
    held = {wheel.name: wheel for wheel in wheels_in(house) if _fits(wheel, pinned, tags)}
    faults = [f"Python {python} 缺少 {pin.exact} 的 Windows 安装包" for name, pin in pinned.items() if name not in held]
    for wheel, needed in _asked_for(held, python):
        pin = pinned.get(canonicalize_name(needed.name))
        if pin is None or not needed.specifier.contains(held[pin.name].version if pin.name in held else "0", prereleases=True):
            faults.append(f"Python {python} 上 {wheel.name} 还需要 {needed.name}{needed.specifier}，requirements.lock 里没有")
    return faults


def _fits(wheel: Wheel, pinned: dict[str, Pinned], tags: frozenset[Tag]) -> bool:
    pin = pinned.get(wheel.name)
    if pin is None or not pin.requirement.specifier.contains(wheel.version, prereleases=True):
        return False
    return bool(wheel.tags & tags) and wheel.sha256() in pin.hashes


def _asked_for(held: dict[str, Wheel], python: str) -> Iterator[tuple[Wheel, Requirement]]:
    """(wheel, what it needs on Windows) for all that is held, the extras that one asks of another included."""
    told = {name: wheel.requires() for name, wheel in held.items()}
    todo = [(name, "") for name in held]
    seen = set(todo)
    while todo:
        name, extra = todo.pop()
        for needed in told[name]:
            if not applies(needed, python, extra) or (extra and applies(needed, python)):
                continue
            yield held[name], needed
            for more in ((canonicalize_name(needed.name), one) for one in needed.extras):
                if more not in seen and more[0] in held:
                    seen.add(more)
                    todo.append(more)


# --- collecting -------------------------------------------------------------------------------------------


def collect(house: Path, pins: Sequence[Pinned], pythons: Sequence[str]) -> None:
    """Download what is not there yet, remove what is not of this lock. PackagingError with the reason."""
    house.mkdir(parents=True, exist_ok=True)
    hashes = frozenset[str]().union(*(pin.hashes for pin in pins))
    for wheel in wheels_in(house):
        if wheel.sha256() not in hashes:  # of an older lock, or half of one
            wheel.path.unlink()
    for python in pythons:
        say(f"正在收集 Windows 上 Python {python} 要用的安装包……")
        _pip("download", "--dest", str(house), listed=wanted(pins, python), python=python)
    _drop_strangers(house, pins, pythons)


def _drop_strangers(house: Path, pins: Sequence[Pinned], pythons: Sequence[str]) -> None:
    """What none of these Pythons takes, as after one fewer was asked for."""
    for wheel in wheels_in(house):
        asked = ({pin.name: pin for pin in wanted(pins, python)} for python in pythons)
        if not any(_fits(wheel, pinned, windows_tags(python)) for pinned, python in zip(asked, pythons, strict=True)):
            wheel.path.unlink()


def verify(house: Path, pins: Sequence[Pinned], pythons: Sequence[str]) -> None:
    """PackagingError unless each of these Pythons can install the whole lock on Windows from the house, without an index."""
    faults = [fault for python in pythons for fault in whats_missing(house, pins, python)]
    if faults:
        for fault in faults:
            say(fault)
        raise PackagingError(f"{house} 还不完整，见上面所列，请更新 requirements.lock 后重新运行 make wheelhouse。")
    for python in pythons:
        with tempfile.TemporaryDirectory() as nowhere:
            alone = ["--no-index", "--find-links", house.as_uri()]
            _pip("install", "--dry-run", "--target", nowhere, *alone, listed=wanted(pins, python), python=python)


def _pip(command: str, *words: str, listed: Sequence[Pinned], python: str) -> None:
    """pip as if on Windows; which packages is decided already, since pip asks markers of the machine at hand."""
    there = ["--platform", PLATFORM, "--python-version", python, "--implementation", "cp"]
    with tempfile.TemporaryDirectory() as folder:
        listing_file = Path(folder) / "requirements.txt"
        listing_file.write_text(listing(listed), encoding="utf-8")
        exact = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(listing_file)]
        done = subprocess.run(
            [sys.executable, "-m", "pip", command, *QUIET, *there, *words, *exact],
            capture_output=True, text=True, encoding="utf-8", errors="replace",
        )
    if done.returncode:
        say((done.stdout + done.stderr).rstrip())
        raise PackagingError(why_pip_failed(done.stdout + done.stderr))


# --- the kit ----------------------------------------------------------------------------------------------


def write_kit(house: Path, kit: Path, root: Path = ROOT) -> bool:
    """The last commit's files with the wheelhouse in its place; False where the sources are not under git."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return False
    part = kit.with_suffix(".part")
    words = [git, "-C", str(root), "archive", "--format=zip", f"--prefix={KIT_TOP}/", "-o", str(part), "HEAD"]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        say(done.stderr.rstrip())
        raise PackagingError("源代码没有打成包，原因见上面 git 的输出，请处理后重试。")
    if subprocess.run([git, "-C", str(root), "status", "--porcelain"], capture_output=True).stdout.strip():
        say("注意：有还没有提交的改动，构建材料里放的是最后一次提交的源代码。")
    place = f"{KIT_TOP}/{WHEELHOUSE.relative_to(ROOT).as_posix()}"
    with zipfile.ZipFile(part, "a", zipfile.ZIP_STORED) as archive:  # a wheel is compressed already
        for wheel in wheels_in(house):
            archive.write(wheel.path, f"{place}/{wheel.path.name}")
    part.replace(kit)
    return True


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="wheelhouse", description="收集在没有网络的 Windows 上构建要用的安装包。")
    parser.add_argument("--python", action="append", choices=PYTHONS, help="只为这个版本收集，可以写几次；不写就都收集")
    args = parser.parse_args(words)
    pythons = args.python or list(PYTHONS)
    pins = read_lock(LOCK.read_text(encoding="utf-8"))
    try:
        collect(WHEELHOUSE, pins, pythons)
        verify(WHEELHOUSE, pins, pythons)
        made = write_kit(WHEELHOUSE, KIT)
    except PackagingError as reason:
        say(str(reason))
        return 3
    wheels = wheels_in(WHEELHOUSE)
    size = sum(wheel.path.stat().st_size for wheel in wheels) / 1e6
    say(f"{len(wheels)} 个安装包（{size:.0f} MB）已收集到 {WHEELHOUSE}，供 Python {'、'.join(pythons)} 使用，检查过是齐的。")
    if made:
        say(f"连同源代码的一份是 {KIT}，拷到 Windows 电脑上解压，双击 tools\\build-windows.bat 即可构建。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
