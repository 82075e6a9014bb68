"""Replacing a file so that the old one stays whole whatever fails, and nothing half-written is left behind.

Windows differs in two ways that count here: a file that WPS or Excel holds open can't be replaced (PermissionError from
``os.replace``), and only a handle opened for writing can be flushed to the disk.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from qcapp.domain.errors import ExpectedError, FileInUse, WriteFailed
from qcapp.windows_paths import is_device, length_refused

# A name of its own, never made of the target's: that may already be as long as the file system allows.
_PREFIX, _SUFFIX = ".qc-", ".tmp"
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_DENIED = frozenset({errno.EACCES, errno.EPERM})
_GONE = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO})
# Windows' own numbers for a drive that is not there (21, 1167) come as "denied" and "invalid".
_WINDOWS_GONE = frozenset({21, 1167})
_BAD_NAME = frozenset({errno.EINVAL, errno.ENAMETOOLONG})
_STALE_SECONDS = 3600.0
_TEMPORARY = len(f"{_PREFIX}{'0' * 12}{_SUFFIX}")
# Windows' virus scanners and indexers hold a new file, or the one that it replaces, for a moment.
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()


def replace_file(
    target: Path, write: Callable[[Path], None], verify: Callable[[Path], None] | None = None
) -> None:
    """Let ``write`` make a new file beside ``target``, let ``verify`` reopen it, then put it in the target's place.

    Both get the temporary path and must have closed it when they return; ``verify`` raises whatever it likes if the file
    is not good. Raises WriteFailed with one Chinese sentence; the older file is then whole and the temporary one gone.
    """
    try:
        target = _ensured(target)
    except OSError as error:
        raise WriteFailed(_sentence(error, target)) from error
    remove_leftovers(target.parent)
    temporary = target.parent / f"{_PREFIX}{os.urandom(6).hex()}{_SUFFIX}"
    try:
        _make(temporary, target, write, verify)
        _swap(temporary, target)
    finally:
        _discard(temporary)
    flush_folder(target.parent)


def patient_replace(source: Path, target: Path) -> None:
    """``os.replace``; on Windows tried again for a moment while either file is held."""
    for pause in _PAUSES:
        try:
            return os.replace(source, target)
        except PermissionError:
            time.sleep(pause)
    os.replace(source, target)


def patient_unlink(path: Path) -> None:
    """``Path.unlink``, tried again in the same way; no harm when it is gone already."""
    for pause in _PAUSES:
        try:
            return path.unlink(missing_ok=True)
        except PermissionError:
            time.sleep(pause)
    path.unlink(missing_ok=True)


def patient_open(path: Path, mode: str) -> IO[bytes]:
    """``Path.open`` of a file's bytes, tried again in the same way; the caller closes it."""
    for pause in _PAUSES:
        try:
            return cast("IO[bytes]", path.open(mode))
        except PermissionError:
            time.sleep(pause)
    return cast("IO[bytes]", path.open(mode))


def patient_rename(source: Path, target: Path) -> None:
    """Give the file that name, unless there is one of it: FileExistsError then, be it made in the same moment."""
    if os.name == "nt":
        _rename_there(source, target)
        return
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as of sticks
        with target.open("xb"):
            pass
        try:
            os.replace(source, target)
        except OSError:
            _discard(target)
            raise
    else:
        source.unlink()


def _rename_there(source: Path, target: Path) -> None:
    """Windows' own rename replaces nothing."""
    for pause in _PAUSES:
        try:
            return os.rename(source, target)
        except FileExistsError:
            raise
        except PermissionError:
            time.sleep(pause)
    os.rename(source, target)


def replace_files(files: Mapping[Path, Path]) -> None:
    """Put finished files (place → where the new one lies) in their places, all of them; WriteFailed, and each place is as it
    was, where one of them can't be had."""
    with contextlib.ExitStack() as stack:
        for target, new in files.items():
            stack.enter_context(put_back_on_failure(target))
            replace_file(target, partial(_copy, new))


@contextlib.contextmanager
def put_back_on_failure(target: Path) -> Iterator[None]:
    """What is written there inside counts only if all that follows inside goes well: else the file is as it was."""
    with TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        before = Path(folder) / "before" if target.is_file() else None
        if before:
            try:
                _copy(target, before)
            except OSError as error:
                raise WriteFailed(_sentence(error, target)) from error
        try:
            yield
        except BaseException:
            _put_back(target, before)
            raise


