"""What Zalo's refusals mean, as data. Zalo answers them with HTTP 200 and says in `error` what is wrong; 0: nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, Gone, NotReady, NotTaken, Refused, UsedUp
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.zalo.limits import ARTICLE_PAUSE, REQUESTS_A_MINUTE
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop

#: Seconds to leave Zalo alone where it names none: its calls are counted by the minute.
PAUSE = 60


class SignInNeeded(AccountTrouble):
    """The permission was taken back, was not used for three months, or its token was used up elsewhere."""

    message = gettext_noop(
        "Zalo no longer accepts the desk's permission for this Official Account. An operator connects the same account "
        "again under Destinations."
    )


class AppRefused(AccountTrouble):
    """Zalo does not know the station's app, its secret is wrong, or the app is switched off."""

    message = gettext_noop(
        "Zalo does not accept the station's app: its app ID or app secret is wrong, or the app is not switched on. An "
        "operator looks at it on developers.zalo.me, and enters both again under Destinations, Connect a Zalo Official "
        "Account."
    )


class LinkRefused(AccountTrouble):
    """Zalo did not take the link by which the permission was asked for."""

    message = gettext_noop(
        "Zalo did not accept the sign-in of the desk. On developers.zalo.me, the callback address for Official Accounts has "
        "to be exactly the one that the desk shows. Correct it there, then sign in again."
    )


class RightsMissing(AccountTrouble):
    """The app may not look after articles of the account."""

    message = gettext_noop(
        "The station's app at Zalo may not look after articles of the Official Account. On developers.zalo.me let it, then "
        "connect the account again and allow everything that is asked for."
    )


class OtherAccount(AccountTrouble):
    """Another account answers than the one that was connected."""

    message = gettext_noop(
        "This is another Official Account than the one that stands here: {name}. Nothing was changed. Sign in at Zalo with "
        "somebody who manages the account that stands here, and choose it."
    )


class ArticlesUsedUp(UsedUp):
    """The account may publish no more articles at present, or none at all: when it may again Zalo does not say."""

    message = gettext_noop(
        "Zalo takes no more articles of this Official Account at present ({reason}). Nothing was published; Zalo is asked again "
        "every hour. Look on oa.zalo.me what the account may publish, or post it by hand."
    )


class Busy(NotTaken):
    """Too many calls in a short time."""

    message = gettext_noop("Zalo takes at most {limit} calls a minute. It is tried again by itself.")


class BeingProcessed(NotReady):
    """Zalo still works on an article."""

    message = gettext_noop("Zalo is still preparing the article.")


class ArticleGone(Gone):
    """The article to be changed is not there."""

    message = gettext_noop("The article is no longer on Zalo: somebody has deleted it there.")


class MediaRefused(Refused):
    """Zalo could not use the film or the picture of an article."""

    message = gettext_noop(
        "Zalo could not use the video or the picture of the article ({reason}). Nothing was published. Try again; if it "
        "happens again, render the clip again and have it signed."
    )


class FilmLocked(Refused):
    """Zalo has locked a film that was uploaded."""

    message = gettext_noop(
        "Zalo has locked the video ({reason}). It is not public. Whoever looks after the Official Account asks Zalo why."
    )


class FilmUnreadable(Refused):
    """Zalo could not convert a film."""

    message = gettext_noop(
        "Zalo could not convert the video ({reason}). Render the clip again, have it signed, and send it again."
    )


class FilmDeleted(Refused):
    """A film that was uploaded is no longer there."""

    message = gettext_noop(
        "The video was deleted at Zalo before it was published ({reason}). Try again: it is sent anew."
    )


class ShownAtOnce(Refused):
    """An article that was to be hidden could be seen at once; it was taken away."""

    message = gettext_noop(
        "Zalo showed the article before its time although it was to be hidden, so the desk has taken it away again. Tell "
        "those who look after the desk, and post the clip by hand until they have looked at it."
    )


class WordsRefused(Refused):
    """Zalo did not accept something that it was told."""

    message = gettext_noop("Zalo did not accept the article: {reason}. Nothing was changed there.")


