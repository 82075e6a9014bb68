"""One build, from the icons to the checksum, in the Python that runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.release.archive import pack
from tools.release.debian import ensure_dpkg
from tools.release.errors import PackagingError
from tools.release.icons import make_icons
from tools.release.imports import imported_names
from tools.release.manifest import write_manifest
from tools.release.names import BUILD, COMMAND, CONTENTS, FOLDER, MODULES, PROBE, ROOT, SUFFIX, WINDOW, archive_path
from tools.release.quick_modules import store
from tools.release.strip import strip_symbols
from tools.release.symbols import look_through, refuse_unfit, system_named, told

RELEASE_FOR = "QC_RELEASE_FOR"
"""Environment variable: the system, as 麒麟, that what is built must start on; else it is only said which ones it starts on."""


def build() -> Path:
    """dist/营商台账 and its zip; answers the zip's path. PackagingError with a sentence when it can't be made."""
    ensure_dpkg()
    make_icons(BUILD / "icons")
    _run_pyinstaller()
    if sys.platform != "win32":
        _write_command(FOLDER / COMMAND)
    strip_symbols(FOLDER)
    _tell_where_it_starts()
    _try_all()
    _store_quick_modules()
    _lay_papers(FOLDER)
    write_manifest(FOLDER)
    target = archive_path()
    pack(FOLDER, target, moment())
    return target


def moment() -> int:
    """What all files of the zip bear as their time: SOURCE_DATE_EPOCH, else that of the commit, else of the change log."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    try:
        # A clone may belong to somebody else, as one that CI has made.
        asked = ["git", "-c", f"safe.directory={ROOT.as_posix()}", "log", "-1", "--format=%ct"]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
        return int(done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return int((ROOT / "CHANGELOG.md").stat().st_mtime)


def _run_pyinstaller() -> None:
    if FOLDER.exists():
        shutil.rmtree(FOLDER)
    words = ["--noconfirm", "--log-level", "WARN", "--distpath", str(FOLDER.parent), "--workpath", str(BUILD / "pyinstaller")]
    # Sets of names in the compiled modules keep their order from one build to the next.
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "PyInstaller", *words, str(ROOT / "build.spec")]
    if subprocess.run(command, cwd=ROOT, env=environment).returncode:
        raise PackagingError("程序没有打成包，原因见上面 PyInstaller 的输出，请处理后重试。")


def _tell_where_it_starts() -> None:
    """On Linux, where a program starts on no system older than the one that it was built on."""
    if not sys.platform.startswith("linux"):
        return
    findings = look_through(FOLDER)
    print(told(findings), file=sys.stderr)
    if wanted := os.environ.get(RELEASE_FOR):
        refuse_unfit(findings, system_named(wanted))


def _write_command(path: Path) -> None:
    """Only Windows tells a program for the console from one for windows; elsewhere the same one is called by another name."""
    lines = [
        "#!/bin/sh",
        'place="$0"',
        '[ ! -L "$place" ] || place="$(readlink -f "$place")"',
        'case "$place" in */*) ;; *) place="./$place" ;; esac',  # as `sh ysledger` names it
        f'exec "${{place%/*}}/{WINDOW}" "$@"',
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    path.chmod(0o755)


def _try_all() -> None:
    """In the built program, what would be missed only when it is used (try_all.py)."""
    asked, told = BUILD / "probe-asked.txt", BUILD / "probe-told.txt"
    asked.write_text("\n".join(imported_names(ROOT)), encoding="utf-8")
    told.unlink(missing_ok=True)
    with probe() as program:
        script = ROOT / "tools" / "release" / "try_all.py"
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([str(program), str(script), str(asked), str(told)], env=environment)
    if not told.is_file():
        raise PackagingError("打好的程序启动不了，请看上面的输出，补齐缺少的库后重试。")
    if lines := told.read_text(encoding="utf-8"):
        print(lines, file=sys.stderr)
        raise PackagingError("打好的程序缺少上面这些部分，请在 tools/release/contents.py 里补上后重新打包。")


def _store_quick_modules() -> None:
    """Those that the built program takes when it starts (start_once.py)."""
    told = BUILD / "probe-started.txt"
    told.unlink(missing_ok=True)
    with probe() as program, TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        script, ledger = str(ROOT / "tools" / "release" / "start_once.py"), str(Path(folder) / "台账.sqlite3")
        for words in ([ledger], [ledger, str(told)]):
            subprocess.run([str(program), script, *words], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    if not told.is_file():
        raise PackagingError("打好的程序没有启动成，请看上面的输出，处理后重新打包。")
    store(FOLDER / CONTENTS / MODULES, frozenset(told.read_text(encoding="utf-8").split()))


@contextmanager
def probe() -> Iterator[Path]:
    """The built program as a Python that runs scripts (probe.py), where the others stand, as long as it is needed."""
    made = BUILD / "pyinstaller" / "build" / f"{PROBE}{SUFFIX}"
    placed = FOLDER / made.name
    shutil.copy2(made, placed)
    try:
        yield placed
    finally:
        placed.unlink()


def _lay_papers(folder: Path) -> None:
    from tools.release.papers import PAPERS

    for make in PAPERS:
        make(folder)
