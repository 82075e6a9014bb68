"""What runs inside the drawing process: pictures wanted in, PNG or a sentence out, until none was wanted for a while.

Who asks is this program's own window, so what it sends may be pickled; what is answered is bytes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from qcapp.children.last_resort import LastResort
from qcapp.domain.errors import ChartFailed
from qcapp.forms.chart_picture import Picture

DRAWN, REFUSED, BROKE = b"P", b"S", b"E"
"""The first byte of an answer, before a PNG, a sentence, or what went wrong that nobody foresaw."""
IDLE_SECONDS: Final = 120.0
KILL_SECONDS: Final = 300.0
"""For one picture: of two thousand units it takes ten seconds, on an old machine that is busy many times that."""
NO_MEMORY: Final = "内存不够，统计图画不出来，请关掉一些程序后再试。"


def serve(connection: Any, temporary: str | None = None) -> None:
    """Entry of the process. ``temporary``: the folder for what is not to stay, None for the system's."""
    tempfile.tempdir = temporary
    serve_with(connection, Picture.png, prepare=_prepare)


def serve_with(
    connection: Connection, draw: Callable[[Picture], bytes], idle: float = IDLE_SECONDS, hard: float = KILL_SECONDS,
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Answer until the pipe ends, which it does when the parent closes it or dies, or ``idle`` seconds have passed."""
    # Ctrl+C on the console goes to every process of its group; only the parent acts on it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.suppress(EOFError, OSError):
        resort = LastResort(hard, nowhere)  # should the parent no longer be there to kill it
        prepare()
        while connection.poll(idle):
            picture = connection.recv()
            resort.begin()
            answer = _answer(picture, draw)
            resort.rest()
            connection.send_bytes(answer)


def _answer(picture: Picture, draw: Callable[[Picture], bytes]) -> bytes:
    try:
        return DRAWN + draw(picture)
    except ChartFailed as error:
        return REFUSED + str(error).encode()
    except MemoryError:
        return REFUSED + NO_MEMORY.encode()
    except Exception:
        return BROKE + traceback.format_exc().encode("utf-8", "replace")


def _prepare() -> None:
    """While no picture is wanted yet. What is missing is said of the picture that needs it."""
    from qcapp.forms.chart_canvas import LOCK, prepare
    from qcapp.forms.chart_fonts import chart_fonts

    with contextlib.suppress(ImportError, MemoryError, ChartFailed), LOCK:
        prepare()
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401

        chart_fonts()
