"""Where a video stands at Facebook, from what `GET /{video}` answers.

Facebook's own description spells some of it in two ways (`complete` and `completed`, `bytes_transfered` and
`bytes_transferred`): both are read.
"""

from __future__ import annotations

from typing import Any

from clipdesk.connectors.contract import ConnectorError
from clipdesk.connectors.facebook.errors import Unprocessable

#: What is asked of a video.
FIELDS = "id,title,description,published,permalink_url,status"
_DONE = frozenset({"complete", "completed"})
_OVER = frozenset({"expired", "upload_failed"})

Video = dict[str, Any]


def _phase(there: Video, name: str) -> dict[str, Any]:
    found = _status(there).get(f"{name}_phase")
    return found if isinstance(found, dict) else {}


def _status(there: Video) -> dict[str, Any]:
    found = there.get("status")
    return found if isinstance(found, dict) else {}


def arrived(there: Video) -> int:
    """Return how many bytes of the file Facebook has."""
    phase = _phase(there, "uploading")
    found = phase.get("bytes_transferred", phase.get("bytes_transfered"))
    return found if isinstance(found, int) and found > 0 else 0


def is_whole(there: Video) -> bool:
    """Whether all of the file is there."""
    return _phase(there, "uploading").get("status") in _DONE or _status(there).get("video_status") == "ready"


def is_worked_on(there: Video) -> bool:
    """Whether Facebook has been told that all of a file is there, and works on it, or has."""
    processing = _phase(there, "processing").get("status")
    return _status(there).get("video_status") in {"processing", "ready"} or processing in {"in_progress", *_DONE}


def is_ready(there: Video) -> bool:
    """Whether Facebook is done with the file."""
    return _status(there).get("video_status") == "ready"


def is_over(there: Video) -> bool:
    """Whether the upload was given up by Facebook: nothing more comes of it."""
    return _status(there).get("video_status") in _OVER


def is_shown(there: Video | None, *, reel: bool = False) -> bool:
    """Whether the public sees it. reel: it is one, and was never seen to be public; of those `published` says nothing."""
    if there is None:
        return False
    phase = _phase(there, "publishing")
    if phase.get("publish_status") == "published" and phase.get("status") in _DONE:
        return True
    return not reel and there.get("published") is True and is_ready(there)


def is_coming(there: Video) -> bool:
    """Whether Facebook has been told to publish it, or works on it, so that it may become public by itself."""
    phase, processing = _phase(there, "publishing"), _phase(there, "processing")
    told = phase.get("publish_status") == "published" or phase.get("status") == "in_progress"
    return trouble_in(there) is None and (told or processing.get("status") == "in_progress")


def is_told(there: Video) -> bool:
    """Whether Facebook has certainly been told to publish it."""
    return _phase(there, "publishing").get("publish_status") == "published" and trouble_in(there) is None


def trouble_in(there: Video) -> ConnectorError | None:
    """Return why Facebook will not show a video; None: nothing is wrong."""
    for name in ("processing", "publishing"):
        phase = _phase(there, name)
        if phase.get("status") == "error" or phase.get("publish_status") == "error":
            return Unprocessable(reason=_words(phase))
    if _status(there).get("video_status") == "error":
        return Unprocessable(reason="?")
    return None


def _words(phase: dict[str, Any]) -> str:
    """Return what a phase says of its error; there is one, or a list of them."""
    found = phase.get("error") or phase.get("errors")
    first = found[0] if isinstance(found, list) and found else found
    return str(first.get("message", "?") if isinstance(first, dict) else first or "?")[:300]
