"""One Telegram channel.

Telegram has no draft, keeps no key of ours, and shows a bot no list of what it posted. So:

* `send` only reads the sealed files once, against their hashes; the bytes travel with the call that publishes.
* The post's number comes with the answer. Until then the remote id is a name of ours that begins with `NEW`.
* An answer that was lost cannot be looked up: a person looks at the channel. Nothing is ever posted on a guess.
* Changing a post that has a number may be repeated: it comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from clipdesk.connectors.contract import Limits, Outcome, Post, SealedFile
from clipdesk.connectors.http import NoAnswer
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
from clipdesk.connectors.telegram.picture_size import Size, size_of
from clipdesk.kernel.ids import short_id

NEW = "new-"
CAPTION_CHARACTERS = 1024
THUMBNAIL_BYTES = 200_000
PUBLIC_FILE_BYTES = 50_000_000
OWN_SERVER_FILE_BYTES = 2_000_000_000
#: What is said in place of a text when the post itself can no longer be deleted.
WITHDRAWN = {"vi": "Đài đã rút lại video này.", "en": "The station has withdrawn this video."}
#: Telegram has no marks for these: they are said in words.
DISCLOSED = {
    "vi": {"ai_altered": "Có phần do AI tạo ra hoặc chỉnh sửa.", "paid": "Nội dung được tài trợ."},
    "en": {
        "ai_altered": "Parts of this picture or sound were made or altered with artificial intelligence.",
        "paid": "Paid partnership.",
    },
}


class TelegramChannel:
    """Publishes into one channel as its bot."""

    kind: ClassVar[str] = "telegram"
    limits: ClassVar[Limits] = Limits(
        title_characters=120, description_characters=900, shapes=("9:16", "1:1", "16:9"), longest_seconds=3600
    )

    def __init__(self, bot: Bot, chat: int | str, *, most_bytes: int = PUBLIC_FILE_BYTES, language: str = "vi") -> None:
        self.bot, self.chat, self.most_bytes, self.language = bot, chat, most_bytes, language

    def reserve(self) -> str:
        """Return a name of ours: Telegram gives the post's number only when it is public."""
        return NEW + short_id()

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Check what Telegram would refuse, and read every file that will be sent against its hash.

        Nothing leaves yet. `publish` hashes once more while it sends.
        """
        caption_of(post)
        done = 0
        for sealed in self._files(post).values():
            for chunk in sealed.chunks():
                done += len(chunk)
                on_progress(done)

    def publish(self, remote_id: str, post: Post) -> str:
        """Post the video, or put it in the place of the one that has the number already. Returns the number."""
        files = self._files(post)
        size = size_of(files["video"].path)
        if not remote_id.startswith(NEW):
            return self._replace(remote_id, post, files, size)
        if post.is_public:
            raise PostUnknown
        fields = {"chat_id": self.chat, "caption": caption_of(post), "supports_streaming": True, **_described(size)}
        sent = self.bot.call("sendVideo", fields, files)
        number = sent.get("message_id") if isinstance(sent, dict) else None
        if not isinstance(number, int):
            raise NoAnswer
        return str(number)

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Say what can be said. A new post may be up or not. A change may have arrived or not, and may be made again."""
        return Outcome.CANNOT_TELL if remote_id.startswith(NEW) else Outcome.ABSENT

    def withdraw(self, remote_id: str) -> None:
        """Delete the post. Where Telegram no longer allows it, let its text say that it was withdrawn.

        Raises:
            TooOld: the video is still up, and a person must delete it.
        """
        if remote_id.startswith(NEW):
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

    def _replace(self, remote_id: str, post: Post, files: dict[str, SealedFile], size: Size | None) -> str:
        """Put video and text in the place of those that are up."""
        media: dict[str, Any] = {
            "type": "video",
            "media": "attach://video",
            "caption": caption_of(post),
            "supports_streaming": True,
            **_described(size),
        }
        if "thumbnail" in files:
            media["thumbnail"] = "attach://thumbnail"
        fields = {"chat_id": self.chat, "message_id": int(remote_id), "media": media}
        with suppress(NotModified):  # an earlier try has arrived
            self.bot.call("editMessageMedia", fields, files)
        return remote_id

    def _files(self, post: Post) -> dict[str, SealedFile]:
        """Return what is sent, by the name of its field: the first video, and the picture before it plays.

        Raises:
            NoVideo, TooLarge: nothing can be sent.
        """
        videos = [sealed for sealed in post.files if sealed.media_type == "video/mp4"]
        if not videos:
            raise NoVideo
        video = videos[0]
        if video.size > self.most_bytes:
            raise TooLarge(limit=self.most_bytes // 1_000_000, size=-(-video.size // 1_000_000))
        pictures = [one for one in post.files if one.media_type == "image/jpeg" and one.size < THUMBNAIL_BYTES]
        # The video last: its last bytes are what completes the request.
        return {**({"thumbnail": pictures[0]} if pictures else {}), "video": video}


def caption_of(post: Post) -> str:
    """Return the words under the video: plain text, in which Telegram reads no markup.

    Raises:
        CaptionTooLong: nothing is cut off what was signed.
    """
    words = DISCLOSED.get(post.language, DISCLOSED["en"])
    disclosed = " ".join(said for flag, said in words.items() if post.flags.get(flag))
    caption = "\n\n".join(part for part in (post.title, post.description, disclosed, post.note) if part)
    count = len(caption.encode("utf-16-le")) // 2  # as Telegram counts
    if count > CAPTION_CHARACTERS:
        raise CaptionTooLong(limit=CAPTION_CHARACTERS, count=count)
    return caption


def _described(size: Size | None) -> dict[str, int]:
    """Return the fields that describe a video."""
    return {"width": size.width, "height": size.height, "duration": size.seconds} if size else {}
