"""What kind of place a folder is: on this computer or on a network, how much room it has, whether it takes writes."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

FilesystemKind = Literal["local", "network", "unknown"]
FolderProblem = Literal["full", "read_only", "missing", "unreachable"]

NETWORK_TYPES = frozenset(
    (
        "9p",
        "afs",
        "afpfs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "fuse.smbnetfs",
        "gfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "pvfs2",
        "smb2",
        "smb3",
        "smbfs",
        "virtiofs",
        "vboxsf",
        "vmhgfs",
        "fuse.vmhgfs-fuse",
        "prl_fs",
    )
)
"""Linux names of file systems that another computer (or the host of a virtual one) writes to as well."""

_PROBE = b"\0" * 4096


def filesystem_kind(folder: Path, mountinfo: Path = Path("/proc/self/mountinfo")) -> FilesystemKind:
    """Whether the folder (or the nearest one above it that exists) lies on a network. Never raises."""
    folder = _nearest(folder)
    try:
        if sys.platform == "win32":
            return _windows_kind(folder)
        if sys.platform == "darwin":
            return _mac_kind(folder)
        return _linux_kind(folder, mountinfo.read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, ValueError):
        return "unknown"


def free_bytes(folder: Path) -> int | None:
    """Bytes that this user can still write there; `None` when that cannot be asked."""
    # Imported here: it brings three compression libraries into the start.
    import shutil

    try:
        return shutil.disk_usage(_nearest(folder)).free
    except OSError:
        return None


def folder_problem(folder: Path) -> FolderProblem | None:
    """Why nothing can be stored in the folder; `None`: a small file was written, synced and removed."""
    probe = folder / f".write-test-{os.urandom(4).hex()}"
    try:
        with probe.open("xb") as file:
            file.write(_PROBE)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return _problem(error, folder)
    finally:
        with suppress(OSError):
            probe.unlink()
    return None


def _problem(error: OSError, folder: Path) -> FolderProblem:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG):
        return "full"
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "read_only"
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and not folder.is_dir():
        return "missing"
    return "unreachable"


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists, with links followed."""
    folder = Path(os.path.realpath(folder))
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _linux_kind(folder: Path, mountinfo: str) -> FilesystemKind:
    """From proc_pid_mountinfo(5): the deepest mount point above the folder; of several on one point the last."""
    best: tuple[int, str] | None = None
    for line in mountinfo.splitlines():
        fields = line.split(" ")
        if "-" not in fields[6:]:
            continue
        mount_point = Path(_unescaped(fields[4]))
        kind = fields[fields.index("-", 6) + 1]
        if mount_point == folder or mount_point in folder.parents:
            depth = len(mount_point.parts)
            if best is None or depth >= best[0]:
                best = (depth, kind)
    if best is None:
        return "unknown"
    return "network" if best[1] in NETWORK_TYPES else "local"


def _unescaped(field: str) -> str:
    """A mount point with the kernel's octal escapes for blank, tab, newline and backslash undone."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, character)
    return field


if sys.platform == "win32":

    def _windows_kind(folder: Path) -> FilesystemKind:
        import ctypes

        if folder.drive.startswith("\\\\"):
            return "network"
        remote, unknown, no_root = 4, 0, 1
        kind = ctypes.WinDLL("kernel32").GetDriveTypeW(ctypes.c_wchar_p(folder.anchor))
        if kind in (unknown, no_root):
            return "unknown"
        return "network" if kind == remote else "local"


if sys.platform == "darwin":

    def _mac_kind(folder: Path) -> FilesystemKind:
        """From statfs(2): the flag MNT_LOCAL (0x1000) of the file system, 64 bytes into the structure."""
        import ctypes

        room = ctypes.create_string_buffer(4096)
        library = ctypes.CDLL(None, use_errno=True)
        # On Intel the plain name is the old layout with 32-bit inodes.
        statfs = getattr(library, "statfs$INODE64", None) or library.statfs
        if statfs(os.fsencode(folder), room) != 0:
            return "unknown"
        flags = int.from_bytes(room.raw[64:68], sys.byteorder)
        return "local" if flags & 0x1000 else "network"
