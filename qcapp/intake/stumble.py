"""Refusals that no reader foresaw: the user's sentence, and what it was for the log."""

from __future__ import annotations

from qcapp.intake.words import DAMAGED, INCOMPLETE


class Stumble(Exception):
    """The cause of such a refusal. Its text names types and modules, and holds no word out of the file."""

    sentence = DAMAGED

    @classmethod
    def over(cls, error: BaseException) -> Stumble:
        """A missing module is the program's own fault, which no file can bring about: it has a sentence of its own."""
        if not isinstance(error, ImportError):
            return cls(type(error).__name__)
        stumble = cls(f"{type(error).__name__} {error.name or ''}".rstrip())
        stumble.sentence = INCOMPLETE
        return stumble


def stumble_of(error: BaseException) -> str | None:
    """What is to be said of a refusal in the log; None for one that a reader meant."""
    return str(error.__cause__) if isinstance(error.__cause__, Stumble) else None
