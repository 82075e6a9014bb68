"""What the reading process is asked, as messages: a head as JSON, then the file's bytes as they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """``passwords`` are tried on a file that wants one. ``gently``: not by the reader that the process died of before.
    ``ledger``: path of a copy of a ledger, which is read there; such a request has no ``data``."""

    data: bytes = field(repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    gently: bool = False
    ledger: str = ""


class Pipe(Protocol):
    """The part of a Connection that is used."""

    def send_bytes(self, buf: bytes) -> None: ...

    def recv_bytes(self) -> bytes: ...


def send(pipe: Pipe, request: Request) -> None:
    head = {"passwords": request.passwords, "gently": request.gently, "ledger": request.ledger}
    pipe.send_bytes(json.dumps(head).encode())
    pipe.send_bytes(request.data)


def receive(pipe: Pipe) -> Request:
    head = json.loads(pipe.recv_bytes())
    return Request(pipe.recv_bytes(), tuple(head["passwords"]), head["gently"], head["ledger"])
