"""What YouTube's refusals mean, as data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, Gone, NotTaken, Refused, UsedUp
from clipdesk.connectors.http import NoAnswer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop


class SignInNeeded(AccountTrouble):
    """The permission was taken back, has run out, or its owner changed the password."""

    message = gettext_noop(
        "YouTube no longer accepts the desk's permission for this channel. An operator connects the same channel again "
        "under Destinations."
    )


class ClientRefused(AccountTrouble):
    """Google does not know the station's OAuth client, or its secret is wrong."""

    message = gettext_noop(
        "Google does not accept the station's client ID and client secret. An operator enters them again under "
        "Destinations, Connect a YouTube channel."
    )


class RightsMissing(AccountTrouble):
    """Whoever connected the channel did not grant what is needed."""

    message = gettext_noop(
        "Not everything that is needed was allowed at Google. Connect the channel again and leave every box ticked."
    )


class ApiOff(AccountTrouble):
    """The project has no access to the API."""

    message = gettext_noop(
        "The YouTube Data API is not switched on in the station's Google Cloud project. Switch it on there, then check "
        "the connection."
    )


class NoChannel(AccountTrouble):
    """The Google account has no channel."""

    message = gettext_noop(
        "There is no YouTube channel in this Google account. Choose the account, or the brand account, that the "
        "station's channel belongs to."
    )


class OtherChannel(AccountTrouble):
    """Another channel answers than the one that was connected."""

    message = gettext_noop(
        "This is another channel than the one that was connected: {name}. Nothing was changed. Sign in at Google with "
        "the account of the channel that stands here."
    )


class ChannelClosed(AccountTrouble):
    """YouTube has suspended or closed the channel."""

    message = gettext_noop("YouTube has suspended or closed this channel. Whoever looks after it asks YouTube why.")


class QuotaUsedUp(UsedUp):
    """The project's quota of today is used up."""

    message = gettext_noop(
        "The station's daily quota at YouTube is used up. It begins anew at midnight Pacific time. Nothing was published; it "
        "is tried again by itself then. Google may grant more."
    )
    quota = "units"


class UploadsUsedUp(UsedUp):
    """The channel may upload no more today."""

    message = gettext_noop(
        "YouTube takes no more videos for this channel today. Nothing was published; it is tried again by itself after 24 "
        "hours, or upload it in YouTube Studio."
    )


class Busy(NotTaken):
    """Too many requests in a short time."""


class VideoGone(Gone):
    """The video to be changed is not on the channel."""

    message = gettext_noop("The video is no longer on the YouTube channel: somebody has deleted it there.")


class NotAllowedThere(Refused):
    """The video, or this change of it, is not the channel's to make."""

    message = gettext_noop(
        "YouTube does not let the desk do this with the video: {reason}. Look at the video in YouTube Studio."
    )


class NotPublicYet(Refused):
    """The project may not publish."""

    message = gettext_noop(
        "YouTube does not let the station's Google Cloud project make videos public. Ask Google for the audit of the "
        "project, or publish the video in YouTube Studio."
    )


class WordsRefused(Refused):
    """YouTube does not take a text."""

    message = gettext_noop("YouTube does not take the title or the description ({reason}). Change the text.")


class NoThumbnail(Refused):
    """The channel may have no picture of its own before a video plays."""

    message = gettext_noop(
        "YouTube does not let this channel choose the picture of a video. Confirm the channel by telephone in YouTube "
        "Studio, then try again."
    )


class TitleTooLong(Refused):
    """The title is longer than YouTube takes."""

    message = gettext_noop("A title on YouTube has at most {limit} characters; this one has {count}. Shorten it.")


class DescriptionTooLong(Refused):
    """YouTube counts bytes, of which a Vietnamese letter has up to three."""

    message = gettext_noop(
        "YouTube takes at most {limit} bytes of description and note together; these are {count}, for many Vietnamese "
        "letters count as two or three. Shorten the description."
    )


class AngleBrackets(Refused):
    """The two signs that no text there may hold."""

    message = gettext_noop("YouTube takes no < and no > in a title or description. Write it in other words.")


class NoVideo(Refused):
    """The package holds no video that YouTube takes."""

    message = gettext_noop("The signed clip holds no MP4 video in the shape for YouTube.")


class TooLarge(Refused):
    """The file is larger than YouTube takes."""

    message = gettext_noop("YouTube takes files of at most {limit} GB. Make the clip shorter.")


class Unprocessable(Refused):
    """YouTube could not read the file."""

    message = gettext_noop(
        "YouTube could not process the video ({reason}). Render the clip again, have it signed, and send it again."
    )


