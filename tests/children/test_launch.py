"""How a child begins, and how whoever started it learns that it has ended."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from qcapp import built
from qcapp.children.launch import launch


def answering(connection: Connection) -> None:
    """Each word back, until there is nobody to answer."""
    while True:
        connection.send_bytes(connection.recv_bytes())


def telling(connection: Connection) -> None:
    connection.send_bytes(os.environ.get("LD_LIBRARY_PATH", "").encode())
    connection.send_bytes(os.environ.get("PATH", "").encode())


def _heard(ours: Connection) -> bytes:
    assert ours.poll(20), "it is not seen that the child has ended"
    return ours.recv_bytes()


def test_a_child_answers_and_its_end_ends_what_is_waited_for() -> None:
    process, ours = launch(answering, "answering")
    try:
        ours.send_bytes("第一句".encode())
        assert ours.recv_bytes().decode() == "第一句"
        process.kill()
        with pytest.raises((EOFError, OSError)):
            _heard(ours)
    finally:
        process.kill()
        process.join()
        ours.close()


def test_nobody_waits_for_ever_for_a_child_that_is_ended_before_it_runs() -> None:
    """As by a virus guard: on Windows the pipe stood open then."""
    process, ours = launch(answering, "answering")
    process.kill()
    try:
        with pytest.raises((EOFError, OSError)):
            _heard(ours)
    finally:
        process.join()
        ours.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program finds its own libraries by itself")
def test_a_child_of_the_built_program_finds_its_libraries_and_nothing_is_changed_that_other_threads_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As a folder is called that somebody unzipped to: a letter of the shell's or of the environment's own does no harm."""
    folder = tmp_path / """我的 'a=b' "$(x)\\;"""
    monkeypatch.setattr(built, "FROZEN", True)
    monkeypatch.setattr(built, "contents_folder", lambda: folder)
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)

    def put(name: bytes, value: bytes) -> None:
        raise AssertionError(f"{name!r} was changed for all")

    with monkeypatch.context() as patched:
        patched.setattr(os, "putenv", put)
        process, ours = launch(telling, "telling")
    try:
        assert [_heard(ours).decode(), _heard(ours).decode()] == [str(folder), os.environ["PATH"]]
    finally:
        process.join()
        ours.close()
