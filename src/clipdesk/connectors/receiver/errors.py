"""What the answers of a receiver mean, as data. A receiver's own words are shown to people, never acted on."""

from __future__ import annotations

from typing import Any

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, Gone, NotTaken, Refused
from clipdesk.connectors.http import Answer, NoAnswer
from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.text import clean_words

MOST_WORDS = 300
#: How long to leave a receiver alone that says it is busy and not for how long.
REST_SECONDS = 60


class NotEncrypted(AccountTrouble):
    """A plain `http` address on the internet: clips and signatures would travel in the clear."""

    message = gettext_noop("Give an address that begins with https://. Nothing is sent to another system unencrypted.")


class SignatureRefused(AccountTrouble):
    """401 or 403: it does not take our signature."""

    message = gettext_noop(
        "The other system refuses the desk’s signature ({status}). Look there whether it holds the same secret, and "
        "whether its clock is right; or give it a new secret under Destinations."
    )


class NobodyThere(AccountTrouble):
    """The address leads to something else: a redirect, a page that is not there, a program that takes no such calls."""

    message = gettext_noop(
        "The address of the other system takes no calls of the desk ({status}). An operator looks whether the address is "
        "right and whether its web server lets POST and PUT through."
    )


class NotItsAnswer(AccountTrouble):
    """It answered a trial, and not as a receiver does."""

    message = gettext_noop(
        "Something answers at that address, but it is no receiver of Clipdesk’s calls: its answer is not what the "
        "description asks for."
    )


class ChecksNothing(AccountTrouble):
    """It took a call with a wrong signature."""

    message = gettext_noop(
        "The other system also takes calls that are signed with a wrong secret: anybody could publish there in the "
        "station’s name. It must check the signature first."
    )


class LosesFiles(AccountTrouble):
    """It took the trial's file and then did not have it."""

    message = gettext_noop(
        "The other system took a trial file of {size} MB and then said that it does not have it. Look there where files are kept."
    )


class FilesTooLarge(AccountTrouble):
    """It does not take even the trial's file."""

    message = gettext_noop(
        "The other system does not take a trial file of {size} MB. Raise the limit for uploads in its web server: clips are "
        "larger."
    )


class NoPublicPlace(AccountTrouble):
    """The pattern of its public addresses is none."""

    message = gettext_noop(
        "The other system names public addresses that cannot be right: {pattern}. It is to be an address that begins with "
        "https:// and holds {{id}} where the clip’s own name stands, or nothing."
    )


class BadCertificate(ConnectorError):
    """No TLS with it: nothing was said."""

    message = gettext_noop(
        "No safe connection to the other system: its certificate cannot be relied on ({reason}). Whoever runs it puts that "
        "right."
    )


class NobodyListens(ConnectorError):
    """The machine is there, and takes no connection, or breaks it."""

    message = gettext_noop(
        "No connection to the other system: nothing listens at that address, or a wall is in between."
    )


class TooSlow(ConnectorError):
    """It did not take the connection in time."""

    message = gettext_noop(
        "No connection to the other system within ten seconds: it is down, or a wall drops what the desk sends."
    )


class NoSuchPlace(AccountTrouble):
    """It names a place for a file that is none: no address, or headers that may not go along."""

    message = gettext_noop(
        "The other system names a place for its files that cannot be used. Whoever looks after it compares its answer with "
        "the description."
    )


class NotStored(ConnectorError):
    """The storage that it named did not take the file: mostly its signed address is no good, or no longer."""

    message = gettext_noop(
        "The storage that the other system named did not take a file ({status}). It is tried again by itself, with a new "
        "address. If it goes on, whoever looks after it compares the keys and rights of that storage."
    )


class TooLarge(Refused):
    """413: the file is larger than it takes."""

    message = gettext_noop(
        "The other system does not take a file of {size} MB. Raise the limit for uploads in its web server, or make the "
        "clip shorter."
    )


class RefusedThere(Refused):
    """It said no, for a reason of its own."""

    message = gettext_noop("The other system refused it: {reason}")


class GoneThere(Gone):
    """What was to be changed is not there any more, or was withdrawn for good."""

    message = gettext_noop("The clip is no longer in the other system: somebody has taken it down there.")


class FileMissing(NotTaken):
    """It lacks a file that was sent before: it is sent again."""

    message = gettext_noop("The other system no longer has all files. They are sent again by themselves.")


class Overtaken(NotTaken):
    """It has taken a later call for the same clip: nothing came of this one."""

    message = gettext_noop("The other system has taken a later call for this clip already. It is looked at again.")


class StillShown(ConnectorError):
    """It took the withdrawal and goes on showing the clip."""

    message = gettext_noop(
        "The other system was told of the withdrawal and still shows the clip. It is told again by itself; take it down "
        "there by hand if it stays."
    )


def error_of(status: int, answer: dict[str, Any], wait: int = 0) -> ConnectorError:
    """Return what an answer to a call means that is not a success. answer: its JSON object, if it had one."""
    if status == 429:
        return NotTaken(wait=wait or REST_SECONDS)
    if status in {401, 403}:
        return SignatureRefused(status=status)
    if 300 <= status < 400 or status in {404, 405, 410, 501}:
        return NobodyThere(status=status)
    if status == 409:
        return _conflict(answer)
    if status == 408 or not 400 <= status < 500:
        return NoAnswer()  # it may have been done all the same
    return RefusedThere(reason=words_of(answer, "error") or str(status))


def not_stored(answer: Answer) -> ConnectorError:
    """Return what the answer of a storage means: nothing is there, and it may be tried again."""
    if answer.status in {429, 503}:
        return NotTaken(wait=answer.wait or REST_SECONDS)
    return NotStored(status=answer.status)


def words_of(answer: dict[str, Any], name: str, most: int = MOST_WORDS) -> str:
    """Return a text of an answer as one line that can be shown; empty where there is none."""
    said = answer.get(name)
    return " ".join(clean_words(said).split())[:most] if isinstance(said, str) else ""


def _conflict(answer: dict[str, Any]) -> ConnectorError:
    """Return what stands against a call: files that are missing, a post that is gone, or a later call."""
    if answer.get("missing"):
        return FileMissing()
    if answer.get("state") in {"absent", "withdrawn"}:
        return GoneThere()
    return Overtaken()
