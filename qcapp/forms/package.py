"""An office file as a container of parts, wherever its bytes come from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

from qcapp.forms.broken import broken_part

if TYPE_CHECKING:
    import zipfile

    from qcapp.forms.xlsx_plain import PlainSheet


class Package(Protocol):
    """Names are those that the container has, as the person who packed it saw them."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def read(self, name: str) -> bytes:
        """A whole part. KeyError where there is none; a damaged one raises what its reader has against it."""

    def plain(self, name: str) -> PlainSheet | None:
        """What is known of a part that is a plain sheet; None where that is not sure."""


class ZippedPackage:
    """The standard library's reader as one: for files that have been through no gate."""

    def __init__(self, data: bytes) -> None:
        import zipfile

        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._infos = {_name(info): info for info in self._archive.infolist()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def read(self, name: str) -> bytes:
        return self._archive.read(self._infos[name])

    def plain(self, name: str) -> PlainSheet | None:
        from qcapp.forms.xlsx_plain import plain_sheet

        try:
            return plain_sheet(self.read(name))
        except broken_part():
            return None


def _name(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    if info.flag_bits & 0x800:
        return name
    try:
        raw = name.encode("cp437")  # which is how the standard library reads a name that isn't said to be UTF-8
    except UnicodeEncodeError:
        return name
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
