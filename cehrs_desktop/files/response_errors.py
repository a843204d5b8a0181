"""What is wrong with a table that was read, and where. One error for all tables of responses, keys and times."""

from __future__ import annotations

from pathlib import Path


class ResponseFileError(Exception):
    """A table that cannot be used as it is.

    `line` and `column` count from 1 as an editor or a spreadsheet shows them; `None` where there is none.
    `problem` says what was found, `advice` what to do next.
    """

    def __init__(
        self, path: Path, problem: str, advice: str, *, line: int | None = None, column: int | None = None
    ) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.problem = problem
        self.advice = advice
        place = str(path)
        if line is not None:
            place += f", line {line}"
        if column is not None:
            place += f", column {column}"
        super().__init__(f"{place}: {problem} {advice}")
