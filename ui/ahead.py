"""Pages and dialogs are imported before they are asked for."""

from __future__ import annotations

from typing import Final

from qcapp.giving_way import giving_way

# Pages of many modules, imported before they are asked for.
_ONE_PRESS_AWAY: Final = (
    "ui.pages.overview", "ui.dialogs.facts", "ui.pages.bulletin", "ui.pages.collect", "ui.setting_work", "ui.dialogs.ruling",
    "ui.pages.past", "ui.pages.search", "ui.pages.history", "ui.pages.plan", "ui.pages.dispatch", "ui.printing.print_work",
    "ui.printing.preview", "ui.dialogs.settings", "ui.dialogs.export_dialog", "ui.dialogs.cell_preview", "qcapp.services.correct",
    "qcapp.services.plan", "qcapp.services.settings", "qcapp.services.publish", "qcapp.publish.view_table", "qcapp.forms.pasted",
    "ui.export", "ui.dialogs.find_replace", "ui.dialogs.about", "ui.diagnosing", "qcapp.services.diagnosis", "ui.backup_work",
    "ui.help.window", "encodings.utf_16_le",
    "qcapp.services.succession",
)


def import_ahead() -> None:
    """Off the GUI thread, once ``qt_classes`` are made: what is imported names them."""
    import linecache
    from importlib import import_module

    for ahead in giving_way(_ONE_PRESS_AWAY):
        import_module(ahead)
    linecache.clearcache()  # PySide has looked at the source of each module, and Python keeps the lines for whoever asks again
