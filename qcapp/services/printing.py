"""What printing needs from outside: something that knows the machine's printers. main hands it in."""

from __future__ import annotations

from typing import Protocol

from qcapp.forms.list_table import AnyTable


class Printing(Protocol):
    def printers(self) -> tuple[str, ...]:
        """Names, the system's own printer first; () where none is installed."""

    def send(self, table: AnyTable, printer: str, *, copies: int) -> str:
        """Print all pages, "" for the system's own printer; answers the printer's name. WriteFailed says why it can't be."""
