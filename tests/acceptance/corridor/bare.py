"""Item 1: on a bare Debian 12 (debootstrap, then the README's one line), `make run` opens the desk and `make test` passes.

The package sources and certificates that this machine uses are copied into the new one at run time; none is named here.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.acceptance.verdict import ROOT, SHARED, Verdict

PACKAGES = "git,make,python3-venv,ca-certificates"
RUN_MINUTES, TEST_MINUTES = 20, 60
PRACTICE_SECONDS = 60
#: What tells apt, pip and TLS of this machine where to go.
SETTINGS = (
    "/etc/apt",
    "/etc/pip.conf",
    "/etc/ssl/certs",
    "/etc/resolv.conf",
    "/etc/hosts",
    "/usr/local/share/ca-certificates",
)
HOME_SETTINGS = (".config/pip",)
_ABOUT_PACKAGES = re.compile(r"PIP_|.*(CERT|CA_BUNDLE|CAINFO|_proxy|_PROXY)")


class Impossible(Exception):
    """This machine cannot make a bare one; the message says why."""


def check() -> Verdict:
    """Make two bare machines; run in one, test in the other."""
    try:
        _prepare()
        with tempfile.TemporaryDirectory(prefix="clipdesk-bare-", dir="/var/tmp") as folder:
            first, second = Path(folder) / "run", Path(folder) / "test"
            _debootstrap(first)
            subprocess.run(["cp", "-a", str(first), str(second)], check=True)
            opened = _make_run(first)
            tested = _make_test(second)
    except Impossible as error:
        return Verdict(None, str(error))
    return Verdict(all(held for held, _ in (opened, tested)), f"{opened[1]}; {tested[1]}")


def _prepare() -> None:
    if os.geteuid() != 0:
        raise Impossible("only root can make a bare machine")
    if shutil.which("debootstrap") is None:
        words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "debootstrap"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Impossible(f"debootstrap cannot be installed: {done.stderr.strip()[-200:]}")


def _debootstrap(folder: Path) -> None:
    words = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(folder), _mirror()]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Impossible(f"debootstrap ended {done.returncode}: {done.stdout.strip()[-200:]}")
    for name in SETTINGS:
        _copy(Path(name), folder / name.lstrip("/"))
    for name in HOME_SETTINGS:
        _copy(Path.home() / name, folder / "root" / name)
    for value in _package_settings().values():
        for path in (Path(part) for part in re.split(r"[ :]", value) if part.startswith("/")):
            _copy(path, folder / str(path).lstrip("/"))
    subprocess.run(["git", "clone", "-q", "--no-local", str(ROOT), str(folder / "root" / "clipdesk")], check=True)
    _copy(SHARED.parent, folder / "root" / "shared")  # else the tests on real footage would skip


def _mirror() -> str:
    """The first Debian source that apt knows here."""
    for path in [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        found = re.search(r"^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+/debian)/?(?:\s|$)", text, re.MULTILINE)
        if found:
            return found.group(1)
    raise Impossible("apt knows no Debian source here")


def _copy(source: Path, target: Path) -> None:
    """Put what a path holds in place of the other's; links there may point out of the new machine, so they go first."""
    if not source.exists():
        return
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore_dangling_symlinks=True)
    else:
        shutil.copyfile(source, target)


def _package_settings() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if _ABOUT_PACKAGES.fullmatch(name) or name.startswith("PIP_")
    }


def _inside(folder: Path, command: str, port: int) -> list[str]:
    """The words that run a command in the bare machine, in mounts and processes of its own that end with it."""
    # its root is the root of its mounts, as on a machine: under a mere chroot the kernel gives nobody a user namespace,
    # and bubblewrap builds its walls of those
    mounts = (
        f"mount --bind {folder} {folder} && mount -t proc proc {folder}/proc && mount --rbind /dev {folder}/dev && "
        f"mount --rbind /sys {folder}/sys && cd {folder} && mkdir -p .before && pivot_root . .before"
    )
    known = {
        "HOME": "/root",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "CLIPDESK_PORT": str(port),
        **_package_settings(),
    }
    env = ["env", "-i", *(f"{name}={value}" for name, value in known.items())]
    enter = ["chroot", ".", *env, "sh", "-c", f"umount -l /.before && cd /root/clipdesk && exec {command}"]
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", f'{mounts} && exec "$@"', "sh", *enter]


@contextlib.contextmanager
def _running(words: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file, subprocess.Popen(words, stdout=file, stderr=file, start_new_session=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _make_run(folder: Path) -> tuple[bool, str]:
    """One command; then the page is there, with the practice station's sign-ins printed."""
    port, log = _free_port(), folder / "run.log"
    begun = time.monotonic()
    with _running(_inside(folder, "make run", port), log) as process:
        while "Ctrl-C stops it" not in log.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() - begun > RUN_MINUTES * 60:
                return False, f"make run: {_last(log)}"
            time.sleep(1)
        seconds = time.monotonic() - begun
        with urllib.request.urlopen(f"http://localhost:{port}/sign-in/", timeout=30) as answer:
            status = answer.status
    text = log.read_text(errors="replace")
    signed, built = re.findall(r"\S+@\S+", text), re.search(r"([\d.]+) s  The practice station is ready", text)
    practice = float(built.group(1)) if built else float("inf")
    held = status == 200 and len(signed) >= 2 and practice <= PRACTICE_SECONDS
    figure = f"make run answers {status} after {seconds:.0f} s with {len(signed)} sign-ins"
    return held, f"{figure}; practice station built in {practice:.0f} s (promised: {PRACTICE_SECONDS})"


def _make_test(folder: Path) -> tuple[bool, str]:
    log = folder / "test.log"
    begun = time.monotonic()
    with _running(_inside(folder, "sh -c 'make system && make test'", _free_port()), log) as process:
        try:
            code = process.wait(TEST_MINUTES * 60)
        except subprocess.TimeoutExpired:
            return False, f"make test took more than {TEST_MINUTES} min"
    minutes = (time.monotonic() - begun) / 60
    return code == 0, f"make test ends {code} after {minutes:.0f} min ({_last(log)})"


def _last(log: Path) -> str:
    return " / ".join(log.read_text(errors="replace").strip().splitlines()[-3:])[-300:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
