"""What the reading process is asked, as a message: a head as one line of JSON, then the file's bytes as they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """``passwords`` are tried on a file that wants one. ``gently``: not by the reader that the process died of before.
    ``ledger``: path of a copy of a ledger, which is read there; such a request has no ``data``. ``form``: the form that the file
    holds is wanted, and not the file's document."""

    data: bytes = field(repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    gently: bool = False
    ledger: str = ""
    form: bool = False


class Pipe(Protocol):
    """The part of a Connection that is used."""

    def send_bytes(self, buf: bytes) -> None: ...

    def recv_bytes(self) -> bytes: ...


def send(pipe: Pipe, request: Request) -> None:
    head = {
        "passwords": request.passwords, "gently": request.gently, "ledger": request.ledger, "form": request.form,
    }
    pipe.send_bytes(b"%s\n%s" % (json.dumps(head).encode(), request.data))


def receive(pipe: Pipe) -> Request:
    line, _, data = pipe.recv_bytes().partition(b"\n")
    head = json.loads(line)
    return Request(data, tuple(head["passwords"]), head["gently"], head["ledger"], head["form"])
