"""What a clerk downloads is whole, unzips anywhere, and can be made again to the same byte."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from tools.release.archive import pack
from tools.release.manifest import write_manifest
from tools.release.names import CONTENTS

MOMENT = 1_700_000_000
on_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes, and links only by a privilege")


def built(folder: Path) -> Path:
    made = folder / "营商台账"
    (made / CONTENTS / "空").mkdir(parents=True)
    (made / CONTENTS / "lib.so").write_bytes(b"\x7fELF" * 999)
    (made / "使用说明.txt").write_text("双击“营商台账”。", encoding="utf-8")
    program = made / "ysledger"
    program.write_bytes(b"program")
    program.chmod(0o700)
    return made


def entries(path: Path) -> dict[str, zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {info.filename: info for info in package.infolist()}


def test_zip_opens_to_one_folder_with_chinese_names(tmp_path: Path) -> None:
    pack(built(tmp_path), tmp_path / "a.zip", MOMENT)
    found = entries(tmp_path / "a.zip")
    assert list(found) == [
        "营商台账/", f"营商台账/{CONTENTS}/", f"营商台账/{CONTENTS}/lib.so", f"营商台账/{CONTENTS}/空/", "营商台账/ysledger",
        "营商台账/使用说明.txt",
    ]
    utf8 = 0x800
    assert all(info.flag_bits & utf8 for info in found.values())


@on_unix
def test_programs_stay_programs_and_all_may_read(tmp_path: Path) -> None:
    pack(built(tmp_path), tmp_path / "a.zip", MOMENT)
    modes = {name: info.external_attr >> 16 for name, info in entries(tmp_path / "a.zip").items()}
    assert modes["营商台账/ysledger"] == stat.S_IFREG | 0o755
    assert modes["营商台账/使用说明.txt"] == stat.S_IFREG | 0o644
    assert modes["营商台账/"] == stat.S_IFDIR | 0o755


def test_program_for_windows_stays_one_whichever_system_packs(tmp_path: Path) -> None:
    made = built(tmp_path)
    (made / "营商台账.exe").write_bytes(b"MZ")
    (made / "营商台账.exe").chmod(0o644)
    pack(made, tmp_path / "a.zip", MOMENT)
    assert entries(tmp_path / "a.zip")["营商台账/营商台账.exe"].external_attr >> 16 == stat.S_IFREG | 0o755


@on_unix
def test_link_stays_a_link(tmp_path: Path) -> None:
    made = built(tmp_path)
    (made / "同一个").symlink_to("ysledger")
    pack(made, tmp_path / "a.zip", MOMENT)
    info = entries(tmp_path / "a.zip")["营商台账/同一个"]
    assert stat.S_ISLNK(info.external_attr >> 16)
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        assert package.read(info) == b"ysledger"


def test_same_files_give_the_same_zip_whenever_they_were_written(tmp_path: Path) -> None:
    first, second = (built(tmp_path / name) for name in ("a", "b"))
    for path in second.rglob("*"):
        os.utime(path, (1, 1))
    pack(first, tmp_path / "a.zip", MOMENT)
    pack(second, tmp_path / "b.zip", MOMENT)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert {info.date_time for info in entries(tmp_path / "a.zip").values()} == {(2023, 11, 14, 22, 13, 20)}


def test_checksum_is_what_sha256sum_reads(tmp_path: Path) -> None:
    target = tmp_path / "营商台账-0.9.0-linux-x86_64.zip"
    checksum = pack(built(tmp_path), target, MOMENT)
    assert checksum.name == f"{target.name}.sha256"
    expected = f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n"
    assert checksum.read_bytes() == expected.encode()


def test_older_zip_stays_until_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.zip"
    target.write_bytes(b"older")
    made = built(tmp_path)

    def fail(path: Path) -> bytes:
        raise OSError("disk full")

    monkeypatch.setattr("tools.release.archive._bytes", fail)
    with pytest.raises(OSError, match="disk full"):
        pack(made, target, MOMENT)
    assert target.read_bytes() == b"older"


def test_manifest_tells_each_file_and_not_itself(tmp_path: Path) -> None:
    made = built(tmp_path)
    manifest = write_manifest(made)
    again = write_manifest(made)
    lines = again.read_text(encoding="utf-8").splitlines()
    assert manifest == again == made / CONTENTS / "manifest.sha256"
    assert [line[66:] for line in lines] == [f"{CONTENTS}/lib.so", "ysledger", "使用说明.txt"]
    assert lines[1] == f"{hashlib.sha256(b'program').hexdigest()}  ysledger"
