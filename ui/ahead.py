"""What comes next is imported, and Qt's classes are made for Python, before either is asked for.

PySide makes a class when it is first named; and when it is first handed a widget that it did not make, such as the inside of a
scroll area, it makes every class of widgets that there is, to find which one that is: ten milliseconds in the midst of a page.
"""

from __future__ import annotations

from typing import Final

# Pages of many modules, imported before they are asked for.
_ONE_PRESS_AWAY: Final = (
    "ui.pages.overview", "ui.dialogs.facts", "ui.pages.bulletin", "ui.pages.collect", "ui.setting_work", "ui.dialogs.ruling",
    "ui.pages.past", "ui.pages.search", "ui.pages.history", "ui.pages.plan", "ui.pages.dispatch", "ui.printing.print_work",
    "ui.printing.preview", "ui.dialogs.settings", "ui.dialogs.export_dialog", "ui.dialogs.cell_preview", "qcapp.services.correct",
    "qcapp.services.plan", "qcapp.services.settings", "qcapp.services.publish", "qcapp.publish.view_table", "qcapp.forms.pasted",
    "ui.export", "ui.dialogs.find_replace", "ui.dialogs.about", "ui.diagnosing", "qcapp.services.diagnosis", "ui.backup_work",
    "ui.help.window", "encodings.utf_16_le",
)
_WIDGETS: Final = (
    "QAbstractButton", "QAbstractItemView", "QAbstractSlider", "QAbstractSpinBox", "QCalendarWidget", "QCheckBox",
    "QColorDialog", "QColumnView", "QComboBox", "QCommandLinkButton", "QDateEdit", "QDateTimeEdit", "QDial", "QDialog",
    "QDialogButtonBox", "QDockWidget", "QDoubleSpinBox", "QErrorMessage", "QFileDialog", "QFocusFrame", "QFontComboBox",
    "QFontDialog", "QGraphicsView", "QGroupBox", "QHeaderView", "QInputDialog", "QKeySequenceEdit", "QLCDNumber", "QLabel",
    "QLineEdit", "QListView", "QListWidget", "QMainWindow", "QMdiArea", "QMdiSubWindow", "QMenu", "QMenuBar", "QMessageBox",
    "QPlainTextEdit", "QProgressBar", "QProgressDialog", "QPushButton", "QRadioButton", "QRhiWidget", "QRubberBand",
    "QScrollBar", "QSizeGrip", "QSlider", "QSpinBox", "QSplashScreen", "QSplitter", "QSplitterHandle", "QStackedWidget",
    "QStatusBar", "QTabBar", "QTabWidget", "QTableView", "QTableWidget", "QTextBrowser", "QTextEdit", "QTimeEdit", "QToolBar",
    "QToolBox", "QToolButton", "QTreeView", "QTreeWidget", "QUndoView", "QWizard", "QWizardPage",
)
_DRAWN_WITH: Final = ("QBrush", "QCursor", "QGradient", "QTextLine")


def import_ahead() -> None:
    """Off the GUI thread."""
    from importlib import import_module

    for ahead in _ONE_PRESS_AWAY:
        import_module(ahead)
    _make_classes()


def _make_classes() -> None:
    """One by one: the window never waits for more than one of them. A Qt that lacks one does without."""
    from PySide6 import QtGui, QtWidgets

    for module, names in ((QtWidgets, _WIDGETS), (QtGui, _DRAWN_WITH)):
        for name in names:
            getattr(module, name, None)
