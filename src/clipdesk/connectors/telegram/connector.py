"""One Telegram channel.

Telegram has no draft, keeps no key of ours, and shows a bot no list of what it posted. So:

* `send` only reads the sealed files once, against their hashes; the bytes travel with the call that publishes.
* The post's number comes with the answer. Until then the remote id is a name of ours that begins with `NEW`.
* An answer that was lost cannot be looked up: a person looks at the channel. Nothing is ever posted on a guess.
* Changing a post that has a number may be repeated: it comes to the same.
* Where the very files are up already, only the words are changed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Final

from clipdesk.connectors.contract import (
    NEW,
    Limits,
    Outcome,
    Post,
    SealedFile,
    Wording,
    nothing_against_it,
    worded,
)
from clipdesk.connectors.disclosure import disclosure_of
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.picture_size import Size, picture_size, video_size
from clipdesk.connectors.quotas import Part, Quota
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.errors import (
    CaptionTooLong,
    NotModified,
    NoVideo,
    PostGone,
    PostUnknown,
    TooLarge,
    TooOld,
)
from clipdesk.connectors.telegram.pace import PACE
from clipdesk.kernel.ids import short_id

CAPTION_CHARACTERS = 1024
DELETE_HOURS = 48
COVER_BYTES = 10_000_000
SHAPES: Final = ("9:16", "4:5", "1:1", "16:9")
PUBLIC_FILE_BYTES = 50_000_000
OWN_SERVER_FILE_BYTES = 2_000_000_000
#: What is said in place of a text when the post itself can no longer be deleted.
WITHDRAWN = {"vi": "Đài đã gỡ video này.", "en": "The station has withdrawn this video."}


class TelegramChannel:
    """Publishes into one channel as its bot."""

    kind: ClassVar[str] = "telegram"
    limits: ClassVar[Limits] = Limits(
        title_characters=120,
        description_characters=1000,
        shapes=SHAPES,
        longest_seconds=3600,
        text_characters=CAPTION_CHARACTERS,
        delete_hours=DELETE_HOURS,
        in_one=True,
    )

    quotas: ClassVar[tuple[Quota, ...]] = PACE

    def __init__(self, bot: Bot, chat: int | str, *, most_bytes: int = PUBLIC_FILE_BYTES, language: str = "vi") -> None:
        self.bot, self.chat, self.most_bytes, self.language = bot, chat, most_bytes, language

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return the caption: Telegram has no marks for flags."""
        return worded(post, (), text=_words_of(post))

    @staticmethod
    def characters(post: Post) -> int:
        """Return the caption's length as Telegram counts it."""
        return len(_words_of(post).encode("utf-16-le")) // 2

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes the one video and its picture are."""
        video = _video_of(post)
        return sum(one.size for one in _with_cover(video, post).values()) if video else 0

    @staticmethod
    def spends(post: Post, part: Part) -> dict[str, int]:
        """Return that a post, or a change of one, is one message."""
        return {one.name: 1 for one in PACE} if part is not Part.BRING else {}

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return a name of ours: Telegram gives the post's number only when it is public."""
        return remote_id or NEW + short_id()

    def look_over(self, post: Post) -> None:
        """Say what Telegram would refuse: words or a file that are too long, or no video of the shape."""
        caption_of(post)
        self._files(post)

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Check what Telegram would refuse, and read every file that will be sent against its hash.

        Nothing leaves yet. `publish` hashes once more while it sends.
        """
        self.look_over(post)
        done = 0
        for sealed in self._files(post).values():
            for chunk in sealed.chunks():
                done += len(chunk)
                on_progress(done)

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Post the video, or change the post that has the number already. Returns the number."""
        if remote_id.isdecimal():
            self._change(remote_id, post, may_go)
            return remote_id
        if post.is_public:
            raise PostUnknown
        files = self._files(post)
        fields = {"chat_id": self.chat, "caption": caption_of(post), **_described(files)}
        sent = self.bot.call("sendVideo", fields, files, may_go)
        number = sent.get("message_id") if isinstance(sent, dict) else None
        if not isinstance(number, int):
            raise NoAnswer
        return str(number)

    def give_up(self, remote_id: str) -> None:
        """Nothing is brought ahead of its time."""

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Say what can be said. A new post may be up or not. A change may have arrived or not, and may be made again."""
        return Outcome.ABSENT if remote_id.isdecimal() else Outcome.CANNOT_TELL

    def withdraw(self, remote_id: str) -> None:
        """Delete the post. Where Telegram no longer allows it, let its text say that it was withdrawn.

        Raises:
            TooOld: the video is still up, and a person must delete it.
        """
        if not remote_id.isdecimal():
            raise PostUnknown
        where = {"chat_id": self.chat, "message_id": int(remote_id)}
        try:
            self.bot.call("deleteMessage", where)
        except PostGone:
            return
        except TooOld:
            try:
                self.bot.call("editMessageCaption", {**where, "caption": WITHDRAWN.get(self.language, WITHDRAWN["en"])})
            except NotModified:
                pass  # an earlier try has said so
            except PostGone:
                return
            raise

    def _change(self, remote_id: str, post: Post, may_go: Callable[[], None]) -> None:
        """Put words, and the video unless the very same is up, in the place of those that are up."""
        files = self._files(post)
        post_there = {"chat_id": self.chat, "message_id": int(remote_id)}
        with suppress(NotModified):  # an earlier try has arrived
            if post.replaces is not None and _digests(self._files(post.replaces)) == _digests(files):
                self.bot.call("editMessageCaption", {**post_there, "caption": caption_of(post)}, None, may_go)
                return
            media = {"type": "video", "media": "attach://video", "caption": caption_of(post), **_described(files)}
            self.bot.call("editMessageMedia", {**post_there, "media": media}, files, may_go)

    def _files(self, post: Post) -> dict[str, SealedFile]:
        """Return what is sent, by the name of its part: the video of the post's shape, and the picture before it plays.

        Raises:
            NoVideo, TooLarge: nothing can be sent.
        """
        video = _video_of(post)
        if video is None:
            raise NoVideo
        if video.size > self.most_bytes:
            raise TooLarge(limit=self.most_bytes // 1_000_000, size=-(-video.size // 1_000_000))
        return _with_cover(video, post)


def _with_cover(video: SealedFile, post: Post) -> dict[str, SealedFile]:
    """Return a video and the picture before it plays, by the names of their parts."""
    picture = next((one for one in post.files if _is_cover(one, video)), None)
    # The video last: its last bytes are what completes the request.
    return {**({"picture": picture} if picture else {}), "video": video}


def _video_of(post: Post) -> SealedFile | None:
    """Return the video of the shape that was signed for this channel; where none was named, the first of ours."""
    videos = {one.shape: one for one in reversed(post.files) if one.media_type == "video/mp4"}
    if post.shape:
        return videos.get(post.shape)
    return next((videos[shape] for shape in (*SHAPES, "") if shape in videos), None)


def _is_cover(file: SealedFile, video: SealedFile) -> bool:
    """Tell whether a file is a picture of the video's proportions: Telegram would cut any other."""
    if file.media_type != "image/jpeg" or file.size > COVER_BYTES:
        return False
    picture, film = picture_size(file.path), video_size(video.path)
    return picture is not None and film is not None and film.is_like(*picture)


def _digests(files: dict[str, SealedFile]) -> dict[str, str]:
    """Return what the files are, byte for byte."""
    return {name: sealed.sha256 for name, sealed in files.items()}


def caption_of(post: Post) -> str:
    """Return the words under the video: plain text, in which Telegram reads no markup.

    Raises:
        CaptionTooLong: nothing is cut off what was signed.
    """
    count = TelegramChannel.characters(post)
    if count > CAPTION_CHARACTERS:
        raise CaptionTooLong(limit=CAPTION_CHARACTERS, count=count)
    return _words_of(post)


def _words_of(post: Post) -> str:
    parts = (post.title, post.description, disclosure_of(post), post.note)
    return "\n\n".join(part for part in parts if part)


def _described(files: dict[str, SealedFile]) -> dict[str, Any]:
    """Return the fields that describe a video."""
    cover: dict[str, Any] = {"cover": "attach://picture"} if "picture" in files else {}
    size: Size | None = video_size(files["video"].path)
    film = {"width": size.width, "height": size.height, "duration": size.seconds} if size else {}
    return {"supports_streaming": True, **film, **cover}
