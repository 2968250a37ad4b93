"""The walls around every process that touches media: bubblewrap and prlimit, as a list of arguments.

Inside there is no network, no home folder, no environment, no capability; only /usr, the program's own folder, our
fonts (or one of a station's in their place), the inputs as `in/0`, `in/1` … (read-only) and one output folder as `out`.
Nothing but `out` and a small /tmp can be written. The working directory is set so that these relative names mean the same
with and without bubblewrap; the pure functions that build arguments use no others.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clipdesk.kernel import env
from clipdesk.media.errors import WallsMissing
from clipdesk.media.limits import MIB, Limits

FONTS = Path(__file__).parent / "fonts"
_STATION_FONT = "station"  # whoever reads fonts looks into the file, not at its name
_SYSTEM_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")
_SMALL_TMP = ("--size", str(256 * MIB), "--tmpfs", "/tmp")  # noqa: S108 - inside the sandbox
_NO_MORE_NAMESPACES = ("--unshare-user", "--disable-userns")
_SHUT = ("--remount-ro", "/dev", "--remount-ro", "/")
_FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Program:
    """What runs inside: the executable, and the folders it needs besides /usr (bound read-only at their own path)."""

    path: Path
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What is visible inside: `inputs[N]` as `in/N`, `output_dir` as `out`; `private` is a scratch folder of ours.

    font: the only one in `fonts`, so that whatever it calls itself no other is taken for it; None: those of ours.
    """

    inputs: tuple[Path, ...]
    output_dir: Path
    private: Path
    font: Path | None = None


@lru_cache(maxsize=1)
def sandbox_available() -> bool:
    """Whether bubblewrap is installed and may create namespaces here (asked once per process)."""
    if not shutil.which("bwrap"):
        return False
    try:
        done = subprocess.run([*_walls(()), "/usr/bin/true"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _has_walls() -> bool:
    """Whether the next run gets walls. Where `CLIPDESK_SANDBOX` requires them it gets them, or does not begin.

    Raises:
        WallsMissing: this machine offers none, and none may be gone without.
    """
    if sandbox_available():
        return True
    if env.one_of("CLIPDESK_SANDBOX", "preferred", "required") == "required":
        raise WallsMissing
    return False


@lru_cache(maxsize=1)
def _newer_walls() -> tuple[str, ...]:
    """What bubblewrap offers from 0.8 on: a bounded /tmp, and no namespaces within (much of the kernel opens there)."""
    wanted = (*_NO_MORE_NAMESPACES, *_SMALL_TMP)
    base = (_tool("bwrap"), "--unshare-all", "--ro-bind", "/", "/")
    done = subprocess.run([*base, *wanted, "/usr/bin/true"], capture_output=True, timeout=20, check=False)
    return wanted if done.returncode == 0 else ("--tmpfs", "/tmp")  # noqa: S108 - inside the sandbox


def command(program: Program, args: Sequence[str], layout: Layout, limits: Limits) -> list[str]:
    """Return the whole command line that runs `program` with `args` behind the walls this machine offers.

    Raises:
        WallsMissing: see `_has_walls`.
    """
    if _has_walls():
        # counted inside, where the processes are those of this run alone; the kernel lets the real root exceed it
        counted = [_tool("prlimit"), f"--nproc={limits.processes}", "--", str(program.path)]
        inner = [*_walls(program.folders), *_openings(layout), *_SHUT, "--chdir", "/", *counted, *args]
    else:
        # Without namespaces nothing ties the child's life to ours, so the kernel is asked to.
        inner = [_tool("setpriv"), "--pdeathsig", "KILL", str(program.path), *args]
    return [*_limits(limits), *inner]


def prepare(layout: Layout) -> tuple[Path, dict[str, str]]:
    """Fill `layout.private`; return the working directory and the environment for the command.

    Raises:
        WallsMissing: see `_has_walls`.
    """
    boxed = _has_walls()
    fonts = "/fonts" if boxed else str(layout.private / "fonts")
    cache = "/tmp/fontconfig" if boxed else str(layout.private / "fontconfig")  # noqa: S108 - inside the sandbox
    config = layout.private / "fonts.conf"
    config.write_text(_FONTCONFIG.format(fonts=fonts, cache=cache))
    if not boxed:
        (layout.private / "in").mkdir()
        for number, path in enumerate(layout.inputs):
            (layout.private / "in" / str(number)).symlink_to(path.resolve())
        (layout.private / "out").symlink_to(layout.output_dir.resolve())
        _lay_fonts(layout)
    return layout.private, _environment(str(config))


def _lay_fonts(layout: Layout) -> None:
    place = layout.private / "fonts"
    if layout.font is None:
        place.symlink_to(FONTS)
        return
    place.mkdir()
    (place / _STATION_FONT).symlink_to(layout.font.resolve())


def _environment(fontconfig: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", "FONTCONFIG_FILE": fontconfig}


def _limits(limits: Limits) -> list[str]:
    return [
        _tool("prlimit"),
        f"--as={limits.memory}",
        f"--cpu={limits.cpu}:{limits.cpu + 5}",  # the first ends it with a signal that tells why, the second for sure
        f"--fsize={limits.file_size}",
        f"--nofile={limits.open_files}",
        "--core=0",
        "--",
    ]


def _walls(folders: Sequence[Path]) -> list[str]:
    args = [_tool("bwrap"), "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    args += ["--ro-bind", "/usr", "/usr", "--dev", "/dev", *_newer_walls()]
    for link in _SYSTEM_LINKS:
        if os.path.islink(link):
            args += ["--symlink", os.readlink(link), link]
        elif os.path.isdir(link):
            args += ["--ro-bind", link, link]
    for path in _SYSTEM_FILES:
        args += ["--ro-bind-try", path, path]
    for folder in dict.fromkeys(folders):
        if not folder.is_relative_to("/usr"):
            args += ["--ro-bind", str(folder), str(folder)]
    return args


def _openings(layout: Layout) -> list[str]:
    fonts = (str(FONTS), "/fonts") if layout.font is None else (str(layout.font.resolve()), f"/fonts/{_STATION_FONT}")
    args = ["--ro-bind", *fonts, "--ro-bind", str(layout.private / "fonts.conf"), "/fonts.conf"]
    for number, path in enumerate(layout.inputs):
        args += ["--ro-bind", str(path.resolve()), f"/in/{number}"]
    args += ["--bind", str(layout.output_dir.resolve()), "/out"]
    for name, value in _environment("/fonts.conf").items():
        args += ["--setenv", name, value]
    return args


def _tool(name: str) -> str:
    """The full path, so that a changed PATH cannot put another program in front of the walls."""
    return shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin") or name
