"""The opening password: asked before anything of a ledger is shown on a PC that several people use.

It is the program's door, not a safe: the ledger's file itself is not encrypted, and whoever can copy it can read it with other
programs. What is kept is a scrypt hash beside the settings, without a trace in the history, and a restoration leaves it as it
is (``kept_by_restoration``). ``cryptography`` is imported when a password is checked or set, never before.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from qcapp.domain.errors import ExpectedError

KEY: Final = "password.record"
_TRIES: Final = "password.tries"
LEAST: Final = 6
MOST: Final = 200
IDLE_CHOICES: Final = (0, 5, 10, 15, 30, 60)
"""Minutes after which the window locks itself; 0: never."""
IDLE_USUAL: Final = 10

# 32 MB and a tenth of a second: OWASP's floor for scrypt at p = 1 is twice that, which the oldest of these PCs feel.
_COST, _BLOCK, _LANES = 2**15, 8, 1
_MOST_COST: Final = 2**20 * 8
_SALT_BYTES, _KEY_BYTES = 16, 32
_FREE_TRIES: Final = 3
_WAITS: Final = (5, 10, 20, 40, 60)
"""Seconds after each wrong try beyond the free ones; the last holds for all that follow."""
_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _GROUP = 5, 5

_WRONG: Final = "密码不对，请看看大小写和输入法，再输一次。"
_WRONG_EITHER: Final = f"{_WRONG.rstrip('。')}；忘了密码的，可以在同一处写恢复码。"
_WRONG_CODE: Final = "恢复码不对，请照抄下的那张纸核对后再输，字母不分大小写，横线可以不写。"
_BROKEN: Final = "这本台账的打开密码记录已损坏，核对不了，请用一份完好的备份恢复台账。"


class PasswordRefused(ExpectedError):
    """The ledger stays shut. No LedgerError: nothing is the matter with the file, and no backup is the way out.

    ``wait``: seconds until the next try is looked at, 0 when at once.
    """

    def __init__(self, sentence: str, wait: int = 0) -> None:
        super().__init__(sentence)
        self.wait = wait


class KeepsSettings(Protocol):
    """The ledger, as far as the door needs it."""

    def settings(self) -> Mapping[str, str]: ...

    def remember(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class PasswordService:
    """``seconds``: the machine's time, by which wrong tries are slowed."""

    store: KeepsSettings
    seconds: Callable[[], float] = time.time

    @property
    def is_set(self) -> bool:
        return bool(self.store.settings().get(KEY))

    @property
    def idle_minutes(self) -> int:
        """After how many idle minutes the window locks itself; 0: never, or there is no password."""
        try:
            return int(self._record().get("idle", 0)) if self.is_set else 0
        except (PasswordRefused, TypeError, ValueError):
            return IDLE_USUAL

    def waiting(self) -> int:
        """Seconds until the next try is looked at."""
        wrong, at = self._tries()
        if wrong < _FREE_TRIES:
            return 0
        wait = _WAITS[min(wrong - _FREE_TRIES, len(_WAITS) - 1)]
        left = at + wait - self.seconds()
        return round(left + 0.5) if 0 < left <= wait else 0  # a clock that was put back holds nobody out

    def enter(self, password: str) -> None:
        """PasswordRefused with the sentence when it is not the one, or too soon after wrong ones."""
        self._look(password, "password", _WRONG)

    def enter_by_code(self, code: str) -> None:
        """By the recovery code; the password is to be set anew then."""
        self._look(_plain_code(code), "code", _WRONG_CODE)

    def enter_by_either(self, words: str) -> bool:
        """Where one word is given, be it the password or the recovery code (True: the password is to be set anew then); what is
        neither is one wrong try."""
        if _is_like_code(words) and not self.waiting() and _matches(_plain_code(words), self._record().get("code")):
            self._forget_tries()
            return True
        self._look(words, "password", _WRONG_CODE if _is_like_code(words) else _WRONG_EITHER)
        return False

    def set(self, password: str, *, idle: int = IDLE_USUAL) -> str:
        """From now on this one; answers the new recovery code, which is kept nowhere. Whoever calls has been let in."""
        new = checked(password)
        code = _new_code()
        record = {"v": 1, "password": _hashed(new), "code": _hashed(_plain_code(code)), "idle": idle}
        self.store.remember(KEY, json.dumps(record))
        self._forget_tries()
        return code

    def set_idle(self, minutes: int) -> None:
        self.store.remember(KEY, json.dumps({**self._record(), "idle": minutes}))

    def remove(self) -> None:
        """No password from now on. Whoever calls has been let in."""
        self.store.remember(KEY, "")
        self._forget_tries()

    def _look(self, words: str, what: str, wrong: str) -> None:
        if wait := self.waiting():
            raise PasswordRefused(f"输错的次数多了，请等 {wait} 秒再试。", wait)
        if _matches(_plain(words), self._record().get(what)):
            self._forget_tries()
            return
        tries, _ = self._tries()
        self._remember_tries(tries + 1)
        wait = self.waiting()
        raise PasswordRefused(f"{wrong.rstrip('。')}；已经输错 {tries + 1} 次，要等 {wait} 秒。" if wait else wrong, wait)

    def _record(self) -> dict[str, Any]:
        try:
            said = json.loads(self.store.settings().get(KEY, ""))
        except ValueError:
            raise PasswordRefused(_BROKEN) from None
        if not isinstance(said, dict):
            raise PasswordRefused(_BROKEN)
        return said

    def _tries(self) -> tuple[int, float]:
        """How many wrong ones came one after the other, and when the last of them."""
        try:
            wrong, _, at = self.store.settings().get(_TRIES, "").partition(";")
            return int(wrong), float(at)
        except ValueError:
            return 0, 0.0

    def _remember_tries(self, wrong: int) -> None:
        try:
            self.store.remember(_TRIES, f"{wrong};{self.seconds():.0f}")
        except ExpectedError:
            return  # a ledger that can't be written to now: the hash is slow all the same

    def _forget_tries(self) -> None:
        if self.store.settings().get(_TRIES):
            self._remember_tries(0)


