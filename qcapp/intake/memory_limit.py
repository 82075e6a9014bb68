"""How much memory this process may have at most: what asks for more is refused it, and dies alone.

Windows keeps such a limit for a job, which the process makes and puts itself into; elsewhere it is the process's own.
"""

from __future__ import annotations

import sys


def limit_memory(most: int) -> None:
    """Bytes. Where the system refuses to set the limit the time limit alone stands."""
    if sys.platform == "win32":
        _put_into_job(most)
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (OSError, ValueError):
        return


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS, _PROCESS_MEMORY = 9, 0x100  # JobObjectExtendedLimitInformation, JOB_OBJECT_LIMIT_PROCESS_MEMORY

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("per_process_time", ctypes.c_int64), ("per_job_time", ctypes.c_int64), ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t), ("most_working_set", ctypes.c_size_t), ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t), ("priority", wintypes.DWORD), ("scheduling", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("basic", _BasicLimits), ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t), ("peak_process", ctypes.c_size_t), ("peak_job", ctypes.c_size_t),
        )

    def _put_into_job(most: int) -> None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)  # never closed: it is for as long as the process lives
        limits = _ExtendedLimits()
        limits.basic.flags, limits.process_memory = _PROCESS_MEMORY, most
        if job and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)):
            kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
