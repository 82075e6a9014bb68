"""How a child begins, and how whoever started it learns that it has ended."""

from __future__ import annotations

from multiprocessing.connection import Connection

import pytest

from qcapp.children.launch import launch


def answering(connection: Connection) -> None:
    """Each word back, until there is nobody to answer."""
    while True:
        connection.send_bytes(connection.recv_bytes())


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
