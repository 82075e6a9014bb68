"""The libraries of a Linux desktop that Qt loads: which of them this machine lacks, and how they come here by apt-get.

Standard library only, as bootstrap.py, which uses it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

# What is loaded → the Debian package that brings it. Qt needs these even when it draws to no screen …
OFFSCREEN_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# … and these for a window.
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
CHINESE_FONT = ["fontconfig", "fonts-wqy-zenhei"]


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True).stdout.strip())


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Debian packages to add for the libraries, and with any also for a font."""
    packages = [package for library, package in libraries.items() if not loads(library)]
    if libraries and not has_chinese_font():
        packages += CHINESE_FONT
    return packages


def privilege() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo where it asks no password, None if not allowed."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def install_packages(packages: Sequence[str]) -> None:
    """Install through apt-get where that is allowed, else print the one line to run; a failure only warns."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        say(f"缺少系统组件，请用本机的包管理器装上与这些 Debian 包相当的组件后重试：{names}")
        return
    by_hand = f"sudo apt-get install -y --no-install-recommends {names}"
    allowed = privilege()
    if allowed is None:
        say(f"缺少系统组件，请运行这一行后重试：{by_hand}")
        return
    say(f"正在安装系统组件：{names} ……")
    apt = [*allowed, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    subprocess.run([*apt, "update"], capture_output=True, stdin=subprocess.DEVNULL)
    done = subprocess.run(install, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    if done.returncode:
        say(done.stderr.rstrip())
        say(f"系统组件没有装上，请检查网络后运行这一行，再重试：{by_hand}")
