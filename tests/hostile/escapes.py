"""Runs inside the walls in place of a decoder that was taken over: tries what it must not be able to do.

argv[1]: JSON with the canary server's port, the secret file and the desk's process. Writes the names of what succeeded
to out/reached.json. It knows nothing of Clipdesk.
"""

import ctypes
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

GIB = 1 << 30
LIBC = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH = 16
CLONE_NEWUSER = 0x10000000


def connect(family: int, kind: int, address: Any) -> bool:
    """Reach a server."""
    with socket.socket(family, kind) as door:
        door.settimeout(1)
        door.connect(address)
        return door.send(b"x") == 1


def lists(path: str) -> bool:
    """See what is in a folder."""
    return bool(os.listdir(path))


def reads(path: str) -> bool:
    """Read a file."""
    with open(path, "rb") as file:
        return bool(file.read(1))


def writes(path: str) -> bool:
    """Write a file."""
    with open(path, "wb") as file:
        return file.write(b"x") == 1


def fills(folder: str, size: int) -> bool:
    """Write `size` bytes in files of 16 MiB."""
    block = bytes(16 << 20)
    for number in range(size // len(block)):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(block)
    return True


def one_file(size: int) -> bool:
    """Write one file of `size` bytes."""
    with open("out/large", "wb") as file:
        file.truncate(size)
    return True


def calls(name: str, *arguments: Any) -> bool:
    """Have the kernel do something."""
    return bool(getattr(LIBC, name)(*arguments) == 0)


def others() -> bool:
    """See processes that are not ours."""
    return len([name for name in os.listdir("/proc") if name.isdecimal()]) > 0


def eats(size: int) -> bool:
    """Take memory."""
    return bool(bytearray(size))


def outlives() -> bool:
    """Leave a process behind that writes later."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(2)
            writes("out/late")
        os._exit(0)
    return False  # judged from outside


def attempts(port: int, secret: str, process: int) -> dict[str, Callable[[], bool]]:
    """Name and deed."""
    here = ("127.0.7.3", port)
    return {
        "TCP to this machine": lambda: connect(socket.AF_INET, socket.SOCK_STREAM, here),
        "TCP to the world": lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80)),
        "UDP to the world": lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)),
        "abstract socket": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, "\0clipdesk-canary"),
        "accounts": lambda: reads("/etc/passwd"),
        "homes": lambda: lists("/home"),
        "root's home": lambda: reads("/root/.profile") or reads("/root/.bashrc"),
        "data of the desk": lambda: reads(secret),
        "environment": lambda: "CLIPDESK_SECRET" in os.environ,
        "other processes": others,
        "write the input": lambda: writes("in/0"),
        "write programs": lambda: writes("/usr/bin/x"),
        "write the root": lambda: writes("/x"),
        "write beside /dev": lambda: writes("/dev/shm/x"),
        "ptrace": lambda: calls("ptrace", PTRACE_ATTACH, process, 0, 0),
        "end the desk": lambda: calls("kill", process, 0),
        "mount": lambda: calls("mount", b"none", b"/tmp", b"tmpfs", 0, None),
        "namespaces": lambda: calls("unshare", CLONE_NEWUSER),
        "10 GB in one file": lambda: one_file(10 * GIB),
        "1 GB in /tmp": lambda: fills("/tmp", GIB),
        "10 GB of memory": lambda: eats(10 * GIB),
        "outlive the run": outlives,
    }


def succeeds(deed: Callable[[], bool]) -> bool:
    """Whether it came through."""
    try:
        return deed()
    except (OSError, MemoryError, ValueError):
        return False


def main() -> None:
    """Try everything."""
    told = json.loads(sys.argv[1])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a size that is too large is an error then, and not the end
    found = attempts(**told)
    reached = [name for name, deed in found.items() if succeeds(deed)]
    with open("out/reached.json", "w") as file:
        json.dump({"tried": len(found), "reached": reached}, file)


if __name__ == "__main__":
    main()
