"""The questions of a file as they are to be shown: those that wait, and every answer given, so that it can be changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from qcapp.merge.plan import FilePlan
from qcapp.merge.questions import Ask, Option, Question


def questions_of(file: FilePlan) -> tuple[Question, ...]:
    """Its questions, and one for each answer that no question of it shows any more: an answer may well settle more than was
    asked, or turn out to be a wrong one by which the file is refused."""
    shown = {(question.ask, question.answer) for question in file.questions}
    more = tuple(each for each in _answered(file) if (each.ask, each.answer) not in shown)
    # Whose form it is and what its name is to mean is one answer where one was given for both.
    told = {each.subject for each in more if each.ask is Ask.UNIT and each.subject}
    kept = (each for each in file.questions if each.waits or each.ask is not Ask.NAME or each.subject not in told)
    return (*kept, *more)


def _answered(file: FilePlan) -> Iterator[Question]:
    answers = file.answers
    named = [name for name, unit in answers.names.items() if unit is not None and unit == answers.unit]
    if answers.unit is not None:
        remembered = f"，“{'、'.join(named)}”以后都认作它" if named else ""
        yield _told(Ask.UNIT, f"由您指定单位{remembered}", answers.unit, named[0] if named else "")
    if answers.period is not None:
        yield _told(Ask.PERIOD, "由您指定报告期", str(answers.period), label=answers.period.label)
    for name, unit in answers.names.items():
        if name not in named:
            words = f"“{name}”{'以后都认作它' if unit else '不作为单位名称记住'}"
            yield _told(Ask.NAME, words, unit or "", name, label=unit or "不记住")


def _told(ask: Ask, sentence: str, answer: str, subject: str = "", label: str = "") -> Question:
    return Question(ask, sentence, (Option(answer, label or answer),), subject, answer=answer)
