"""Copy segments of a channel into one file, on the channel's own timeline, without decoding anything."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.decoders import DECODERS
from clipdesk.media.errors import MediaError, UnreadableMedia
from clipdesk.media.limits import JOIN, PLAY
from clipdesk.media.live.timeline import TICKS
from clipdesk.media.runner import run_python

#: Earlier than its first picture no file's times begin: what is decoded before it is shown has room there.
LEAD = 10 * TICKS
_WORKER = Path(__file__).with_name("join_worker.py")


class TracksDiffer(MediaError):
    """Within the range the programme changed size or codec."""

    message = gettext_noop(
        "Within this part the programme changed its picture or sound format, so it cannot be one recording. Take the "
        "part before or after the change."
    )


class BeginningGone(MediaError):
    """The segment without which the file would not begin where it should."""

    message = gettext_noop("The beginning of this part can no longer be read. Set In later.")


_REFUSALS: dict[str, type[MediaError]] = {"differs": TracksDiffer, "gone": BeginningGone}


@dataclass(frozen=True)
class Stored:
    """A segment that lies in a channel's folder. first_pts: on the source's clock; begins: on the timeline, in ticks."""

    file: str
    first_pts: int
    begins: int


def join(folder: Path, segments: Sequence[Stored], output_dir: Path, must: Stored | None = None) -> Path:
    """Return a new MPEG-TS file of all the segments; time 10 s in it is where the first one's first picture belongs.

    Where something is missing between two of them, so much time is missing in the file; and where the file of the first
    one is gone, the file's first picture is later than 10 s.

    Raises:
        TracksDiffer: they do not fit together; nothing is left.
        BeginningGone: the one that `must` be there cannot be read.
        UnreadableMedia, RunError, OSError.
    """
    number = segments.index(must) if must is not None else -1
    return _copied(folder, segments, output_dir, "ts", LEAD - segments[0].begins, number)


def playable(folder: Path, segment: Stored, output_dir: Path) -> Path:
    """Return a segment's H.264 picture and AAC or MP3 sound as an MP4 fragment; its times are the timeline's plus `LEAD`.

    Raises:
        UnreadableMedia, RunError, OSError.
    """
    return _copied(folder, [segment], output_dir, "mp4", LEAD)


def _copied(folder: Path, segments: Sequence[Stored], output_dir: Path, form: str, add: int, must: int = -1) -> Path:
    order = {
        "form": form,
        "must": must,
        "decoders": DECODERS,
        "segments": [
            {"file": one.file, "first_pts": one.first_pts, "add": one.begins - one.first_pts + add} for one in segments
        ],
    }
    with tempfile.TemporaryDirectory(prefix="clipdesk-join-") as spare:
        plan = Path(spare) / "order.json"
        plan.write_text(json.dumps(order))
        run_python(_WORKER, [], limits=JOIN if form == "ts" else PLAY, inputs=(folder, plan), output_dir=output_dir)
    told = output_dir / "joined.json"
    why = json.loads(told.read_text())["why"]
    told.unlink()
    made = output_dir / f"joined.{form}"
    if why:
        made.unlink(missing_ok=True)
        raise _REFUSALS.get(why, UnreadableMedia)
    return made