class NoVideo(Refused):
    """The package holds no video that Zalo takes."""

    message = gettext_noop("The signed clip holds no MP4 video in the shape for Zalo.")


class TooLarge(Refused):
    """The file is larger than Zalo takes."""

    message = gettext_noop("Zalo takes videos of at most {limit} MB; this one has {size} MB. Make the clip shorter.")


class TitleTooLong(Refused):
    """The title is longer than Zalo takes."""

    message = gettext_noop("Zalo takes at most {limit} characters in a title; this one has {count}. Shorten the title.")


class DescriptionTooLong(Refused):
    """Description, disclosure and note together are longer than Zalo takes."""

    message = gettext_noop(
        "Zalo takes at most {limit} characters of description, disclosure and note together; these are {count}. Shorten "
        "the description."
    )


#: After so long Zalo is asked again whether it takes articles.
ASKED_AGAIN = timedelta(hours=1)
#: What a number in `error` means. What is named here nowhere is refused in Zalo's own words.
CODES: dict[int, type[ConnectorError]] = {
    -200: MediaRefused,
    -201: WordsRefused,
    -209: AppRefused,
    -212: RightsMissing,
    -214: BeingProcessed,
    -216: SignInNeeded,
    -220: SignInNeeded,
    -223: ArticlesUsedUp,
}
#: A token that is no longer good: nothing was done, and another one may be had.
EXPIRED = frozenset({-216, -220})
#: What is said where permissions are given, exchanged and renewed. Every other refusal there (their numbers begin with -14)
#: means that only a person can give another permission.
PERMISSION_CODES: dict[int, type[ConnectorError]] = {-14002: AppRefused, -14003: LinkRefused}
#: What became of a film, from `status`: all but 1 (ready), 3 (converting) and 0 (not known).
FILMS: dict[int, type[ConnectorError]] = {2: FilmLocked, 4: FilmUnreadable, 5: FilmDeleted}
READY = 1


def error_of(status: int, said: Any, *, wait: int = 0) -> ConnectorError:
    """Return what an answer that is no success means.

    wait: the seconds that Zalo asked for.
    """
    code, words = code_of(said), words_of(said)
    if status == 429:
        return Busy(wait=wait or PAUSE, limit=REQUESTS_A_MINUTE)
    meaning = CODES.get(code)
    if meaning is ArticlesUsedUp:
        return ArticlesUsedUp(until=now() + ASKED_AGAIN, reason=words or str(code))
    if meaning is BeingProcessed:
        return BeingProcessed(wait=ARTICLE_PAUSE)
    if meaning is not None:
        return meaning(reason=words or str(code))
    if status == 401:
        return SignInNeeded()
    if status >= 500 or status < 400 and code >= 0:
        return NoAnswer()  # it may have been done all the same
    return Refused(reason=f"{words} ({code})" if words and code else words or str(code or status))


def permission_error_of(status: int, said: Any) -> ConnectorError | None:
    """Return why Zalo gives no tokens; None: it could not be asked, and nothing is known to be wrong."""
    code = code_of(said)
    if status >= 500 or status == 429 or not -15000 < code <= -14000:
        return None
    return PERMISSION_CODES.get(code, SignInNeeded)()


def code_of(said: Any) -> int:
    """Return what stands in `error`, a number or one in letters; 0: nothing is wrong; 1: it is none of Zalo's answers."""
    error = said.get("error", 0) if isinstance(said, dict) else 1
    try:
        return int(error)
    except (TypeError, ValueError):
        return 1


def words_of(said: Any) -> str:
    """Return Zalo's own words."""
    found = (said.get("message") or said.get("error_description")) if isinstance(said, dict) else ""
    return str(found or "")[:300]


def film_trouble(said: dict[str, Any]) -> ConnectorError | None:
    """Return why nothing will come of a film; None: it is ready, or being converted."""
    meaning = FILMS.get(number(said.get("status")))
    return meaning(reason=str(said.get("status_message") or "?")[:300]) if meaning else None


def number(value: Any) -> int:
    """Return a whole number that may have come in letters; -1: it is none."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else -1
