"""Memory given back to the system."""

from __future__ import annotations

import platform
import threading

from qcapp.freed_memory import _trim, give_back


def test_freed_memory_is_given_back_from_any_thread_while_others_work() -> None:
    kept = [bytes([number % 256]) * 2000 for number in range(2000)]
    threads = [threading.Thread(target=give_back) for _ in range(3)]
    for thread in threads:
        thread.start()
    del kept[::2]
    for thread in threads:
        thread.join()
    assert all(set(text) == {(2 * place + 1) % 256} for place, text in enumerate(kept))


def test_the_c_library_of_linux_is_known_to_have_a_way() -> None:
    assert (_trim() is not None) == (platform.libc_ver()[0] == "glibc")
