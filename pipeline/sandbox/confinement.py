"""Starts a process confined: no network where the kernel allows that, so much memory, no large files.

python -P confinement.py MODULE LIMITS      as a script, for a process must be confined before anything that starts threads is imported
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import runpy
import sys
from pathlib import Path

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # unshare(2)


def confine(*, memory_mb: int, unpacked_bytes: int, open_files: int) -> None:
    """Confine this process and whatever it starts."""
    for what, most in (
        (resource.RLIMIT_DATA, memory_mb * 1024 * 1024),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, unpacked_bytes),
        (resource.RLIMIT_NOFILE, open_files),
    ):
        resource.setrlimit(what, (most, most))
    leave_network()


def leave_network() -> bool:
    """Go into a network of its own that leads nowhere; False where the kernel does not allow it.

    Root may do so at once, anybody else within a user namespace (unshare(2), user_namespaces(7)).
    """
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(_NEW_NET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if unshare(_NEW_USER | _NEW_NET) != 0:
        return False
    with contextlib.suppress(OSError):  # without a map the process is nobody: files that it made itself stay its own
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    return True


if __name__ == "__main__":
    module = sys.argv.pop(1)
    told = json.loads(sys.argv[1])
    confine(**{name: told[name] for name in ("memory_mb", "unpacked_bytes", "open_files")})
    runpy.run_module(module, run_name="__main__")