def _put_back(target: Path, before: Path | None) -> None:
    if before is None:
        _discard(target)
    else:
        with contextlib.suppress(WriteFailed):
            replace_file(target, partial(_copy, before))


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _ensured(target: Path) -> Path:
    """The place itself where ``target`` is a link to it; WriteFailed when no file can stand there."""
    target = target.resolve() if target.is_symlink() else target
    if target.is_dir():
        raise WriteFailed(f"“{target.name}”是一个文件夹，不能写成文件，请换一个文件名。")
    if os.name == "nt" and is_device(target.name):
        raise WriteFailed(f"“{target.name}”是 Windows 留给设备的名字，写进去的会丢失，请换一个文件名。")
    if not target.parent.is_dir():
        if length := length_refused(target, _TEMPORARY):
            raise WriteFailed(_too_long(target, length))
        raise WriteFailed(f"文件夹“{target.parent}”不存在，请先建好文件夹，或换一个位置再保存。")
    return target


def remove_leftovers(folder: Path) -> int:
    """Remove temporary files that a killed program left in ``folder``, an hour old or more; answers how many."""
    removed = 0
    before = time.time() - _STALE_SECONDS
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


def _make(
    temporary: Path, target: Path, write: Callable[[Path], None], verify: Callable[[Path], None] | None
) -> None:
    try:
        write(temporary)
        if verify is None:
            flush(temporary)
            return
        unfit = _flush_and_verify(temporary, verify)
    except OSError as error:
        raise WriteFailed(_sentence(error, target)) from error
    if isinstance(unfit, ExpectedError):
        raise unfit
    if unfit is not None:
        # Whatever a reader objects to, the user's part is the same: this copy is no good and the old one stays.
        raise WriteFailed(
            f"写出的《{target.name}》重新打开检查时没有通过，原来的文件没有动，请检查磁盘或 U 盘后重试。"
        ) from unfit


def _flush_and_verify(path: Path, verify: Callable[[Path], None]) -> Exception | None:
    """Both at once: the disk is slow, and nobody waits for it while the file is looked through. Answers what ``verify`` raised;
    raises why it could not be flushed, which comes first."""
    refused: list[Exception] = []

    def flushed() -> None:
        try:
            flush(path)
        except Exception as error:  # whatever it is, a thread would keep it to itself
            refused.append(error)

    flushing = threading.Thread(target=flushed, name="flush")
    flushing.start()
    unfit = None
    try:
        verify(path)
    except Exception as error:
        unfit = error
    finally:
        flushing.join()
    if refused:
        raise refused[0]
    return unfit


def _swap(temporary: Path, target: Path) -> None:
    try:
        patient_replace(temporary, target)
    except PermissionError as error:
        raise FileInUse(
            f"文件被占用：《{target.name}》可能正在 WPS 或 Excel 中打开（或设成了只读），请关闭它后重试。"
        ) from error
    except OSError as error:
        raise WriteFailed(_sentence(error, target)) from error


def _sentence(error: OSError, target: Path) -> str:
    name, folder = target.name, target.parent
    if error.errno in _GONE or getattr(error, "winerror", None) in _WINDOWS_GONE:
        return f"“{folder}”所在的盘读写出错（U 盘可能已拔出），《{name}》没有写成，请插好或换一个盘再保存。"
    if error.errno in _FULL:
        return f"磁盘空间不够，《{name}》没有写成，原来的文件没有动，请清理空间或换一个盘再保存。"
    if error.errno == errno.EROFS:
        return f"“{folder}”所在的盘是只读的，写不进《{name}》，请打开写保护或换一个位置再保存。"
    if error.errno in _DENIED:
        return f"文件夹“{folder}”不允许写入，《{name}》没有写成，请换一个文件夹再保存。"
    if error.errno in _BAD_NAME:
        return f"文件名“{name}”太长或有不能用的字符，请改短些、去掉 \\ / : * ? \" < > | 再保存。"
    if error.errno == errno.ENOENT and (length := length_refused(target, _TEMPORARY)):
        return _too_long(target, length)
    if error.errno == errno.ENOENT:
        return f"文件夹“{folder}”不见了（U 盘可能已拔出），《{name}》没有写成，请插好后重试或换一个位置。"
    return f"《{name}》没有写成（系统提示：{error.strerror or error}），原来的文件没有动，请换一个位置再保存。"


def _too_long(target: Path, length: int) -> str:
    return f"《{target.name}》没有写成：完整路径有 {length} 个字符，Windows 只认 259 个以内的，请换一个路径短的文件夹再保存。"


def flush(path: Path) -> None:
    """Force a finished file to the disk."""
    with patient_open(path, "rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make the new name durable too. Windows has no such call and doesn't need it; a file system may refuse."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _discard(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)
