"""Prepare whatever the program needs, then run it or check it: `python tools/bootstrap.py run|test|…`.

Standard library only, and old syntax on purpose: an unfit Python must live long enough to say so in a
sentence. Nothing is installed except by venv, pip (locked, hashed, wheels only) and, on Debian, apt-get.
QC_VENV places the virtual environment elsewhere than in .venv.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # started as a script, Python looks beside it alone

from tools.system_libraries import (  # noqa: E402
    OFFSCREEN_LIBRARIES,
    WINDOW_LIBRARIES,
    install_packages,
    missing_packages,
    say,
)

LOCK = ROOT / "requirements.lock"
FITTING = ((3, 11), (3, 12), (3, 13))
ON_WINDOWS = os.name == "nt"
ON_LINUX = sys.platform.startswith("linux")

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


def venv_package(python: Sequence[str] | None) -> list[str]:
    """The Debian package that `python -m venv` asks for, where it is not there."""
    if python is None or can_import(python, "venv, ensurepip"):
        return []
    return ["python{}.{}-venv".format(*(version_of(python) or FITTING[0]))]


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


def prepare(libraries: dict[str, str]) -> None:
    """System packages, virtual environment, locked packages: whichever of them is not there yet."""
    python = None if venv_works() else fitting_python()
    packages = missing_packages(libraries) + venv_package(python) if ON_LINUX else []
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


TYPES = ("mypy", ["-m", "mypy"])
CHECKS = [
    ("ruff", ["-m", "ruff", "check", "."]),
    ("import-linter", ["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"]),
]


def checks(linters: Sequence[tuple[str, list[str]]]) -> int:
    for name, words in linters:
        status = passed(name, python(*words))
        if status:
            return status
    return 0


def passed(name: str, status: int) -> int:
    """The status, told where it is not 0."""
    if status:
        say(f"{name} 检查没有通过，请按上面的输出修改后重试。")
    return status


def lint(words: list[str]) -> int:
    prepare({})
    return checks([*CHECKS, TYPES])


def test(words: list[str]) -> int:
    """The checks, then the tests. Types are checked beside the first tests, which alone would keep one processor of several busy
    for a minute; what is wrong with them is told at the end, where it is seen."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the tests start the program hundreds of times: it is compiled once
    prepare(OFFSCREEN_LIBRARIES)
    status = checks(CHECKS)
    if status:
        return status
    name, beside = TYPES
    with tempfile.TemporaryFile() as told:
        command = [str(venv_python()), "-X", "utf8", *beside]
        checking = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT)
        try:
            tested = python("-m", "pytest", *sharing(words), *words, offscreen=True)
            checked = checking.wait()
        finally:
            checking.kill()  # where it is over, nothing is done
            checking.wait()
        told.seek(0)
        say(told.read().decode("utf-8", "replace").rstrip())
    return passed(name, checked) or tested


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
    python = fitting_python()
    if ON_LINUX:
        missing = missing_packages({**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES})  # to be taken along
        missing += venv_package(python) + ([] if shutil.which("strip") else ["binutils"])
        if missing:
            install_packages(missing)
    return subprocess.run([*python, "-m", "tools.release", "package", *words], cwd=ROOT).returncode


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
