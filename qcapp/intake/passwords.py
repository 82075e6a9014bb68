"""Files with an opening password, opened. Runs in the reading process: what is inside is as hostile as any other file.

Only Microsoft's formats: an encrypted package (xlsx, docx and their kin) and an xls. Passwords are never logged.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.intake.ole import read_streams
from qcapp.intake.stumble import Stumble
from qcapp.intake.words import CUT_SHORT, LOCKED, NO_CIPHER, NOT_THESE

MOST_PASSWORDS = 20
# What Excel encrypts with, and opens again without asking, where a file is only to be guarded against changes.
_NOBODYS = "VelvetSweatshop"
_MOST_INFO = 64 * 1024
_SIZE = struct.Struct("<Q")  # stands before the package

Opener = Callable[[str], bytes | None]
"""From a password to the file inside, None when it does not fit."""


class Locked(UnreadableFile):
    """A password is wanted, or none of those given fits."""


def unlocked(data: bytes, passwords: Sequence[str]) -> bytes:
    """The file inside; Locked when no password opens it, UnreadableFile when none ever could.

    Of more than MOST_PASSWORDS the last are tried.
    """
    try:
        with_password = _opener(data)
    except ExpectedError:
        raise
    except Exception as error:  # damaged bytes make parsers raise anything
        stumble = Stumble.over(error)
        raise UnreadableFile(stumble.sentence) from stumble
    for password in _candidates(passwords):
        if (inside := with_password(password)) is not None:
            return inside
    raise Locked(NOT_THESE if any(passwords) else LOCKED)


def _candidates(passwords: Sequence[str]) -> Iterator[str]:
    yield _NOBODYS
    yield from list(dict.fromkeys(each for each in passwords if each))[-MOST_PASSWORDS:]


def _opener(data: bytes) -> Opener:
    import logging

    from msoffcrypto.exceptions import DecryptionError, FileFormatError  # type: ignore[import-untyped]

    logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL)  # at lower levels it tells passwords and keys
    names = read_streams(data).names
    try:
        if "EncryptionInfo" in names:
            return _package(data)
        if "Workbook" in names:
            return _workbook(data)
    except (DecryptionError, FileFormatError):
        pass
    raise UnreadableFile(NO_CIPHER)


def _package(data: bytes) -> Opener:
    import olefile  # type: ignore[import-untyped]
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        if container.get_size("EncryptionInfo") > _MOST_INFO:
            raise UnreadableFile(NO_CIPHER)
        package = container.openstream("EncryptedPackage").read()
        if len(package) < _SIZE.size + _SIZE.unpack_from(package)[0]:
            # Or its damage would be taken for a password that does not fit.
            raise UnreadableFile(CUT_SHORT)
    office = OOXMLFile(io.BytesIO(data))

    def opened(password: str) -> bytes | None:
        # Without the library's own check, which costs as much again: what comes out is a zip or it isn't.
        inside = _tried(lambda: office.load_key(password=password), office)
        return inside if inside is not None and inside.startswith(b"PK") else None

    return opened


def _workbook(data: bytes) -> Opener:
    from msoffcrypto.format.xls97 import Xls97File  # type: ignore[import-untyped]

    office = Xls97File(io.BytesIO(data))
    return lambda password: _tried(lambda: office.load_key(password), office)


def _tried(load: Callable[[], None], office: Any) -> bytes | None:
    inside = io.BytesIO()
    try:
        load()
        office.decrypt(inside)
    except MemoryError:
        raise
    except Exception:  # a password that does not fit raises one thing or another
        return None
    return inside.getvalue()
