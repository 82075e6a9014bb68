"""What ends a build."""

from __future__ import annotations


class PackagingError(Exception):
    """Carries the one sentence that says what happened and what to do next."""
