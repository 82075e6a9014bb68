"""What a drawing process may turn into. Each stands at module level, so that a spawned child finds it by name."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from qcapp.domain.errors import ChartFailed
from qcapp.drawing import worker
from qcapp.forms.chart_picture import Picture


def ordered(picture: Picture) -> bytes:
    """What the chart's title orders; without an order the title itself."""
    order, _, place = picture.chart.title.partition(" ")
    if order == "abort":
        os.abort()
    elif order == "stopped":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", 1))
    elif order == "once":  # stopped, but for the first time only
        mark = Path(place)
        if not mark.exists():
            mark.touch()
            os._exit(1)
    elif order == "hang":
        Path(place).touch()
        time.sleep(600)
    elif order == "later":
        time.sleep(0.4)
    elif order == "eat":
        raise MemoryError
    elif order == "refuse":
        raise ChartFailed("这台电脑上没有中文字体。")
    elif order == "raise":
        raise ValueError("a fault of ours")
    elif order == "pid":
        order = str(os.getpid())
    elif order == "modules":
        import sys

        order = " ".join(sys.modules)
    return order.encode()


def obedient(connection: Connection) -> None:
    worker.serve_with(connection, ordered)


def impatient(connection: Connection) -> None:
    """Draws one, however long that is in coming, and waits for no second."""
    connection.send_bytes(worker.DRAWN + ordered(connection.recv()))
    worker.serve_with(connection, ordered, idle=0.0)


def alone(connection: Connection) -> None:
    """Nobody ends it."""
    worker.serve_with(connection, ordered, hard=1.0)


def slow(begun: str, folder: str, connection: Connection) -> None:
    """Has a folder while it starts."""

    def prepare() -> None:
        Path(folder).mkdir()
        Path(begun).touch()
        time.sleep(0.5)
        Path(folder).rmdir()

    worker.serve_with(connection, ordered, prepare=prepare)


def mute(connection: Connection) -> None:
    """Starts, and never reads a word."""
    time.sleep(600)


def unborn(connection: Connection) -> None:
    os._exit(3)
