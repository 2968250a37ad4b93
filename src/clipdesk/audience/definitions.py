"""What each figure means, as data: the ledger of definitions.

A platform that counts otherwise from some day on gets a new version here, and the old one its end. What was written once
stays as it is in the tables: only an end is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

COUNT, MILLISECONDS = "count", "ms"
#: YouTube names the day; a third party names another one in the same week.
_FIRST_FRAME = datetime(2026, 8, 27, tzinfo=UTC)
_YOUTUBE = "YouTube Data API v3, videos.batchGetStats (statistics)"
_SITE = "Clipdesk: a script of the watch page tells what was played, and nothing of who watches (docs/reference/own-counts.md)"
_FACEBOOK = "Facebook Graph API v26.0, video_insights; the wording is second-hand, no machine description names it"


@dataclass(frozen=True)
class Said:
    """One version of one metric. name: as the platform calls it; valid_from, valid_until: empty where it has none; grows:
    it is a total, which can only fall where the platform takes something back. from_here: it holds from the moment at which
    this desk first knows it. label and wording: in English, Vietnamese."""

    platform: str
    name: str
    label: tuple[str, str]
    wording: tuple[str, str]
    source: str
    version: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    unit: str = COUNT
    grows: bool = True
    from_here: bool = False


def _own(name: str, label: tuple[str, str], wording: tuple[str, str], unit: str = COUNT) -> Said:
    """Return what the desk counts on the station's own pages."""
    return Said("site", name, label, wording, _SITE, unit=unit, from_here=True)


#: In the order in which pages show them; the first of a platform is drawn as a curve.
DEFINITIONS = (
    Said(
        "youtube",
        "viewCount",
        ("Views", "Lượt xem"),
        (
            "Public views. Of a Short every start and replay counts, of other videos only views past the first seconds.",
            "Lượt xem công khai. Với Short, mỗi lần bắt đầu hay xem lại đều tính; với video khác chỉ tính lượt xem qua "
            "những giây đầu.",
        ),
        f"{_YOUTUBE}; YouTube's revision history, 31 March 2025",
        valid_until=_FIRST_FRAME,
    ),
    Said(
        "youtube",
        "viewCount",
        ("Views", "Lượt xem"),
        (
            "Public views. Of every video each start counts from the first frame, also where it plays by itself.",
            "Lượt xem công khai. Với mọi video, mỗi lần bắt đầu đều tính từ khung hình đầu tiên, kể cả khi video tự phát.",
        ),
        f"{_YOUTUBE}; YouTube's revision history, 27 August 2026",
        version=2,
        valid_from=_FIRST_FRAME,
    ),
    Said(
        "youtube",
        "likeCount",
        ("Likes", "Lượt thích"),
        ("How many like it now.", "Số lượt thích hiện có."),
        _YOUTUBE,
    ),
    Said(
        "youtube",
        "commentCount",
        ("Comments", "Bình luận"),
        (
            "How many comments stand under it. The desk reads no comment and nobody's name.",
            "Số bình luận bên dưới. Hệ thống không đọc bình luận nào và không đọc tên ai.",
        ),
        _YOUTUBE,
    ),
    Said(
        "facebook",
        "fb_reels_total_plays",
        ("Plays, replays included", "Lượt phát, kể cả phát lại"),
        ("How often the Reel was played, replays included.", "Số lần Reel được phát, kể cả phát lại."),
        _FACEBOOK,
    ),
    Said(
        "facebook",
        "blue_reels_play_count",
        ("First plays", "Lượt phát lần đầu"),
        ("How often the Reel was played, replays left out.", "Số lần Reel được phát, không kể phát lại."),
        _FACEBOOK,
    ),
    Said(
        "facebook",
        "fb_reels_replay_count",
        ("Replays", "Lượt phát lại"),
        ("How often the Reel was played again.", "Số lần Reel được phát lại."),
        _FACEBOOK,
    ),
    Said(
        "facebook",
        "post_video_view_time",
        ("Time watched", "Thời gian xem"),
        ("All the time that it was played, replays included.", "Tổng thời gian video được phát, kể cả phát lại."),
        _FACEBOOK,
        unit=MILLISECONDS,
    ),
    Said(
        "facebook",
        "post_video_avg_time_watched",
        ("Average time watched", "Thời gian xem trung bình"),
        (
            "Time watched for each play. With replays it may be longer than the clip.",
            "Thời gian xem tính trên mỗi lượt phát. Nếu có phát lại, số này có thể dài hơn clip.",
        ),
        _FACEBOOK,
        unit=MILLISECONDS,
        grows=False,
    ),
    Said(
        "facebook",
        "post_video_followers",
        ("New followers", "Người theo dõi mới"),
        ("How many began to follow the Page at this video.", "Số người bắt đầu theo dõi Trang từ video này."),
        _FACEBOOK,
    ),
    _own(
        "start",
        ("Starts", "Lượt bắt đầu"),
        (
            "How often the clip began to play, once for each time that its page was opened. Whoever asks not to be tracked, "
            "and programs that say they are some, are left out.",
            "Số lần clip bắt đầu phát, mỗi lần mở trang chỉ tính một. Không tính người yêu cầu không bị theo dõi, và "
            "không tính các chương trình tự nhận là máy.",
        ),
    ),
    _own(
        "played_25",
        ("A quarter played", "Phát được một phần tư"),
        (
            "At how many starts a quarter of the clip was played, in any order.",
            "Số lượt bắt đầu mà một phần tư clip đã được phát, theo thứ tự bất kỳ.",
        ),
    ),
    _own(
        "played_50",
        ("Half played", "Phát được một nửa"),
        (
            "At how many starts half of the clip was played, in any order.",
            "Số lượt bắt đầu mà một nửa clip đã được phát, theo thứ tự bất kỳ.",
        ),
    ),
    _own(
        "played_75",
        ("Three quarters played", "Phát được ba phần tư"),
        (
            "At how many starts three quarters of the clip were played, in any order.",
            "Số lượt bắt đầu mà ba phần tư clip đã được phát, theo thứ tự bất kỳ.",
        ),
    ),
    _own(
        "played_100",
        ("Played whole", "Phát trọn vẹn"),
        (
            "At how many starts the clip was played whole: at least 98 % of it.",
            "Số lượt bắt đầu mà clip được phát trọn vẹn: ít nhất 98 %.",
        ),
    ),
    _own(
        "engaged_time",
        ("Time watched in front", "Thời gian xem ở tab đang mở"),
        (
            "All the time that the clip played while its page was in front and in focus, replays included.",
            "Tổng thời gian clip được phát trong khi trang của nó đang ở phía trước và được chọn, kể cả phát lại.",
        ),
        MILLISECONDS,
    ),
)
