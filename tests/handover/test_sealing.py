"""A 交接 file gives back what was put in, or says why not: of any byte that is not what was written, nothing comes out."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.handover import HandoverTrouble, HandoverUnreadable
from qcapp.handover import sealing
from qcapp.handover.sealing import HEADER, MAGIC, TAG, Opener, Sealer

PASSWORD: Final = "区营商办-七月-交接"
CHUNK: Final = 1024
PLAIN: Final = bytes(range(256)) * 14  # three and a half chunks


@pytest.fixture(autouse=True)
def keys_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real keys, each derived once: what takes half a second for a guesser need not for every example."""
    monkeypatch.setattr(sealing, "_keys", _KEYS)


_KEYS = cache(sealing._keys)


def sealed(plain: bytes = PLAIN, password: str = PASSWORD, chunk: int = CHUNK, pieces: int = 700) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, password, len(plain), cost=14, chunk=chunk)
    for at in range(0, len(plain), pieces):
        sealer.write(plain[at : at + pieces])
    sealer.finish()
    return out.getvalue()


def opened(data: bytes, password: str = PASSWORD, most: int = 10_000) -> bytes:
    opener = Opener(io.BytesIO(data), len(data), password)
    parts: list[bytes] = []
    while some := opener.read(most):
        parts.append(some)
    opener.finish()
    return b"".join(parts)


def trouble(data: bytes, password: str = PASSWORD) -> HandoverTrouble:
    with pytest.raises(HandoverUnreadable) as caught:
        opened(data, password)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    return caught.value.trouble


@pytest.fixture(scope="module")
def file() -> bytes:
    return sealed()


@given(
    plain=st.binary(min_size=1, max_size=5 * CHUNK), pieces=st.integers(1, 3 * CHUNK), most=st.integers(1, 3 * CHUNK),
)
@settings(max_examples=60)
def test_what_is_put_in_comes_out_however_it_is_cut(plain: bytes, pieces: int, most: int) -> None:
    out = io.BytesIO()
    sealer = Sealer(out, PASSWORD, len(plain), cost=14, chunk=CHUNK)
    for at in range(0, len(plain), pieces):
        sealer.write(plain[at : at + pieces])
    sealer.finish()
    data = out.getvalue()
    chunks = -(-len(plain) // CHUNK)
    assert len(data) == HEADER + len(plain) + chunks * TAG
    assert opened(data, most=most) == plain


@pytest.mark.parametrize("length", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
def test_lengths_at_the_edges_of_chunks_come_back_whole(length: int) -> None:
    plain = b"\x5a" * length
    assert opened(sealed(plain)) == plain


def test_no_piece_of_the_plaintext_stands_in_the_file(file: bytes) -> None:
    assert not any(PLAIN[at : at + 16] in file for at in range(0, 256, 16))


def test_every_bit_of_the_header_counts(file: bytes) -> None:
    """The magic, the version, each scrypt parameter, nonce, salt, sizes, check and sum: none can change unnoticed."""
    for at in range(HEADER):
        for bit in range(8):
            changed = bytearray(file)
            changed[at] ^= 1 << bit
            found = trouble(bytes(changed))
            expected = HandoverTrouble.FOREIGN if at < 4 else HandoverTrouble.HEADER
            assert found is expected, (at, bit)


def test_every_bit_of_the_header_counts_though_the_sum_is_put_right(file: bytes) -> None:
    """As one who means harm would do it."""
    for at in range(8, 60):
        changed = bytearray(file)
        changed[at] ^= 1
        changed[60:64] = struct.pack(">I", zlib.crc32(bytes(changed[:60])))
        with pytest.raises(HandoverUnreadable):
            opened(bytes(changed))


@given(at=st.integers(HEADER, HEADER + len(PLAIN) + 4 * TAG - 1), bit=st.integers(0, 7))
@settings(max_examples=200)
def test_a_flipped_bit_anywhere_in_the_chunks_is_found(at: int, bit: int) -> None:
    changed = bytearray(_FILE)
    changed[at] ^= 1 << bit
    assert trouble(bytes(changed)) is HandoverTrouble.DAMAGED


@given(length=st.integers(0, HEADER + len(PLAIN) + 4 * TAG - 1))
@settings(max_examples=100)
def test_a_file_cut_short_anywhere_says_so(length: int) -> None:
    expected = HandoverTrouble.FOREIGN if length < len(MAGIC) else HandoverTrouble.CUT
    assert trouble(_FILE[:length]) is expected


@pytest.mark.parametrize("chunks", [0, 1, 2, 3])
def test_a_file_cut_at_a_chunk_whose_length_was_put_right_is_not_taken_for_whole(file: bytes, chunks: int) -> None:
    """The length in the header is authenticated too, and the last chunk says that it is the last."""
    cut = bytearray(file[: HEADER + chunks * (CHUNK + TAG)])
    cut[40:48] = struct.pack(">Q", max(chunks * CHUNK, 1))
    cut[60:64] = struct.pack(">I", zlib.crc32(bytes(cut[:60])))
    with pytest.raises(HandoverUnreadable):
        opened(bytes(cut))


@given(tail=st.binary(min_size=1, max_size=2 * CHUNK))
@settings(max_examples=30)
def test_what_was_appended_is_found(tail: bytes) -> None:
    assert trouble(_FILE + tail) is HandoverTrouble.LONGER


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (0, 2)])
def test_chunks_that_changed_places_are_found(file: bytes, one: int, other: int) -> None:
    size = CHUNK + TAG
    parts = [file[HEADER + at * size : HEADER + (at + 1) * size] for at in range(4)]
    parts[one], parts[other] = parts[other], parts[one]
    assert trouble(file[:HEADER] + b"".join(parts)) is HandoverTrouble.DAMAGED


