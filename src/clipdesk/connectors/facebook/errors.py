"""What Facebook's refusals mean, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, Gone, NotTaken, Refused, UsedUp
from clipdesk.connectors.http import NoAnswer
from clipdesk.kernel.errors import gettext_noop

#: Seconds to leave Facebook alone where it names none.
PAUSE = 60
_LONGEST_PAUSE = 3600


class SignInNeeded(AccountTrouble):
    """The permission was taken back, or ended with a password, a role or a session."""

    message = gettext_noop(
        "Facebook no longer accepts the desk's permission for this Page. An operator connects the same Page again under "
        "Destinations."
    )


class AppRefused(AccountTrouble):
    """Facebook does not know the station's app, or its secret is wrong."""

    message = gettext_noop(
        "Facebook does not accept the station's app ID and app secret. An operator enters them again under Destinations, "
        "Connect a Facebook Page."
    )


class RightsMissing(AccountTrouble):
    """Whoever connected the Page did not grant what is needed, or may not post there themselves."""

    message = gettext_noop(
        "Not everything that is needed was allowed at Facebook, or the person may not create content for the Page. Connect "
        "the Page again with somebody who may, and leave every switch on."
    )


class NoPage(AccountTrouble):
    """No Page was chosen on which the person may post."""

    message = gettext_noop(
        "No Facebook Page was chosen on which this person may create content. Sign in again and choose the station's Page."
    )


class TooManyPages(AccountTrouble):
    """More Pages were chosen than one looks at one by one."""

    message = gettext_noop(
        "{count} Facebook Pages were chosen. Sign in again and choose only the station's own, at most {limit} at a time."
    )


class OtherPage(AccountTrouble):
    """Another Page answers than the one that was connected."""

    message = gettext_noop(
        "Another Page was chosen at Facebook than the one that stands here: {name}. Nothing was changed. Sign in with somebody "
        "who looks after the Page that stands here, and choose it."
    )


class Blocked(Refused):
    """Facebook keeps the Page, or the app, from posting for a while."""

    message = gettext_noop(
        "Facebook keeps the Page from posting at present ({reason}). Nothing was published. Whoever looks after the Page "
        "opens it on Facebook and looks at Page quality, then somebody here tries again."
    )


class ReelsUsedUp(UsedUp):
    """The Page has had its Reels of the last 24 hours."""

    message = gettext_noop(
        "Facebook takes at most {limit} Reels by way of the desk for a Page in 24 hours, and they are used up. Nothing was "
        "published; it goes out by itself as soon as the next one is free."
    )
    quota = "reels"


class Busy(NotTaken):
    """Too many calls in a short time."""


class VideoGone(Gone):
    """The video to be changed is not on the Page."""

    message = gettext_noop("The video is no longer on the Facebook Page: somebody has deleted it there.")


class NotAllowedThere(Refused):
    """The video, or this change of it, is not the desk's to make."""

    message = gettext_noop(
        "Facebook does not let the desk do this with the video: {reason}. Look at the video on the Page. Posts that were "
        "made another way can be changed only there."
    )


class Duplicate(Refused):
    """The same was posted a moment ago."""

    message = gettext_noop(
        "Facebook says that the same was posted a moment ago. This one is not public. Look on the Page whether the clip is "
        "there already."
    )


class Unprocessable(Refused):
    """Facebook could not read the file."""

    message = gettext_noop(
        "Facebook could not process the video ({reason}). Render the clip again, have it signed, and send it again."
    )


class NoVideo(Refused):
    """The package holds no video that Facebook takes."""

    message = gettext_noop("The signed clip holds no MP4 video in the shape for Facebook.")


class TooLarge(Refused):
    """The file is larger than Facebook takes."""

    message = gettext_noop("Facebook takes files of at most {limit} GB. Make the clip shorter.")


class UploadOver(NotTaken):
    """An upload is no longer known there, or cannot be gone on with; nothing of it was ever public."""


#: What a code in an error means. What is named here nowhere is refused in Facebook's own words.
CODES: dict[int, type[ConnectorError]] = {
    1: NoAnswer,  # "unknown error": it may have been done
    2: NoAnswer,  # "service temporarily unavailable": the same
    4: Busy,
    10: RightsMissing,
    17: Busy,
    32: Busy,
    101: AppRefused,
    102: SignInNeeded,
    190: SignInNeeded,
    341: Busy,
    352: Unprocessable,
    368: Blocked,
    506: Duplicate,
    613: Busy,
    803: VideoGone,
    6000: Unprocessable,
    6001: UploadOver,
    80001: Busy,
    **dict.fromkeys(range(200, 300), RightsMissing),
}
#: The subcode of code 100 for what is not there, or is not shown to whoever asks.
NOT_THERE = 33
#: The subcode of a piece that begins elsewhere than it should; `error_data` says where to go on.
WRONG_PLACE = 1363037


def error_of(status: int, said: Any, *, wait: int = 0) -> ConnectorError:
    """Return what an answer that is no success means.

    wait: the seconds that Facebook asked for.
    """
    error = problem_in(said)
    code, words = _number(error.get("code")), words_of(error)
    if code == 100 and _number(error.get("error_subcode")) == NOT_THERE:
        return VideoGone()
    meaning = CODES.get(code)
    if meaning is Busy or status == 429:
        return Busy(wait=wait or PAUSE)
    if meaning is UploadOver:
        return UploadOver(wait=5)
    if meaning is not None:
        return meaning(reason=words or str(code))
    if error.get("is_transient") is True or status >= 500 or status < 400:
        return NoAnswer()  # it may have been done all the same
    return SignInNeeded() if status == 401 else Refused(reason=words or str(code or status))


def problem_in(said: Any) -> Mapping[str, Any]:
    """Return the error that an answer tells of; empty: none of the shape that is known."""
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) else {}


def words_of(error: Mapping[str, Any]) -> str:
    """Return Facebook's own words: those that it means for people, where there are any."""
    return str(error.get("error_user_msg") or error.get("message") or "")[:300]


def pause_in(usage: Any) -> int:
    """Return the seconds after which calls are taken again, from `X-Business-Use-Case-Usage` (in minutes there); 0: none."""
    rows = [row for rows in usage.values() if isinstance(rows, list) for row in rows] if isinstance(usage, dict) else []
    minutes = [_number(row.get("estimated_time_to_regain_access")) for row in rows if isinstance(row, dict)]
    return min(max(minutes, default=0) * 60, _LONGEST_PAUSE)


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
