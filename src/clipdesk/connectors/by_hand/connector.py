"""One account on a platform where a person does what a worker does elsewhere.

Nothing is called. The remote id is a name of ours until somebody pastes the post's address (`posts.post_at`). What only a
person can know is asked of people: whether it is up, and whether it is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from clipdesk.connectors.by_hand.platforms import TAKES, count_of, wording_of
from clipdesk.connectors.contract import (
    NEW,
    ConnectorError,
    Limits,
    Outcome,
    Post,
    Refused,
    SealedFile,
    Wording,
    nothing_against_it,
)
from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.ids import short_id


class ByAPerson(Refused):
    """A machine was asked to do what a person does."""

    message = gettext_noop("Nothing is posted there by a machine: a person posts it by hand.")


class StillThere(ConnectorError):
    """A withdrawn post that nobody has taken down, or nobody else has looked for since."""

    message = gettext_noop(
        "A person must take this post down in the app, and another must look that it is gone. Until both have said so, "
        "it counts as still up."
    )


class Ended(Refused):
    """The destination is not used any more."""

    message = gettext_noop(
        "Nothing is posted to this account any more: the destination was ended, or the account left the register of "
        "official accounts."
    )


class NoSuchShape(Refused):
    """The package holds no video of the destination's shape."""

    message = gettext_noop(
        "The package holds no video in the shape {shape}. Render the clip in it, or choose another shape."
    )


class TextTooLong(Refused):
    """The platform's field holds less."""

    message = gettext_noop("The text for {platform} has {count} characters, and it takes at most {limit}. Shorten it.")


class ByHand:
    """Posts nothing: hands the sealed file and words to a person."""

    kind: ClassVar[str] = "by_hand"
    limits: ClassVar[Limits] = TAKES["other"].limits

    def __init__(self, platform: str, name: str, *, is_used: bool = True) -> None:
        self.platform, self.name, self.is_used = platform, name, is_used

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return what a person would paste where nothing is known of the platform; for one that is: `platforms.wording_of`."""
        return wording_of(post, "other")

    @staticmethod
    def characters(post: Post) -> int:
        """Return how many characters all words are; what a platform counts is asked of `platforms.count_of`."""
        return count_of(post, "other")

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes the one video is that is read against its hash."""
        video = _shaped(post)
        return video.size if video else 0

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return a name of ours: the platform's own comes with the address that a person pastes."""
        return remote_id or NEW + short_id()

    def look_over(self, post: Post) -> None:
        """Say what the person could not post: no video of the shape, or more words than the field takes."""
        if not self.is_used:
            raise Ended
        video_of(post)
        limits = TAKES[self.platform].limits
        count = count_of(post, self.platform)
        if limits.text_characters and count > limits.text_characters:
            raise TextTooLong(platform=self.name, count=count, limit=limits.text_characters)
        for text in wording_of(post, self.platform).texts:
            limit = {"title": limits.title_characters, "description": limits.description_characters}.get(text.field, 0)
            if limit and len(text.words) > limit:
                raise TextTooLong(platform=self.name, count=len(text.words), limit=limit)

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Read the sealed video against its hash. It goes nowhere: a person fetches it."""
        self.look_over(post)
        done = 0
        for chunk in video_of(post).chunks():
            done += len(chunk)
            on_progress(done)

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Refuse: a person's last word is asked when they begin, and whenever they fetch a file."""
        raise ByAPerson

    def give_up(self, remote_id: str) -> None:
        """Nothing is brought ahead of its time."""

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Say that only a person can tell."""
        return Outcome.CANNOT_TELL

    def withdraw(self, remote_id: str) -> None:
        """Say that a person must do it."""
        raise StillThere


def video_of(post: Post) -> SealedFile:
    """Return the sealed video of the shape that was signed for a destination.

    Raises:
        NoSuchShape: there is none.
    """
    found = _shaped(post)
    if found is None:
        raise NoSuchShape(shape=post.shape)
    return found


def _shaped(post: Post) -> SealedFile | None:
    return next((one for one in post.files if one.shape and one.shape == post.shape), None)