def checked(password: str) -> str:
    """As it is compared; PasswordRefused with the sentence when it is no password to set."""
    plain = _plain(password)
    if len(plain) < LEAST:
        raise PasswordRefused(f"密码至少要 {LEAST} 个字，请写长一些，例如一句自己记得住的话。")
    if len(plain) > MOST:
        raise PasswordRefused(f"密码最多 {MOST} 个字，请写短一些。")
    if plain != plain.strip():
        raise PasswordRefused("密码的头尾不要有空格，看不见，容易输错，请去掉后再设。")
    return plain


def _plain(words: str) -> str:
    """One form for what keyboards and input methods write in several."""
    return unicodedata.normalize("NFKC", words)


def _plain_code(code: str) -> str:
    return "".join(each for each in _plain(code).upper() if each.isalnum())


def _is_like_code(words: str) -> bool:
    plain = _plain_code(words)
    return len(plain) == _GROUPS * _GROUP and set(plain) <= set(_LETTERS)


def _new_code() -> str:
    """125 bits, in groups that can be copied by hand: no 0 and O, no 1 and I."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hashed(words: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    salt = os.urandom(_SALT_BYTES)
    key = Scrypt(salt=salt, length=_KEY_BYTES, n=_COST, r=_BLOCK, p=_LANES).derive(words.encode("utf-8", "surrogatepass"))
    return {"n": _COST, "r": _BLOCK, "p": _LANES, "salt": _text(salt), "key": _text(key)}


def _matches(words: str, hashed: object) -> bool:
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    try:
        assert isinstance(hashed, dict)
        salt, key = (base64.b64decode(hashed[name], validate=True) for name in ("salt", "key"))
        n, r, p = (int(hashed[name]) for name in ("n", "r", "p"))
        # No key at all would be matched by any word, and a cost with one digit more takes all the memory there is.
        assert len(key) == _KEY_BYTES
        assert len(salt) >= _SALT_BYTES
        assert n * r * p <= _MOST_COST
        scrypt = Scrypt(salt=salt, length=len(key), n=n, r=r, p=p)
    except (AssertionError, KeyError, TypeError, ValueError, OverflowError):
        raise PasswordRefused(_BROKEN) from None
    try:
        scrypt.verify(words.encode("utf-8", "surrogatepass"), key)
    except InvalidKey:
        return False
    return True


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
