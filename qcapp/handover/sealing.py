"""The outer format of a 交接 file (``.ysjj``): one stream of bytes, encrypted and authenticated under a password.

All numbers are big-endian. The file is a header of 64 bytes, then chunks.

    offset  bytes  header
         0      8  magic: 59 53 4A 4A 0D 0A 1A 0A ("YSJJ", then what a transfer as text would change)
         8      2  version of the format: 1
        10      1  scrypt: log2 of N (14 to 18)
        11      1  scrypt: r (8)
        12      1  scrypt: p (1 to 4)
        13      7  beginning of every nonce, random
        20     16  salt, random
        36      4  bytes of plaintext in a chunk (1 KiB to 4 MiB)
        40      8  bytes of plaintext in all, at least 1
        48     12  password check: the first 12 bytes of HMAC-SHA-256(K2, bytes 0 to 47)
        60      4  CRC-32 (zlib's) of bytes 0 to 59

In every version the magic, the version and the CRC stand where they stand here, so that a newer file is told from a damaged
one. The CRC protects from nothing but accidents; what the header says is authenticated with every chunk.

Keys: the password is normalised (Unicode NFKC), encoded as UTF-8, and put through scrypt (RFC 7914) with the header's salt, N, r
and p to 64 bytes: K1 is the first 32, K2 the last 32.

Chunks: the plaintext is cut into chunks of the header's size, of which the last is what remains (at least one byte). Each is
encrypted with AES-256-GCM under K1 and stands in the file as ciphertext followed by the tag of 16 bytes. Nonce (12 bytes): the
header's 7, the chunk's number from 0 in 4 bytes, and one byte that is 1 for the last chunk, else 0. Associated data: the whole
header. So no chunk can be changed, moved, left out, doubled or taken from another file, and none can follow the last one
(the construction is STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015).

What the plaintext holds is told in ``bundle``.
"""

from __future__ import annotations

import hmac
import os
import struct
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final, NoReturn, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from qcapp.domain.handover import HandoverTrouble, HandoverUnreadable

MAGIC: Final = b"YSJJ\r\n\x1a\n"
VERSION: Final = 1
HEADER: Final = 64
TAG: Final = 16
CHUNK: Final = 1 << 20
COST: Final = 17
"""log2 of scrypt's N: 128 MiB and some half a second for each try of a password."""

_FIELDS: Final = struct.Struct(">8sHBBB7s16sIQ")
_CHECK: Final = 12
_LEAST_COST, _MOST_COST, _MOST_P = 14, 18, 4
_LEAST_CHUNK, _MOST_CHUNK = 1 << 10, 4 << 20
_MOST_LENGTH: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Header:
    """What the first 64 bytes say. ``length`` and ``chunk``: bytes of plaintext."""

    cost: int
    r: int
    p: int
    nonce: bytes
    salt: bytes
    chunk: int
    length: int

    @property
    def chunks(self) -> int:
        return -(-self.length // self.chunk)

    @property
    def file_size(self) -> int:
        return HEADER + self.length + self.chunks * TAG

    def packed(self) -> bytes:
        """The first 48 bytes."""
        return _FIELDS.pack(MAGIC, VERSION, self.cost, self.r, self.p, self.nonce, self.salt, self.chunk, self.length)


class Readable(Protocol):
    def read(self, most: int, /) -> bytes: ...


class Sealer:
    """Writes plaintext, ``length`` bytes in all, to ``out``; ``finish`` when all was written. Holds one chunk in memory."""

    def __init__(self, out: BinaryIO, password: str, length: int, *, cost: int = COST, chunk: int = CHUNK) -> None:
        if length < 1:
            raise ValueError("nothing to seal")
        header = Header(cost, 8, 1, os.urandom(7), os.urandom(16), chunk, length)
        fields = header.packed()
        cipher_key, check_key = _keys(password, header)
        begun = fields + _check(check_key, fields)
        self._head = begun + struct.pack(">I", zlib.crc32(begun))
        self._cipher = AESGCM(cipher_key)
        self._out, self._header = out, header
        self._buffer = bytearray()
        self._number = 0
        out.write(self._head)

    def write(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) > self._header.chunk:  # the last one waits for ``finish``, and is never empty
            self._put(bytes(self._buffer[: self._header.chunk]), last=False)
            del self._buffer[: self._header.chunk]

    def finish(self) -> None:
        """ValueError when more or less was written than was said."""
        written = self._number * self._header.chunk + len(self._buffer)
        if written != self._header.length:
            raise ValueError(f"{written} bytes written of {self._header.length}")
        self._put(bytes(self._buffer), last=True)
        self._buffer.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._header, self._number, last), plain, self._head))
        self._number += 1


