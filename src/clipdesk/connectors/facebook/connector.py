"""One Facebook Page.

A clip that is upright and 3 to 90 seconds long goes as a Reel, any other as a video of the Page. Either is uploaded for
nobody to see, and made public by a call of its own. So:

* `reserve` begins the upload and returns the name of the video that it will be, which is stored before the first byte.
* `send` brings the bytes. A video is then processed, with captions and picture; a Reel is processed once it is published.
* `publish` is one call. What came of it is read from the video, whose name is known since before the first byte: there can
  be no second one of the same upload.
* The file of a video cannot be replaced: a corrected film is uploaded beside it, and the old one is deleted as soon as the
  new one can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from clipdesk.connectors.contract import (
    ConnectorError,
    Counters,
    Limits,
    Listed,
    NotReady,
    NotTaken,
    Outcome,
    Post,
    StillWorking,
    Wording,
    nothing_against_it,
    worded,
)
from clipdesk.connectors.facebook import quota
from clipdesk.connectors.facebook.api import Api
from clipdesk.connectors.facebook.beside import bring, captions_of, digest_of, picture_of
from clipdesk.connectors.facebook.counters import HOURS, counters_of
from clipdesk.connectors.facebook.errors import Busy, NotAllowedThere, ReelsUsedUp, RightsMissing, VideoGone
from clipdesk.connectors.facebook.handle import Handle, begun
from clipdesk.connectors.facebook.listing import posts_since
from clipdesk.connectors.facebook.status import (
    FIELDS,
    Video,
    is_coming,
    is_over,
    is_ready,
    is_shown,
    is_told,
    is_worked_on,
    trouble_in,
)
from clipdesk.connectors.facebook.uploading import (
    USUAL,
    Pace,
    bring_reel,
    bring_video,
    finish_video,
    start_reel,
    start_video,
)
from clipdesk.connectors.facebook.words import (
    DESCRIPTION_CHARACTERS,
    LONGEST_SECONDS,
    MARKED,
    REEL_SECONDS,
    SHAPES,
    TITLE_CHARACTERS,
    changes_of,
    fields_of,
    film_of,
    film_or_none,
    has_words_of,
    is_reel,
    text_of,
)
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.quotas import Part, Quota
from clipdesk.kernel.clock import now

#: Seconds between two questions whether Facebook is done with a video.
PROCESSING_PAUSE = 15


class FacebookPage:
    """Publishes on one Page. reel_seconds: how long a Reel may be."""

    kind: ClassVar[str] = "facebook"
    limits: ClassVar[Limits] = Limits(
        title_characters=TITLE_CHARACTERS,
        description_characters=DESCRIPTION_CHARACTERS,
        shapes=SHAPES,
        longest_seconds=LONGEST_SECONDS,
        ahead=True,
    )
    quotas: ClassVar[tuple[Quota, ...]] = (quota.REELS,)
    counters: ClassVar[Counters] = Counters(at_once=1, hours=HOURS)

    def __init__(self, api: Api, pace: Pace = USUAL, reel_seconds: range = REEL_SECONDS) -> None:
        self.api, self.pace, self.reel_seconds = api, pace, reel_seconds

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return a video's title, the words under it, and what is marked there: of a new video; on one that is up the mark
        cannot be changed, and the words alone say it."""
        return worded(post, MARKED, title=post.title, text=text_of(post))

    @staticmethod
    def characters(post: Post) -> int:
        """Return how many characters all words are; nothing here depends on it."""
        return len(text_of(post))

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes the one video is, and what stands beside one that is no Reel."""
        film, picture = film_or_none(post), picture_of(post)
        if film is None or is_reel(film):
            return film.size if film else 0
        return film.size + (picture.size if picture else 0) + sum(one.size for one in captions_of(post).values())

    @staticmethod
    def spends(post: Post, part: Part) -> dict[str, int]:
        """Return whether a post takes one of the Reels: a corrected film is a new one. It counts once it is published."""
        film = film_or_none(post)
        is_new_reel = film is not None and is_reel(film) and not _is_same_film(post)
        return {quota.REELS.name: 1} if is_new_reel and part is not Part.BRING else {}

    def look_over(self, post: Post) -> None:
        """Say what Facebook would refuse: no video, or one that is too large."""
        film_of(post)

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return the video that the upload will be, or is by now.

        An upload of other files than those that were signed is given up, and its unseen video deleted.
        """
        handle = Handle.read(remote_id)
        if handle.is_settled:
            return remote_id if _is_same_film(post) else self._begin(post, handle.video)
        if handle.film and not handle.is_of(self._digest(post)):
            self._give_up(handle)
            return self.reserve(handle.old, post)
        there = self._video(handle.video) if handle.video else None
        if there is None or is_over(there):
            return self._begin(post, handle.old)
        if post.is_public and is_shown(there, reel=handle.is_reel) and not self._is_seen(handle.old):
            return handle.video
        return remote_id

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Upload what is not there yet; see that Facebook has processed a video, and bring what stands beside it.

        Raises:
            NotReady: the upload is complete, and Facebook works on it.
        """
        self.look_over(post)
        handle, film = Handle.read(remote_id), film_of(post)
        if handle.is_settled and _is_same_film(post):
            return  # words alone, which travel with the call that publishes
        if not handle.is_of(self._digest(post)):
            raise NotTaken(wait=1)
        there = self._video(handle.video) or {}
        if (trouble := trouble_in(there)) is not None:
            raise trouble
        if handle.is_reel:
            bring_reel(self.api, handle.video, film, on_progress, self.pace)
            return
        if not is_worked_on(there):
            bring_video(self.api, handle.session, film, on_progress, self.pace)
            finish_video(self.api, handle.session, fields_of(post))
            raise NotReady(wait=PROCESSING_PAUSE)
        if not is_ready(there):
            raise NotReady(wait=PROCESSING_PAUSE)
        if not is_shown(there):
            bring(self.api, handle.video, post)
        on_progress(self.bytes_of(post))

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Make the video public with its words, or change the words of one that is. Returns the video's name."""
        handle = Handle.read(remote_id)
        fits = _is_same_film(post) if handle.is_settled else handle.is_of(self._digest(post))
        if not handle.video or not fits:
            raise NotTaken(wait=1)
        there = self._video(handle.video)
        if there is None:
            raise VideoGone
        if handle.is_settled or is_shown(there, reel=handle.is_reel):
            self._change(handle.video, there, post, may_go)
        else:
            self._make_public(handle, there, post, may_go)
        if handle.old:
            self._delete_old(handle.old)
        if handle.is_settled and post.replaces is not None and not is_reel(film_of(post), self.reel_seconds):
            bring(self.api, handle.video, post, post.replaces)
        return handle.video

    def give_up(self, remote_id: str) -> None:
        """Let an upload that will not be published become nothing. What somebody made public there stays."""
        self._give_up(Handle.read(remote_id))

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Tell exactly. A change of words that has not arrived, and an old film that can be seen still, is made again."""
        handle = Handle.read(remote_id)
        there = self._video(handle.video) if handle.video else None
        if there is None:
            return Outcome.ABSENT
        if not is_shown(there, reel=handle.is_reel):
            return Outcome.PROCESSING if handle.is_reel and is_coming(there) else Outcome.ABSENT
        if self._is_seen(handle.old) or (post.is_public and not has_words_of(there, post)):
            return Outcome.ABSENT
        return Outcome.LIVE

    def withdraw(self, remote_id: str) -> None:
        """Delete every video that the id names, and look that they are gone.

        Raises:
            NotTaken: one can still be found; it is tried again.
        """
        videos = Handle.read(remote_id).videos
        for video in videos:
            self._delete(video)
        if any(self._video(video) is not None for video in videos):
            raise NotTaken(wait=30)

    def measure(self, remote_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return plays, times and new followers of the videos that the public sees."""
        told: dict[str, dict[str, int]] = {}
        for one in remote_ids:
            video = Handle.read(one).shown
            with suppress(VideoGone):
                told |= {one: counters_of(self.api, video)} if video else {}
        return told

    def list_posts(self, since: datetime) -> list[Listed]:
        """Return the Page's own public videos since a moment."""
        return posts_since(self.api, since)

    @staticmethod
    def names_of(remote_id: str) -> tuple[str, ...]:
        """Return every video that a remote id names."""
        return tuple(Handle.read(remote_id).videos)

    def _begin(self, post: Post, old: str) -> str:
        film, digest = film_of(post), self._digest(post)
        if is_reel(film, self.reel_seconds):
            return str(begun(start_reel(self.api), digest, old=old))
        video, session = start_video(self.api, film)
        return str(begun(video, digest, session=session, old=old))

    def _digest(self, post: Post) -> str:
        return digest_of(post, reel=is_reel(film_of(post), self.reel_seconds))

    def _video(self, video: str) -> Video | None:
        """Return a video as it is there; None: it is not."""
        try:
            return self.api.get(video, fields=FIELDS)
        except VideoGone:
            return None

    def _is_seen(self, video: str) -> bool:
        return bool(video) and is_shown(self._video(video))

    def _make_public(self, handle: Handle, there: Video, post: Post, may_go: Callable[[], None]) -> None:
        """Make the one call, where Facebook has not been told already.

        Raises:
            StillWorking: it becomes public by itself.
        """
        if (trouble := trouble_in(there)) is not None:
            raise trouble
        if not handle.is_reel:
            self._update(handle.video, {**changes_of(post), "published": "true"}, may_go)
        elif not is_told(there):
            self._finish_reel(handle.video, post, may_go)
        try:
            there = self._video(handle.video) or {}
        except ConnectorError:
            raise StillWorking from None  # it has been taken; what became of it is asked again
        if (trouble := trouble_in(there)) is not None:
            raise trouble
        if not is_shown(there, reel=handle.is_reel):
            raise StillWorking

    def _finish_reel(self, video: str, post: Post, may_go: Callable[[], None]) -> None:
        said = {"upload_phase": "finish", "video_id": video, "video_state": "PUBLISHED", **fields_of(post)}
        try:
            self.api.call("POST", self.api.page, "video_reels", said, may_go)
        except Busy as error:
            if (until := self._free_at()) is not None:
                raise ReelsUsedUp(limit=quota.REELS.amount, until=until) from error
            raise

    def _free_at(self) -> datetime | None:
        """Return when the Page may publish a Reel again; None: now, or it cannot be told."""
        moment = now()
        since = str(int(quota.REELS.begins(moment).timestamp()))
        with suppress(ConnectorError):
            rows = self.api.get(self.api.page, "video_reels", since=since, limit="100", fields="created_time")
            return quota.free_at(quota.moments_in(rows), moment)
        return None

    def _change(self, video: str, there: Video, post: Post, may_go: Callable[[], None]) -> None:
        if not has_words_of(there, post):  # else an earlier try has arrived
            self._update(video, changes_of(post), may_go)

    def _update(self, video: str, said: dict[str, str], may_go: Callable[[], None]) -> None:
        try:
            self.api.call("POST", video, said=said, may_go=may_go)
        except RightsMissing as error:
            raise NotAllowedThere(reason=str(error.params.get("reason", "?"))) from error

    def _delete(self, video: str) -> None:
        try:
            self.api.call("DELETE", video)
        except VideoGone:
            return
        except RightsMissing as error:
            raise NotAllowedThere(reason=str(error.params.get("reason", "?"))) from error

    def _delete_old(self, video: str) -> None:
        """Delete what the new film takes the place of. Where that fails both can be seen: nothing is certain but that."""
        try:
            self._delete(video)
        except ConnectorError as error:
            raise NoAnswer from error

    def _give_up(self, handle: Handle) -> None:
        video = "" if handle.is_settled else handle.video
        there = self._video(video) if video else None
        if there is not None and not is_shown(there, reel=handle.is_reel):
            self._delete(video)


def _is_same_film(post: Post) -> bool:
    """Tell whether it is certain that the very film of a post is public already."""
    if post.replaces is None:
        return False
    old, new = film_or_none(post.replaces), film_or_none(post)
    return old is not None and new is not None and old.sha256 == new.sha256
