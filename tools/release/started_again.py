"""Run before the program's own script: a built program that was started again by itself, to read files, does that and ends.

PyInstaller's hook would import what that needs (multiprocessing, sockets, subprocess) at every start of any program.
"""

import sys


def _serve_if_started_to() -> None:
    if not (sys.argv[1:2] == ["--multiprocessing-fork"] or "-c" in sys.argv):  # the latter: one that tidies up after others
        return
    import os
    from importlib import import_module

    # What the reading process is told of its parent's script is what it has loaded already.
    sys.modules["__main__"].__file__ = os.path.join(getattr(sys, "_MEIPASS"), "main.py")  # noqa: B009
    import_module("pyi_rth_multiprocessing")
    import multiprocessing

    try:
        multiprocessing.freeze_support()
    except Exception:
        # Whoever started it is gone: there is nobody to tell. Windows would put up a box in English, and the process would
        # wait for it to be clicked away.
        sys.exit(1)


_serve_if_started_to()
del _serve_if_started_to