class RightsClaimed(Refused):
    """Somebody claims rights in it."""

    message = gettext_noop(
        "YouTube has blocked the video because somebody claims rights in its picture or sound ({reason}). It is not "
        "public. Look at the claim in YouTube Studio."
    )


class Duplicate(Refused):
    """The same film is there already."""

    message = gettext_noop(
        "YouTube says that the same video is on the channel already. This one is not public. Look in YouTube Studio which "
        "of the two stays."
    )


class TooLongThere(Refused):
    """The channel may upload no video of this length."""

    message = gettext_noop(
        "YouTube takes no video of this length for the channel. Confirm the channel in YouTube Studio, or make the clip "
        "shorter."
    )


class Rejected(Refused):
    """YouTube's rules."""

    message = gettext_noop(
        "YouTube has rejected the video under its rules ({reason}). It is not public. YouTube Studio says more, and lets "
        "you object."
    )


#: What YouTube names as the reason of an error, and what it means. What is not named here is refused in YouTube's own
#: words.
REASONS: dict[str, type[ConnectorError]] = {
    "authError": SignInNeeded,
    "authorizationRequired": SignInNeeded,
    "required": SignInNeeded,
    "youtubeSignupRequired": NoChannel,
    "channelNotFound": NoChannel,
    "insufficientPermissions": RightsMissing,
    "accessNotConfigured": ApiOff,
    "authenticatedUserAccountClosed": ChannelClosed,
    "authenticatedUserAccountSuspended": ChannelClosed,
    "authenticatedUserNotChannel": NoChannel,
    "channelClosed": ChannelClosed,
    "channelSuspended": ChannelClosed,
    "rateLimitExceeded": Busy,
    "userRateLimitExceeded": Busy,
    "uploadRateLimitExceeded": Busy,
    "videoNotFound": VideoGone,
    "forbidden": NotAllowedThere,
    "forbiddenPrivacySetting": NotPublicYet,
    "forbiddenLicenseSetting": NotAllowedThere,
    "forbiddenEmbedSetting": NotAllowedThere,
    "uploadLimitExceeded": UploadsUsedUp,
    "invalidTitle": WordsRefused,
    "invalidDescription": WordsRefused,
    "invalidTags": WordsRefused,
    "invalidVideoMetadata": WordsRefused,
}
#: How long a channel that has had its uploads is left alone.
DAY = timedelta(hours=24)
#: The project's quota of today.
USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded"})

FAILURES: dict[str, type[ConnectorError]] = {
    "conversion": Unprocessable,
    "invalidFile": Unprocessable,
    "emptyFile": Unprocessable,
    "tooSmall": Unprocessable,
    "codec": Unprocessable,
    "uploadAborted": Unprocessable,
}
REJECTIONS: dict[str, type[ConnectorError]] = {
    "copyright": RightsClaimed,
    "claim": RightsClaimed,
    "trademark": RightsClaimed,
    "duplicate": Duplicate,
    "length": TooLongThere,
    "uploaderAccountClosed": ChannelClosed,
    "uploaderAccountSuspended": ChannelClosed,
}


def error_of(status: int, said: Any, *, until: datetime, wait: int = 0) -> ConnectorError:
    """Return what an answer that is no success means.

    until: when the quota begins anew. wait: the seconds that YouTube asked for.
    """
    reason, words = _reason_of(said)
    if reason in USED_UP:
        return QuotaUsedUp(until=until)
    if status == 429:
        return Busy(wait=wait or 30)
    meaning = REASONS.get(reason)
    if meaning is UploadsUsedUp:
        return UploadsUsedUp(until=now() + DAY)
    if meaning is not None and issubclass(meaning, NotTaken):
        return meaning(wait=wait or 30)
    if meaning is not None:
        return meaning(reason=words or reason)
    if status == 401:
        return SignInNeeded()
    if not 400 <= status < 500:
        return NoAnswer()  # it may have been done all the same
    return Refused(reason=words or reason or str(status))


def trouble_of(status: dict[str, Any]) -> ConnectorError | None:
    """Return why YouTube will not show a video, from its `status`; None: nothing is wrong."""
    uploaded = status.get("uploadStatus")
    if uploaded == "failed":
        reason = str(status.get("failureReason", ""))
        return FAILURES.get(reason, Unprocessable)(reason=reason or "?")
    if uploaded == "rejected":
        reason = str(status.get("rejectionReason", ""))
        return REJECTIONS.get(reason, Rejected)(reason=reason or "?")
    return VideoGone() if uploaded == "deleted" else None


def _reason_of(said: Any) -> tuple[str, str]:
    """Return the reason that an error names, and its words."""
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        return "", ""
    first = next((one for one in error.get("errors") or [] if isinstance(one, dict)), {})
    return str(first.get("reason", "")), str(error.get("message", ""))[:300]
