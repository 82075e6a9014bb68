"""SQL for the newest row of each group, in the form that each database answers at once."""

from __future__ import annotations


def newest(by: str, of: str, columns: str, rows: str, called: str) -> str:
    """SQL: of each group of ``of`` the row with the highest ``by``, with those ``columns`` of it; ``rows``: all after FROM.

    SQLite takes the other columns from the row that holds the max(), which costs nothing. What stands in comments is for a
    server (``db.server.dialect``), where that is no SQL.
    """
    return f"SELECT /*newest {of}*/ max({by}) AS {called}, {columns} FROM {rows} GROUP BY {of} /*newest {by}*/"
