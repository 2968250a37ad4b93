"""What ffmpeg and the kernel say, turned into our sentences."""

import re
import signal

from clipdesk.media.decoders import MAX_STREAMS
from clipdesk.media.errors import (
    DiskFull,
    EncodeFailed,
    MediaError,
    TooLargePicture,
    ToolMissing,
    TooManyStreams,
    TooMuchMemory,
    TooMuchOutput,
    TooMuchWork,
    UnreadableMedia,
    UnsupportedCodec,
)

_KILLED_BY: dict[signal.Signals, type[TooMuchWork]] = {
    signal.SIGXCPU: TooMuchWork,
    signal.SIGXFSZ: TooMuchOutput,
    signal.SIGKILL: TooMuchMemory,
    signal.SIGSEGV: TooMuchMemory,
    signal.SIGABRT: TooMuchMemory,
}
_SIZE = re.compile(r"[Pp]icture size (\d+)x(\d+)|dimensions[^0-9]*(\d+)x(\d+)")
_CODEC = re.compile(r"Codec \((\w+)\) not on whitelist")
_PREFIX = re.compile(r"^(\[[^\]]*\]\s*)+")


def explain(returncode: int, stderr: str) -> MediaError:
    """Return the error that fits how a process ended (`returncode` as in `subprocess`) and what it said last."""
    return _explain_walls(returncode, stderr) or _explain_input(stderr) or EncodeFailed(detail=_last_line(stderr))


def _explain_walls(returncode: int, stderr: str) -> MediaError | None:
    """A limit of ours, or walls that could not be built. A shell-like 128 + N comes from bubblewrap's first process."""
    number = -returncode if returncode < 0 else returncode - 128
    for name, error in _KILLED_BY.items():
        if number == name:
            return error()
    if "No space left on device" in stderr:
        return DiskFull()
    if "File too large" in stderr:
        return TooMuchOutput()
    if "Cannot allocate memory" in stderr or "MemoryError" in stderr:
        return TooMuchMemory()
    if stderr.startswith(("bwrap: ", "prlimit: ", "setpriv: ")):
        return ToolMissing(what=_last_line(stderr))
    return None


def _explain_input(stderr: str) -> MediaError | None:
    if "Number of streams exceeds max_streams" in stderr:
        return TooManyStreams(limit=MAX_STREAMS)
    if size := _SIZE.search(stderr):
        return TooLargePicture(width=size[1] or size[3], height=size[2] or size[4])
    if codec := _CODEC.search(stderr):
        return UnsupportedCodec(codec=codec[1])
    if "Invalid data found when processing input" in stderr:
        return UnreadableMedia()
    return None


def _last_line(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return _PREFIX.sub("", lines[-1])[:200] if lines else "?"
