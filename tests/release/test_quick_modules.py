"""The archive of modules whose everyday ones are stored: nothing of it may be another than before."""

from __future__ import annotations

import marshal
import zlib
from pathlib import Path

import pytest

from tools.release.quick_modules import store

HEAD = b"PYZ\0" + b"\xa7\r\r\n"
CODES = {"main": b"main " * 400, "db": b"", "db.store": b"store " * 300, "holidays": b"holidays " * 900}
MODULE, NAMESPACE = 0, 3


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    data, listed = bytearray(HEAD + bytes(4)), []
    for name, code in CODES.items():
        packed = zlib.compress(code) if code else b""
        listed.append((name, (MODULE if code else NAMESPACE, len(data), len(packed))))
        data += packed
    data[8:12] = len(data).to_bytes(4, "big")
    path = tmp_path / "modules.pyz"
    path.write_bytes(data + marshal.dumps(listed))
    return path


def _read(path: Path) -> dict[str, tuple[int, bytes, int]]:
    """By name: kind, code, and how many bytes it takes."""
    data = path.read_bytes()
    assert data[:8] == HEAD
    found = {}
    for name, (kind, start, length) in marshal.loads(data[int.from_bytes(data[8:12], "big") :]):
        found[name] = kind, zlib.decompress(data[start : start + length]) if length else b"", length
    return found


def test_every_module_is_read_as_it_was_and_those_of_a_start_lie_stored(archive: Path) -> None:
    before = _read(archive)
    store(archive, {"main", "db", "no such module"})
    after = _read(archive)
    assert list(after) == list(CODES)
    assert {name: code for name, (_, code, _) in after.items()} == CODES
    assert [kind for kind, _, _ in after.values()] == [kind for kind, _, _ in before.values()]
    assert after["main"][2] > len(CODES["main"]), "stored"
    assert {name: after[name][2] for name in ("db", "db.store", "holidays")} == {
        name: before[name][2] for name in ("db", "db.store", "holidays")
    }


def test_the_same_archive_comes_of_it_each_time(archive: Path) -> None:
    store(archive, {"main"})
    once = archive.read_bytes()
    store(archive, {"main"})
    assert archive.read_bytes() == once
    assert [path.name for path in archive.parent.iterdir()] == ["modules.pyz"], "nothing half-written is left"
