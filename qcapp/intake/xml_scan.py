"""Light counts over XML as it inflates: how much a parser would have to build. Nothing here understands the content."""

from __future__ import annotations

import codecs
import re

from qcapp.domain.errors import UnreadableFile
from qcapp.forms.xlsx_plain import XML_HEAD
from qcapp.intake.words import suspicious

MAX_NESTING = 20
PREFIX = rb"(?:[\w.-]+:)?"
"""Of a tag's name, whatever it is."""
TOO_WIDE = suspicious("的行列多得异常")
NESTED = suspicious("的表格一层套一层，多得异常")

UTF8 = re.compile(XML_HEAD + rb"<[A-Za-z]")
"""How a part begins that has no other encoding."""

_LONGEST_TAG = 1024 * 1024
_ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)")
# Encodings in which "<!DOCTYPE" is those very bytes, so that it can be seen.
_PLAIN_ENCODINGS = re.compile(rb"(?i)^(utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d|gb2312|gbk|gb18030|utf-?16.*)$")


def plainly_let_in(part: bytes) -> bool:
    """Whether a whole part is seen to be such that an XmlScan refuses nothing in it before it counts."""
    return not (b"!" in part and b"<!DOCTYPE" in part) and UTF8.match(part) is not None


class XmlScan:
    """Feeds whole tags to ``look``. Refuses a DOCTYPE, and encodings that could hide one."""

    def __init__(self, size: int, manifest: bool = False) -> None:
        self.size = size
        self._rest = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False
        # Old OpenOffice wrote one in its manifest, which nobody reads here.
        self._forbidden = b"<!ENTITY" if manifest else b"<!DOCTYPE"

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """``last``: nothing of the part comes after it."""
        if not self._begun:
            self._begin(piece)
        if self._decoder:
            piece = self._decoder.decode(piece).encode("utf-8", "replace")
        data = self._rest + piece
        cut = data.rfind(b"<")
        if last or cut < 0 or len(data) - cut > _LONGEST_TAG:
            cut = len(data)
        self._rest = data[cut:]
        self._examine(data[:cut])

    def finish(self) -> None:
        if self._rest:
            self._examine(self._rest)
        self._rest = b""

    def look(self, tags: bytes) -> None:
        """Count in a stretch of XML in which every tag is whole."""

    def _begin(self, piece: bytes) -> None:
        self._begun = True
        if piece[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
            raise UnreadableFile(suspicious("的内部编码不正常"))
        if piece[:2] == b"\xff\xfe" or piece[:4] == b"<\0?\0":
            self._decoder = codecs.getincrementaldecoder("utf-16-le")("replace")
        elif piece[:2] == b"\xfe\xff" or piece[:4] == b"\0<\0?":
            self._decoder = codecs.getincrementaldecoder("utf-16-be")("replace")
        else:
            start = piece.removeprefix(b"\xef\xbb\xbf").lstrip()
            declared = _ENCODING.match(start)
            if (start and start[:1] != b"<") or (declared and not _PLAIN_ENCODINGS.match(declared[1])):
                raise UnreadableFile(suspicious("的内部编码不正常"))

    def _examine(self, tags: bytes) -> None:
        if b"!" in tags and self._forbidden in tags:  # one byte is found at once, and most parts have it nowhere
            raise UnreadableFile(suspicious("里有不该有的外部定义"))
        self.look(tags)


def number(digits: bytes) -> int:
    """Never more work than nine digits: Python refuses to read thousands of them."""
    return int(digits or 0) if len(digits) <= 9 else 10**9