def test_a_chunk_of_another_file_under_the_same_password_is_found(file: bytes) -> None:
    other = sealed(b"\x00" * len(PLAIN))
    mixed = file[:HEADER] + other[HEADER : HEADER + CHUNK + TAG] + file[HEADER + CHUNK + TAG :]
    assert trouble(mixed) is HandoverTrouble.DAMAGED


def test_a_doubled_chunk_in_the_place_of_the_next_is_found(file: bytes) -> None:
    first = file[HEADER : HEADER + CHUNK + TAG]
    assert trouble(file[:HEADER] + first + first + file[HEADER + 2 * (CHUNK + TAG) :]) is HandoverTrouble.DAMAGED


@pytest.mark.parametrize("wrong", ["", " ", PASSWORD + " ", PASSWORD[:-1], PASSWORD.replace("七", "八"), "x" * 5000])
def test_a_wrong_password_is_told_from_damage(file: bytes, wrong: str) -> None:
    assert trouble(file, wrong) is HandoverTrouble.PASSWORD


def test_a_password_typed_in_full_width_is_the_same() -> None:
    assert opened(sealed(password="Abc-12345"), "Ａｂｃ－１２３４５") == PLAIN


def test_the_same_content_twice_gives_files_that_have_nothing_in_common() -> None:
    one, other = sealed(), sealed()
    assert one[13:36] != other[13:36]
    assert one[HEADER : HEADER + 64] != other[HEADER : HEADER + 64]


def test_a_file_of_a_newer_format_is_told_as_newer(file: bytes) -> None:
    newer = bytearray(file)
    newer[8:10] = struct.pack(">H", 2)
    newer[60:64] = struct.pack(">I", zlib.crc32(bytes(newer[:60])))
    assert trouble(bytes(newer)) is HandoverTrouble.NEWER


@pytest.mark.parametrize("name", ["zip", "sqlite", "empty", "text"])
def test_another_programs_file_is_told_as_such(name: str) -> None:
    files = {"zip": b"PK\x03\x04" + b"\0" * 99, "sqlite": b"SQLite format 3\0" * 9, "empty": b"", "text": "台账".encode() * 40}
    assert trouble(files[name]) is HandoverTrouble.FOREIGN


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (10, b"\x1f"),  # scrypt over 256 GiB of memory
        (10, b"\x01"), (11, b"\xff"), (12, b"\xff"), (12, b"\x00"),
        (36, struct.pack(">I", 1 << 31)),  # chunks of 2 GiB
        (36, struct.pack(">I", 0)), (40, struct.pack(">Q", 1 << 62)), (40, struct.pack(">Q", 0)),
    ],
)
def test_a_header_that_asks_for_too_much_is_refused_before_it_gets_it(file: bytes, at: int, value: bytes) -> None:
    bomb = bytearray(file)
    bomb[at : at + len(value)] = value
    bomb[60:64] = struct.pack(">I", zlib.crc32(bytes(bomb[:60])))
    assert trouble(bytes(bomb)) in (HandoverTrouble.HEADER, HandoverTrouble.CUT)


def test_a_writer_that_was_given_less_than_it_was_told_does_not_finish() -> None:
    sealer = Sealer(io.BytesIO(), PASSWORD, 10, cost=14, chunk=CHUNK)
    sealer.write(b"123")
    with pytest.raises(ValueError, match="3 bytes"):
        sealer.finish()


_FILE: Final = sealed()
