"""Write the list of files in README.md anew from answers.json: python -m tests.returns.make_readme"""

from __future__ import annotations

from tests.returns import answers
from tests.returns.answers import FOLDER, Saved

_HEAD = "| file | saved by | from what | other than the answers |\n| --- | --- | --- | --- |\n"


def line(saved: Saved) -> str:
    but = "、".join(saved.but)
    other = "：".join(part for part in (but, saved.why) if part) or (f"refused: {saved.refused}" if saved.refused else "")
    return f"| `{saved.file}` | {saved.by} | {saved.how} | {other} |\n"


def main() -> None:
    readme = FOLDER / "README.md"
    prose = readme.read_text(encoding="utf-8").split(_HEAD)[0]
    rows = [line(each) for of in ("files", "archives") for each in answers.files(of)]
    readme.write_text(prose + _HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
