"""This computer's folder for a shared ledger: log, window settings and backups lie there, and the address that it is found by.

A ledger goes by a path everywhere in the program. That of a shared one is a name in its desk's folder, where no file is: who
meets it asks here where the ledger really is.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qcapp.domain.errors import ExpectedError
from qcapp.places import data_folder

if TYPE_CHECKING:
    from qcapp.domain.server_address import ServerAddress

NAME: Final = "共享台账.sqlite3"
_FOLDER: Final = "共享"
_ADDRESS: Final = "address.txt"
_LONGEST: Final = 2_000


def path_of(address: ServerAddress) -> Path:
    """By which the ledger goes on this computer."""
    return data_folder() / _FOLDER / address.folder_name / NAME


def address_at(path: Path) -> ServerAddress | None:
    """Where the shared ledger of that path is, without its password; None for a ledger in a file."""
    if path.name != NAME:
        return None
    from qcapp.domain.server_address import server_address

    try:
        with (path.parent / _ADDRESS).open(encoding="utf-8") as file:
            return server_address(file.read(_LONGEST))
    except (OSError, ValueError, ExpectedError):
        return None


def keep_address(path: Path, address: ServerAddress) -> None:
    """It is found by ``path`` from now on, at the next start too; its password is not kept. WriteFailed."""
    from qcapp.forms.safe_write import replace_file

    def write(part: Path) -> None:
        part.write_text(f"{address.url}\n", encoding="utf-8")

    if address_at(path) != address:
        with contextlib.suppress(OSError):  # why it can't be made is said when it is written to
            path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path.parent / _ADDRESS, write)


def is_there(path: Path) -> bool:
    """Whether a ledger is to be found by that path, as far as this computer knows. OSError."""
    return path.exists() or address_at(path) is not None


def ledger_place(path: Path) -> str:
    """Where a ledger is, to be written down: its path, or its URL without the password."""
    address = address_at(path)
    return str(path) if address is None else address.url


def ledger_name(path: Path) -> str:
    """What a ledger is called: by its file, or by its database and server."""
    address = address_at(path)
    return path.stem if address is None else f"共享台账 {address.shown}"
