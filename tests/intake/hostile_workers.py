"""What a reading process may turn into. Each stands at module level, so that a spawned child finds it by name."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing.connection import Connection

from qcapp.domain.forms import ReturnedForm
from qcapp.domain.sheet import Document, Sheet
from qcapp.intake import worker
from qcapp.intake.request import Request, receive
from qcapp.intake.zips import Budget, contents, directory


def plain(request: Request) -> Document:
    """The bytes as the text of one cell, or what the bytes order."""
    order = request.data.decode("utf-8", "replace")
    if order == "abort":
        os.abort()
    elif order.startswith("stopped"):
        _stop(int(order.removeprefix("stopped")))
    elif order == "leave":
        os._exit(0)
    elif order == "hang":
        _hang_without_python()
    elif order == "loop":
        while True:
            time.sleep(0.01)
    elif order == "eat":
        bytearray(3 * 1024**3)
    elif order == "raise":
        raise ValueError("a parser stumbled")
    elif order == "lack":
        raise ModuleNotFoundError("a part is not there", name="lxml")
    elif order == "pid":
        order = str(os.getpid())
    elif order == "modules":
        order = " ".join(sys.modules)
    elif order == "flood":
        order = "洪" * (23 * 1024 * 1024)
    return Document("xlsx", (Sheet("表", ((order,),)),))


def _stop(by: int) -> None:
    """As from outside: a signal, on Windows the number that whoever ends it gives."""
    if sys.platform == "win32":  # where os.kill makes an event of some numbers
        import _winapi

        _winapi.TerminateProcess(_winapi.GetCurrentProcess(), by)
    os.kill(os.getpid(), by)


def _hang_without_python() -> None:
    """As a native parser hangs: no Python code runs, so that no interruption is heard."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    while True:
        try:
            time.sleep(600)
        except worker.TookTooLong:
            continue


def obedient(connection: Connection) -> None:
    worker.serve_with(connection, plain, soft=1.0, hard=120.0)


def alone(connection: Connection) -> None:
    """As if no parent were there to end it."""
    worker.serve_with(connection, plain, soft=2.0, hard=4.0)


def unhurried(connection: Connection) -> None:
    worker.serve_with(connection, plain)


def never_ready(connection: Connection) -> None:
    connection.recv_bytes()


def garbled(connection: Connection) -> None:
    """Answers with the bytes that it was given."""
    connection.send_bytes(worker.READY)
    while True:
        connection.send_bytes(receive(connection).data)


def tabbed(request: Request) -> Document:
    """A workbook whose sheet part is lines of cells with tabs between, after one tag."""
    entry = next(each for each in directory(request.data) if each.name.endswith("sheet1.xml"))
    lines = contents(request.data, entry, Budget()).decode().split(">", 1)[1].split("\n")
    if lines[0] == "abort" or (lines[0] == "abort unless gently" and not request.gently):
        os.abort()
    return Document("xlsx", (Sheet("表", tuple(tuple(line.split("\t")) for line in lines)),))


def of_tabs(connection: Connection) -> None:
    worker.serve_with(connection, tabbed)


def in_a_hurry(connection: Connection) -> None:
    worker.serve_with(connection, worker._parse, soft=5.0)


def dying_of_calamine(connection: Connection) -> None:
    """Whatever calamine is given, it takes the process down."""
    from qcapp.forms import xlsx_reader

    vars(xlsx_reader)["load_workbook"] = lambda *_: os.abort()
    worker.serve(connection)


def stumbling_over_the_first(connection: Connection) -> None:
    """The first table is one that nobody foresaw."""
    from qcapp.forms import locate

    found = locate.locate

    def stumble(document: Document) -> ReturnedForm:
        vars(locate)["locate"] = found
        raise KeyError("区住建局的内容")

    vars(locate)["locate"] = stumble
    worker.serve_with(connection, tabbed)
