"""Pack returned files, and make what is no table at all: python -m tests.returns.make_containers 7ZZ BSDTAR

7ZZ is the 7-Zip program, BSDTAR that of libarchive. Needs zip (Info-ZIP) and convert (ImageMagick) too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.returns.answers import SAVED

ARCHIVES, OTHERS = SAVED / "archives", SAVED / "others"
_RETURN = SAVED / "xlsx" / "libreoffice.xlsx"
# The owner file that Word leaves beside an open document: a name, padded, first in one byte a letter, then in two.
_LOCK = b"\x04user" + b" " * 50 + b"\x04\0" + "user".encode("utf-16-le") + b" \0" * 49


def run(folder: Path, *words: object) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run([str(word) for word in words], check=True, capture_output=True, cwd=folder, env=environment, timeout=60)


def gather(folder: Path) -> None:
    """What a unit has in its folder when it packs it."""
    (folder / "回收表" / "佐证材料").mkdir(parents=True)
    shutil.copy(_RETURN, folder / "回收表" / "区市场监管局（最终版）.xlsx")
    shutil.copy(OTHERS / "photo.jpg", folder / "回收表" / "佐证材料" / "现场照片.jpg")
    (folder / "回收表" / "~$区市场监管局（最终版）.xlsx").write_bytes(_LOCK)
    shutil.copy(OTHERS / ".DS_Store", folder / "回收表" / ".DS_Store")


def pictures(folder: Path) -> None:
    draw = ("convert", "-size", "160x120", "xc:#dfe8d0", "-fill", "#c03030", "-draw", "circle 80,60 80,20")
    run(folder, *draw, "-quality", "60", OTHERS / "photo.jpg")
    run(folder, *draw, OTHERS / "screenshot.png")
    scanned(OTHERS / "photo.jpg", OTHERS / "scan.pdf")


def scanned(picture: Path, target: Path) -> None:
    """A page that is nothing but a picture, as Qt writes it."""
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPdfWriter

    application = QGuiApplication.instance() or QGuiApplication(["-platform", "offscreen"])
    writer = QPdfWriter(str(target))
    writer.setResolution(72)
    painter = QPainter(writer)
    painter.drawImage(QRect(0, 0, 320, 240), QImage(str(picture)))
    painter.end()
    del writer, application


def stand_ins() -> None:
    """Files that are other than their names say, or that no program at hand writes."""
    (OTHERS / "~$form.docx").write_bytes(_LOCK)
    (OTHERS / ".DS_Store").write_bytes(b"\0\0\0\x01Bud1" + bytes(56))
    (OTHERS / "empty.xlsx").write_bytes(b"")
    (OTHERS / "rar4.rar").write_bytes(b"Rar!\x1a\x07\x00\xcf\x90\x73\x00\x00\x0d\x00\x00\x00\x00\x00\x00\x00")
    (OTHERS / "rar5.rar").write_bytes(b"Rar!\x1a\x07\x01\x00\x33\x92\xb5\xe5\x0a\x01\x05\x06\x00\x05\x01\x01\x80\x80\x00")
    shutil.copy(OTHERS / "libreoffice.doc", OTHERS / "named.wps")
    shutil.copy(SAVED / "xls" / "libreoffice.xls", SAVED / "xls" / "named.et")
    shutil.copy(SAVED / "docx" / "libreoffice.docx", SAVED / "docx" / "named.doc")
    shutil.copy(SAVED / "xlsx" / "libreoffice.xlsx", SAVED / "xlsx" / "named.et")
    shutil.copy(SAVED / "xlsx" / "libreoffice.xlsx", SAVED / "xlsx" / "named.docx")


def archives(folder: Path, seven: Path, tar: Path) -> None:
    gather(folder)
    for made in ARCHIVES.glob("*.*"):
        made.unlink()
    gbk = (tar, "--format=zip", "--options=hdrcharset=GBK", "-cf")
    run(folder, *gbk, ARCHIVES / "bsdtar-gbk.zip", "回收表")
    run(folder, seven, "a", "-tzip", ARCHIVES / "7zip.zip", "回收表")
    run(folder, seven, "a", "-tzip", "-pyingshang2021", ARCHIVES / "7zip-locked.zip", "回收表")
    run(folder, seven, "a", "-t7z", OTHERS / "7zip.7z", "回收表/区市场监管局（最终版）.xlsx")
    run(folder, "zip", "-rq", ARCHIVES / "infozip.zip", "回收表")
    shutil.copy(ARCHIVES / "bsdtar-gbk.zip", folder / "回收表.zip")
    run(folder, *gbk, ARCHIVES / "bsdtar-gbk-within.zip", "回收表.zip")


def main(seven: Path, tar: Path) -> None:
    ARCHIVES.mkdir(exist_ok=True)
    OTHERS.mkdir(exist_ok=True)
    for made in OTHERS.glob("*.7z"):
        made.unlink()
    with tempfile.TemporaryDirectory() as name:
        pictures(Path(name))
        stand_ins()
        archives(Path(name), seven, tar)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
