"""A network between a clerk and the server, through which questions or answers do not come for a while, or questions slowly: it
takes them all at once, as a tunnel does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from queue import SimpleQueue

import pytest

from db.server import lost, patience
from qcapp.domain.server_address import ServerAddress


class Relay:
    """``address``: of the same database, through here. ``speed``: of questions, bytes a second; 0: as they come."""

    def __init__(self, address: ServerAddress) -> None:
        self._to = address.host, address.port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = replace(address, host="127.0.0.1", port=int(self._door.getsockname()[1]))
        self._asking, self._answering = threading.Event(), threading.Event()
        self._open: list[socket.socket] = []
        self._forgotten: list[threading.Event] = []
        self.speed = 0
        self.pass_all()
        threading.Thread(target=self._let_in, daemon=True).start()

    def pass_all(self) -> None:
        """Whatever was held up goes on."""
        for each in (self._asking, self._answering, *self._forgotten):
            each.set()

    def forget_open(self) -> None:
        """Nothing more is heard on what is connected by now, and nobody is told so; who connects anew is heard."""
        self.hold_all()
        self._forgotten += self._asking, self._answering
        self._asking, self._answering = threading.Event(), threading.Event()
        self._asking.set()
        self._answering.set()

    def hold_all(self) -> None:
        """Nothing is heard from now on, and nobody is told so."""
        self._asking.clear()
        self._answering.clear()

    def let_ask(self) -> None:
        """On what was forgotten questions come through again, and no answer."""
        for each in self._forgotten[::2]:
            each.set()

    def hold_answers(self) -> None:
        self._answering.clear()

    def close(self) -> None:
        self.pass_all()
        for each in (self._door, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                near = self._door.accept()[0]
                far = socket.create_connection(self._to)
                self._open += near, far
                asked: SimpleQueue[bytes] = SimpleQueue()
                for work in (
                    lambda near=near, asked=asked: _take(near, asked),
                    lambda far=far, asked=asked, passes=self._asking: _carry(lambda: self._slowly(asked.get()), far, passes),
                    lambda near=near, far=far, passes=self._answering: _carry(lambda: far.recv(65_536), near, passes),
                ):
                    threading.Thread(target=work, daemon=True).start()

    def _slowly(self, words: bytes) -> bytes:
        if self.speed:
            time.sleep(len(words) / self.speed)
        return words


def _take(source: socket.socket, asked: SimpleQueue[bytes]) -> None:
    with suppress(OSError):
        while words := source.recv(65_536):
            asked.put(words)
    asked.put(b"")


def _carry(come: Callable[[], bytes], target: socket.socket, passes: threading.Event) -> None:
    with suppress(OSError):
        while words := come():
            passes.wait()
            target.sendall(words)
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def relayed(address: ServerAddress) -> Iterator[Relay]:
    relay = Relay(address)
    try:
        yield relay
    finally:
        relay.close()


def doubt_soon(patched: pytest.MonkeyPatch) -> None:
    """As long as there is nothing but silence: by who has the time."""
    patched.setattr(patience, "DOUBT_SECONDS", 0.1)
    patched.setattr(patience, "SURE_SECONDS", 0.3)
    patched.setattr(patience, "_AT_WORK_SECONDS", 0.1)
    patched.setattr(lost, "ASIDE_SECONDS", 2)
