"""Prepare whatever the program needs, then run it or check it: `python tools/bootstrap.py run|test|…`.

Standard library only, and old syntax on purpose: an unfit Python must live long enough to say so in a
sentence. Nothing is installed except by venv, pip (locked, hashed, wheels only) and, on Debian, apt-get.
QC_VENV places the virtual environment elsewhere than in .venv.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
FITTING = ((3, 11), (3, 12), (3, 13))
ON_WINDOWS = os.name == "nt"
ON_LINUX = sys.platform.startswith("linux")

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

NO_NETWORK_SIGNS = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "NameResolutionError",
    "Max retries exceeded",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "Connection refused",
    "Read timed out",
)


class CannotGoOn(Exception):
    """Carries the one sentence that says what happened and what to do next."""


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


# --- Python and its virtual environment ---------------------------------------------------------------


def version_of(python: Sequence[str]) -> tuple[int, int] | None:
    """(major, minor) of an interpreter given as a command, or None when it does not start."""
    asked = [*python, "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
        major, minor = answer.stdout.split()
        return int(major), int(minor)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def fitting_python() -> list[str]:
    """The command of a Python between 3.11 and 3.13: this one if it fits, else one found by its name."""
    if sys.version_info[:2] in FITTING:
        return [sys.executable]
    for major, minor in FITTING:
        named = f"{major}.{minor}"
        command = ["py", f"-{named}"] if ON_WINDOWS else [f"python{named}"]
        if version_of(command) == (major, minor):
            return command
    here = ".".join(str(part) for part in sys.version_info[:2])
    raise CannotGoOn(f"需要 Python 3.11 至 3.13，而这里只有 {here}，请安装其中一个版本后重试。")


def venv_folder() -> Path:
    return ROOT / os.environ.get("QC_VENV", ".venv")


def venv_python() -> Path:
    return venv_folder() / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")


def venv_works() -> bool:
    python = str(venv_python())
    return version_of([python]) in FITTING and can_import(python, "pip")


def can_import(python: str | Sequence[str], modules: str) -> bool:
    command = [python] if isinstance(python, str) else [*python]
    return subprocess.run([*command, "-c", f"import {modules}"], capture_output=True).returncode == 0


def make_venv(python: Sequence[str]) -> None:
    """A new virtual environment; whatever broken one stood in its place goes."""
    folder = venv_folder()
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").is_file():
        raise CannotGoOn(f"{folder} 里有别的文件，不能用来放虚拟环境，请把 QC_VENV 改为一个新文件夹后重试。")
    if not can_import(python, "venv, ensurepip"):
        raise CannotGoOn("Python 缺少 venv 模块，无法继续，请先装上它再重试。")
    say(f"正在建立虚拟环境 {folder} ……")
    command = [*python, "-m", "venv", "--clear", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if made.returncode:
        say((made.stdout + made.stderr).rstrip())
        raise CannotGoOn(f"虚拟环境没有建成，请检查 {folder} 是否可写、磁盘是否已满，然后重试。")


def install_locked() -> None:
    """Bring the environment to what requirements.lock says, unless it is there already."""
    stamp = venv_folder() / "installed.stamp"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("正在安装依赖包（首次约 150 MB，需要几分钟）……")
    if stamp.is_file():
        stamp.unlink()  # a half-done installation must not pass for the one before it
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-color"]
    exact = ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    command = [str(venv_python()), "-m", "pip", "install", *quiet, *from_wheelhouse(), *exact]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        say((done.stdout + done.stderr).rstrip())
        raise CannotGoOn(why_pip_failed(done.stdout + done.stderr))
    stamp.write_text(wanted, encoding="utf-8")


def from_wheelhouse() -> list[str]:
    """For pip: take wheels from the folder QC_WHEELHOUSE alone, where there is no network."""
    named = os.environ.get("QC_WHEELHOUSE")
    if not named:
        return []
    folder = (ROOT / named).resolve()
    if not folder.is_dir():
        raise CannotGoOn(f"QC_WHEELHOUSE 指的文件夹 {folder} 不存在，请改为正确的位置后重试。")
    return ["--no-index", "--find-links", str(folder)]


def why_pip_failed(output: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return "依赖包没有下载下来：网络出口的证书不被信任，请用 PIP_CERT 指明本单位的根证书后重试。"
    if "No matching distribution found" in output and os.environ.get("QC_WHEELHOUSE"):
        return "依赖包没有装上：QC_WHEELHOUSE 里的安装包不齐，请在有网络的电脑上重新运行 make wheelhouse，再整个拷来。"
    if any(sign in output for sign in NO_NETWORK_SIGNS):
        return "依赖包没有下载下来：连不上网络，请检查网络或代理后重试。"
    if "No space left on device" in output:
        return "依赖包没有装上：磁盘已满，请腾出 1 GB 以上空间后重试。"
    if "DO NOT MATCH THE HASHES" in output:
        return "依赖包没有装上：下载到的文件与 requirements.lock 中的校验值不符，请换一个网络或软件源后重试。"
    return "依赖包没有装上，原因见上面 pip 的输出，请处理后重试。"


# --- system packages (Debian and its kin) ----------------------------------------------------------------


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


def missing_packages(libraries: dict[str, str], python: Sequence[str] | None) -> list[str]:
    """Debian packages to add: for the libraries (with any, also a font), and for `python -m venv`."""
    packages = [package for library, package in libraries.items() if not loads(library)]
    if libraries and not has_chinese_font():
        packages += CHINESE_FONT
    if python and not can_import(python, "venv, ensurepip"):
        packages.append("python{}.{}-venv".format(*(version_of(python) or FITTING[0])))
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


def prepare(libraries: dict[str, str]) -> None:
    """System packages, virtual environment, locked packages: whichever of them is not there yet."""
    python = None if venv_works() else fitting_python()
    packages = missing_packages(libraries, python) if ON_LINUX else []
    if packages:
        install_packages(packages)  # where that fails Qt may still manage, so go on
    if python:
        make_venv(python)
    install_locked()


# --- the commands ---------------------------------------------------------------------------------------


def has_display() -> bool:
    return not ON_LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def python(*words: str, offscreen: bool = False) -> int:
    """Run the environment's Python in the project's folder; its exit status."""
    environment = dict(os.environ)
    if offscreen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run([str(venv_python()), *words], cwd=ROOT, env=environment).returncode


def run(words: list[str]) -> int:
    """The program; with neither a display nor a command, a whole month on the built-in list."""
    if words or has_display():
        prepare({**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES} if has_display() else OFFSCREEN_LIBRARIES)
        return python("main.py", *words, offscreen=not has_display())
    prepare(OFFSCREEN_LIBRARIES)
    say("没有可用的屏幕，改为演示整月流程。")
    return python("tools/demo_month.py", offscreen=True)


def checks() -> int:
    linters = [
        ("ruff", ["-m", "ruff", "check", "."]),
        ("mypy", ["-m", "mypy"]),
        ("import-linter", ["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"]),
    ]
    for name, words in linters:
        status = python(*words)
        if status:
            say(f"{name} 检查没有通过，请按上面的输出修改后重试。")
            return status
    return 0


def lint(words: list[str]) -> int:
    prepare({})
    return checks()


def test(words: list[str]) -> int:
    prepare(OFFSCREEN_LIBRARIES)
    return checks() or python("-m", "pytest", *sharing(words), *words, offscreen=True)


def sharing(words: Sequence[str]) -> list[str]:
    """What has pytest share the tests among as many processes as there are processors.

    Nothing where the words name files or single tests, or choose some by -k: those are done before others would have
    started; nor where the words say themselves how to run (-n, -p, --pdb). A process that has done its part takes some of
    another's, from the end, so that a file's tests mostly stay together with what was prepared for them.
    """
    own = ("-n", "-k", "-p", "-s", "--numprocesses", "--dist", "--pdb", "--trace", "--collect-only", "--co")
    if any(word.startswith(own) or word.endswith(".py") or "::" in word for word in words):
        return []
    return ["-n", "auto", "--maxprocesses", "8", "--dist", "worksteal"]


def test_package(words: list[str]) -> int:
    """The tests of the program that `package` built, or that QC_BUILT names."""
    prepare(OFFSCREEN_LIBRARIES)
    os.environ.setdefault("QC_BUILT", str(ROOT / "dist" / "营商台账"))
    return python("-m", "pytest", "tests/frozen", *words, offscreen=True)


def bench(words: list[str]) -> int:
    prepare(OFFSCREEN_LIBRARIES)
    return python("-m", "tests.bench", *words, offscreen=True)


def package(words: list[str]) -> int:
    """The folder that a clerk unzips, for this system, as a zip in dist; in an environment of its own under build."""
    missing = missing_packages({**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES}, None) if ON_LINUX else []  # to be taken along
    if ON_LINUX and not shutil.which("strip"):
        missing.append("binutils")
    if missing:
        install_packages(missing)
    return subprocess.run([*fitting_python(), "-m", "tools.release", "package", *words], cwd=ROOT).returncode


def lock(words: list[str]) -> int:
    """Compile requirements.lock for all platforms, by uv; `--upgrade` takes newer versions."""
    uv = shutil.which("uv")
    if uv is None:
        raise CannotGoOn("更新 requirements.lock 需要 uv，请先安装 uv 再重试。")
    everywhere = ["--universal", "--python-version", "3.11", "--only-binary", ":all:"]
    printed = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
    named = ["--custom-compile-command", "make lock", "requirements.in", "requirements-dev.in", "requirements-package.in"]
    command = [uv, "pip", "compile", "--quiet", *everywhere, *printed, *named, "-o", LOCK.name, *words]
    return subprocess.run(command, cwd=ROOT).returncode


def wheelhouse(words: list[str]) -> int:
    """Collect what building on a Windows computer without a network takes."""
    prepare({})
    return python("-m", "tools.release.wheelhouse", *words)


def clean(words: list[str]) -> int:
    """Remove what can be made again: the environment, caches, what was built or demonstrated."""
    caches = [".pytest_cache", ".hypothesis", ".mypy_cache", ".ruff_cache", ".import_linter_cache"]
    folders = [ROOT / name for name in [*caches, "build", "dist", "out"]]
    if (venv_folder() / "pyvenv.cfg").is_file():
        folders.append(venv_folder())
    for folder in [*folders, *ROOT.rglob("__pycache__")]:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "test-package": test_package,
    "lint": lint,
    "bench": bench,
    "package": package,
    "lock": lock,
    "wheelhouse": wheelhouse,
    "clean": clean,
}


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks Chinese
    if not words or words[0] not in COMMANDS:
        say(f"用法：python tools/bootstrap.py {{{'|'.join(COMMANDS)}}} [参数……]")
        return 2
    try:
        return COMMANDS[words[0]](words[1:])
    except CannotGoOn as reason:
        say(str(reason))
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