class Opener:
    """Reads plaintext back. Only what was authenticated comes out; HandoverUnreadable with a sentence for anything else.

    ``size``: bytes of the file. ``on_bytes`` is told of every chunk's raw bytes, as they lie in the file.
    """

    def __init__(
        self, source: Readable, size: int, password: str, on_bytes: Callable[[bytes], object] | None = None
    ) -> None:
        self._source = source
        self._told = on_bytes
        self._head = _read_exactly(source, HEADER)
        self.header = read_header(self._head)
        if size < self.header.file_size:
            refuse(HandoverTrouble.CUT, f"（应为 {self.header.file_size:,} 字节，实为 {size:,} 字节）")
        if size > self.header.file_size:
            refuse(HandoverTrouble.LONGER)
        cipher_key, check_key = _keys(password, self.header)
        if not hmac.compare_digest(_check(check_key, self._head[: _FIELDS.size]), self._head[48:60]):
            refuse(HandoverTrouble.PASSWORD)
        if on_bytes:
            on_bytes(self._head)
        self._cipher = AESGCM(cipher_key)
        self._buffer = memoryview(b"")
        self._number = 0

    @property
    def done(self) -> int:
        """Bytes of plaintext read off the file so far."""
        return min(self._number * self.header.chunk, self.header.length)

    def read(self, most: int) -> bytes:
        """Up to so many bytes, b"" at the end."""
        if not self._buffer and self._number < self.header.chunks:
            self._buffer = memoryview(self._next())
        some = bytes(self._buffer[:most])
        self._buffer = self._buffer[most:]
        return some

    def read_exactly(self, count: int) -> bytes:
        parts: list[bytes] = []
        while count:
            some = self.read(count)
            if not some:
                refuse(HandoverTrouble.CONTENT)
            parts.append(some)
            count -= len(some)
        return b"".join(parts)

    def finish(self) -> None:
        """All has been read, and nothing follows."""
        if self._buffer or self._number < self.header.chunks:
            refuse(HandoverTrouble.CONTENT)
        if self._source.read(1):
            refuse(HandoverTrouble.LONGER)

    def _next(self) -> bytes:
        header = self.header
        last = self._number == header.chunks - 1
        plain = header.length - self._number * header.chunk if last else header.chunk
        raw = _read_exactly(self._source, plain + TAG)
        try:
            opened = self._cipher.decrypt(_nonce(header, self._number, last), raw, self._head)
        except InvalidTag:
            refuse(HandoverTrouble.DAMAGED, f"（第 {self._number + 1} 段，共 {header.chunks} 段）")
        if self._told:
            self._told(raw)
        self._number += 1
        return opened


def read_header(head: bytes) -> Header:
    """HandoverUnreadable where it is none, damaged, newer, or asks for more than a machine should give."""
    if len(head) < HEADER:
        refuse(HandoverTrouble.CUT if head[: len(MAGIC)] == MAGIC else HandoverTrouble.FOREIGN)
    magic, version, cost, r, p, nonce, salt, chunk, length = _FIELDS.unpack(head[: _FIELDS.size])
    sound = struct.unpack(">I", head[60:64])[0] == zlib.crc32(head[:60])
    if magic != MAGIC:
        refuse(HandoverTrouble.HEADER if sound or head[:4] == MAGIC[:4] else HandoverTrouble.FOREIGN)
    if not sound:
        refuse(HandoverTrouble.HEADER)
    if version > VERSION:
        refuse(HandoverTrouble.NEWER)
    fits = (
        version == VERSION and _LEAST_COST <= cost <= _MOST_COST and r == 8 and 1 <= p <= _MOST_P
        and _LEAST_CHUNK <= chunk <= _MOST_CHUNK and 1 <= length <= _MOST_LENGTH and -(-length // chunk) < 1 << 32
    )
    if not fits:
        refuse(HandoverTrouble.HEADER)
    return Header(cost, r, p, nonce, salt, chunk, length)


def refuse(trouble: HandoverTrouble, more: str = "") -> NoReturn:
    raise HandoverUnreadable(_SENTENCES[trouble].format(more), trouble)


_SENTENCES: Final = {
    HandoverTrouble.FOREIGN: "这不是交接文件{}，请选交出方用“交接出去”写成的 .ysjj 文件。",
    HandoverTrouble.NEWER: "这份交接文件是用更新版本的程序写的{}，请在这台电脑上装好新版程序后再接收。",
    HandoverTrouble.HEADER: "交接文件的文件头已损坏{}，没有接收，请向交出方重新拷贝一份。",
    HandoverTrouble.CUT: "交接文件不完整{}，拷贝时可能中断了，请重新拷贝一份再试。",
    HandoverTrouble.LONGER: "交接文件后面多出了内容{}，不是原来写出的样子，请向交出方重新拷贝一份。",
    HandoverTrouble.PASSWORD: "密码不对{}，请核对大小写和输入法后再试。",
    HandoverTrouble.DAMAGED: "交接文件的内容已损坏或被改动过{}，没有接收，请向交出方重新拷贝一份。",
    HandoverTrouble.CONTENT: "交接文件能解开，但里面的内容与它自己写明的不符{}，没有接收，请交出方重新写一份。",
}


def normalised(password: str) -> bytes:
    """One and the same whether the input method was set to full width or not."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _keys(password: str, header: Header) -> tuple[bytes, bytes]:
    made = Scrypt(salt=header.salt, length=64, n=1 << header.cost, r=header.r, p=header.p).derive(normalised(password))
    return made[:32], made[32:]


def _check(key: bytes, fields: bytes) -> bytes:
    return hmac.digest(key, fields, "sha256")[:_CHECK]


def _nonce(header: Header, number: int, last: bool) -> bytes:
    return header.nonce + struct.pack(">IB", number, last)


def _read_exactly(source: Readable, count: int) -> bytes:
    """Less only at the file's end."""
    parts: list[bytes] = []
    while count and (some := source.read(count)):
        parts.append(some)
        count -= len(some)
    return b"".join(parts)
