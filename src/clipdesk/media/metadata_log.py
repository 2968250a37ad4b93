"""Read what ffmpeg's `metadata` and `ametadata` filters print: one block of `key=value` lines per frame."""

import re
from collections.abc import Iterator
from pathlib import Path

_HEAD = re.compile(r"frame:\d+\s+pts:(-?\d+|NOPTS)\s+pts_time:(\S+)")


def read_log(path: Path) -> Iterator[tuple[tuple[int, float], dict[str, str]]]:
    """Yield per frame its (pts in ticks, time in seconds) and what the filters found. Reads line by line."""
    moment: tuple[int, float] | None = None
    values: dict[str, str] = {}
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            head = _HEAD.match(line)
            if not head:
                name, _, value = line.rstrip("\n").partition("=")
                values[name] = value
                continue
            if moment is not None:
                yield moment, values
            moment, values = (int(head[1]), float(head[2])) if head[1] != "NOPTS" else None, {}
    if moment is not None:
        yield moment, values


def log_filter(name: str) -> str:
    """Return the filter that writes what the filters before it found, to `out/NAME`."""
    return f"ametadata=mode=print:file=out/{name}"
