"""One YouTube channel.

YouTube has what a publisher needs: a video is uploaded for nobody to see, and made public by a call of its own. So:

* `reserve` opens the upload and returns its address, which is stored before the first byte. Asked again, the address says
  what has arrived, and which video it became.
* `send` brings the bytes, waits until YouTube has processed them, and brings captions and picture. All of it stays private.
* `publish` is one change of the video, and comes to the same when repeated. What came of it can be looked up.
* The file of a video cannot be replaced: a corrected film is uploaded beside it, and takes its place when published.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from clipdesk.connectors.contract import (
    ConnectorError,
    Counters,
    Limits,
    Listed,
    NotReady,
    NotTaken,
    Outcome,
    Post,
    Refused,
    Wording,
    nothing_against_it,
    worded,
)
from clipdesk.connectors.quotas import Part, Quota
from clipdesk.connectors.youtube.api import Api
from clipdesk.connectors.youtube.beside import beside, bring, captions_of, digest_of, picture_of
from clipdesk.connectors.youtube.counters import AT_ONCE, DERIVED_METRICS, counters_of
from clipdesk.connectors.youtube.errors import QuotaUsedUp, VideoGone, trouble_of
from clipdesk.connectors.youtube.handle import Handle, coming
from clipdesk.connectors.youtube.listing import posts_since
from clipdesk.connectors.youtube.quota import UNITS, UNITS_A_DAY, UPLOADS
from clipdesk.connectors.youtube.uploading import (
    USUAL,
    Pace,
    SessionOver,
    ask_session,
    end_session,
    open_session,
    upload,
)
from clipdesk.connectors.youtube.words import (
    DESCRIPTION_BYTES,
    MARKED,
    SHAPES,
    TITLE_CHARACTERS,
    check_words,
    description_of,
    film_of,
    film_or_none,
    has_words_of,
    hidden,
    is_same,
    merged,
    resource_of,
)

#: Seconds between two questions whether YouTube is done with a video.
PROCESSING_PAUSE = 15


class YouTubeChannel:
    """Publishes on one channel."""

    kind: ClassVar[str] = "youtube"
    limits: ClassVar[Limits] = Limits(
        title_characters=TITLE_CHARACTERS,
        description_characters=DESCRIPTION_BYTES,
        shapes=SHAPES,
        longest_seconds=900,  # what every channel may; longer ones need YouTube's leave
        ahead=True,
    )
    counters: ClassVar[Counters] = Counters(at_once=AT_ONCE, terms=DERIVED_METRICS)
    quotas: ClassVar[tuple[Quota, ...]] = (UPLOADS, UNITS_A_DAY)

    def __init__(self, api: Api, pace: Pace = USUAL) -> None:
        self.api, self.pace = api, pace

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return a video's title, the words under it, and what is marked there."""
        return worded(post, {*MARKED, "made_for_children"}, title=post.title, description=description_of(post))

    @staticmethod
    def characters(post: Post) -> int:
        """Return how many characters all words are; nothing here depends on it."""
        return len(post.title) + len(description_of(post))

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes the one video and what stands beside it are."""
        film, picture = film_or_none(post), picture_of(post)
        sizes = [one.size for one in (film, picture) if one is not None]
        return sum(sizes) + sum(one.size for one in captions_of(post).values())

    @staticmethod
    def spends(post: Post, part: Part) -> dict[str, int]:
        """Return whether a post takes an upload, and how many units all that is usually asked for it."""
        if _is_same_film(post):
            return {UNITS_A_DAY.name: UNITS["videos.list"] * 2 + UNITS["videos.update"] + beside(post, post.replaces)}
        shown = UNITS["videos.list"] * 2 + UNITS["videos.update"]
        if post.is_public:  # the old video is hidden first and deleted afterwards
            shown += UNITS["videos.list"] * 2 + UNITS["videos.update"] + UNITS["videos.delete"]
        if part is Part.SHOW:
            return {UNITS_A_DAY.name: shown}
        brought = UNITS["videos.list"] * 4 + beside(post)
        return {UPLOADS.name: 1, UNITS_A_DAY.name: brought + (shown if part is Part.ALL else 0)}

    def look_over(self, post: Post) -> None:
        """Say what YouTube would refuse: words that are too long or hold what it does not take, or no video."""
        check_words(post)
        film_of(post)

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return where the video is uploaded to, or which it is by now.

        An upload of other files than those that were signed is given up, and its private video deleted.
        """
        handle, film = Handle.read(remote_id), film_of(post)
        if handle.is_settled:
            if _is_same_film(post):
                return remote_id
            return str(coming(self._open(post), digest_of(post), handle.video))
        if handle.film and not handle.is_of(digest_of(post)):
            self._give_up(handle)
            return self.reserve(handle.old, post)
        if handle.session:
            with suppress(SessionOver):
                there = ask_session(self.api, handle.session, film.size)
                return str(handle.arrived(there.video)) if there.video else remote_id
        elif handle.video and (found := self._video(handle.video)) is not None:
            old_is_seen = bool(handle.old) and _is_public(self._video(handle.old))
            has_its_place = post.is_public and _is_public(found) and not old_is_seen
            return handle.video if has_its_place else remote_id
        return str(coming(self._open(post), digest_of(post), handle.old))

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Upload what is not there yet, see that YouTube has processed it, and bring what stands beside it.

        Raises:
            NotReady: the upload is complete, and YouTube works on it; `reserve` tells the video.
        """
        self.look_over(post)
        handle, film = Handle.read(remote_id), film_of(post)
        if handle.is_settled and _is_same_film(post):
            return  # words alone, which travel with the call that publishes
        if not handle.is_of(digest_of(post)):
            raise NotTaken(wait=1)
        if handle.session:
            upload(self.api, handle.session, film, on_progress, self.pace)
            raise NotReady(wait=PROCESSING_PAUSE)
        there = self._there(handle.video)
        if (trouble := trouble_of(there.get("status") or {})) is not None:
            raise trouble
        if (there.get("status") or {}).get("uploadStatus") != "processed":
            raise NotReady(wait=PROCESSING_PAUSE)
        bring(self.api, handle.video, post)
        on_progress(self.bytes_of(post))

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Make the video public with its words, or change the words of one that is. Returns the video's name."""
        handle = Handle.read(remote_id)
        fits = _is_same_film(post) if handle.is_settled else handle.is_of(digest_of(post))
        if not handle.video or not fits:
            raise NotTaken(wait=1)
        there = self._there(handle.video)
        if not _is_public(there) and (trouble := trouble_of(there.get("status") or {})) is not None:
            raise trouble  # found out since it was uploaded
        if handle.old:
            self._take_the_place(handle.old, there, post, may_go)
            return handle.video
        self._make_public(there, post, may_go)
        if handle.is_settled and post.replaces is not None:
            bring(self.api, handle.video, post, post.replaces)
        return handle.video

    def give_up(self, remote_id: str) -> None:
        """Let an upload that will not be published become nothing. What somebody made public there stays."""
        self._give_up(Handle.read(remote_id))

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Tell exactly. A change of words that has not arrived, and an old film that can be seen still, is made again."""
        handle = Handle.read(remote_id)
        if not handle.video:
            return Outcome.ABSENT  # it is still being uploaded: nothing of it was ever public
        there = self._video(handle.video)
        if not _is_public(there) or there is None:
            return Outcome.ABSENT
        if handle.old and _is_public(self._video(handle.old)):
            return Outcome.ABSENT
        if post.is_public and not has_words_of(there, post):
            return Outcome.ABSENT
        return Outcome.LIVE

    def withdraw(self, remote_id: str) -> None:
        """Delete every video that the id names, and look that they are gone.

        Raises:
            NotTaken: one can still be found; it is tried again.
        """
        handle = Handle.read(remote_id)
        if handle.session:
            handle = handle.arrived(self._end(handle.session))
        for video in handle.videos:
            self._delete(video)
        if handle.videos and self._videos(handle.videos):
            raise NotTaken(wait=30)

    def measure(self, remote_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return views, likes and the number of comments of the videos that the public sees."""
        shown = {one: Handle.read(one).shown for one in remote_ids}
        told = counters_of(self.api, [video for video in shown.values() if video])
        return {one: told[video] for one, video in shown.items() if video in told}

    def list_posts(self, since: datetime) -> list[Listed]:
        """Return the channel's own public videos since a moment."""
        return posts_since(self.api, since)

    @staticmethod
    def names_of(remote_id: str) -> tuple[str, ...]:
        """Return every video that a remote id names."""
        return tuple(Handle.read(remote_id).videos)

    def _open(self, post: Post) -> str:
        try:
            return open_session(self.api, resource_of(post, "private"), film_of(post))
        except QuotaUsedUp as error:
            raise error.of(UPLOADS.name) from error

    def _video(self, video: str) -> dict[str, Any] | None:
        """Return a video as it is there; None: it is not."""
        return next(iter(self._videos([video])), None)

    def _videos(self, videos: list[str]) -> list[dict[str, Any]]:
        said = self.api.get("videos", part="snippet,status,paidProductPlacementDetails", id=",".join(videos))
        return [one for one in said.get("items", []) if isinstance(one, dict) and one.get("id") in videos]

    def _there(self, video: str) -> dict[str, Any]:
        found = self._video(video)
        if found is None:
            raise VideoGone
        return found

    def _make_public(self, there: dict[str, Any], post: Post, may_go: Callable[[], None]) -> None:
        whole = merged(there, post, "public")
        if is_same(there, whole):
            return  # an earlier try has arrived
        self._update(whole, may_go)

    def _take_the_place(self, old: str, there: dict[str, Any], post: Post, may_go: Callable[[], None]) -> None:
        """Hide the old video, show the new one, delete the old: never are both to be seen. Where the new one is not taken,
        the old one is shown again."""
        before = self._video(old)
        if before is not None and _is_public(before):
            self._update(hidden(before), may_go)
            may_go = nothing_against_it
        try:
            self._make_public(there, post, may_go)
        except (NotTaken, Refused):
            if before is not None and _is_public(before):
                shown = hidden(before)
                self._update({**shown, "status": {**shown["status"], "privacyStatus": "public"}}, nothing_against_it)
            raise
        with suppress(ConnectorError):  # nobody sees it any more
            self._delete(old)

    def _update(self, whole: dict[str, Any], may_go: Callable[[], None]) -> None:
        parts = ",".join(part for part in whole if part != "id")
        self.api.call("PUT", "/youtube/v3/videos", {"part": parts}, whole, may_go)

    def _delete(self, video: str) -> None:
        with suppress(VideoGone):
            self.api.call("DELETE", "/youtube/v3/videos", {"id": video})

    def _give_up(self, handle: Handle) -> None:
        """Let an upload that will never be published become nothing. What somebody made public there stays."""
        video = self._end(handle.session) if handle.session else handle.video
        if video and (there := self._video(video)) is not None and not _is_public(there):
            self._delete(video)

    def _end(self, session: str) -> str:
        """End an upload; return the video that it has become already, or nothing."""
        try:
            there = ask_session(self.api, session)
        except SessionOver:
            return ""
        if not there.video:
            end_session(self.api, session)
        return there.video


def _is_public(there: dict[str, Any] | None) -> bool:
    return there is not None and (there.get("status") or {}).get("privacyStatus") == "public"


def _is_same_film(post: Post) -> bool:
    """Tell whether it is certain that the very film of a post is public already."""
    if post.replaces is None:
        return False
    old, new = film_or_none(post.replaces), film_or_none(post)
    return old is not None and new is not None and old.sha256 == new.sha256
