"""Addresses of posts as people paste them: of the right platform, of the station's account where they say whose."""

import pytest

from clipdesk.connectors.by_hand.platforms import TAKES
from clipdesk.connectors.by_hand.posts import (
    FoundPost,
    NoPostThere,
    OtherAccount,
    OtherPlatform,
    ShortLink,
    Whose,
    names_at,
    post_at,
)
from clipdesk.connectors.places import PLATFORMS

OURS = {
    "tiktok": "https://www.tiktok.com/@SongHong",
    "instagram": "https://www.instagram.com/songhong/",
    "x": "https://x.com/songhong",
    "youtube": "https://www.youtube.com/@songhong",
    "facebook": "https://www.facebook.com/daisonghong",
    "zalo": "https://zalo.me/3577000000000000000",
    "telegram": "https://t.me/songhong",
    "threads": "https://www.threads.com/@songhong",
    "bluesky": "https://bsky.app/profile/songhong.vn",
    "mastodon": "https://mastodon.example/@songhong",
    "website": "https://songhong.vn/",
}


def whose(platform: str) -> Whose:
    return Whose(platform, OURS[platform], "@songhong", PLATFORMS[platform].name)


@pytest.mark.parametrize(
    ("platform", "written", "remote_id", "url"),
    [
        (
            "tiktok",
            "https://www.tiktok.com/@songhong/video/7301?_r=1",
            "7301",
            "https://www.tiktok.com/@songhong/video/7301",
        ),
        ("tiktok", "m.tiktok.com/v/7301", "7301", "https://m.tiktok.com/v/7301"),
        (
            "instagram",
            "https://www.instagram.com/reel/C1aB-_x/?igsh=a",
            "C1aB-_x",
            "https://www.instagram.com/reel/C1aB-_x",
        ),
        (
            "instagram",
            "https://www.instagram.com/SongHong/reel/C1aB/",
            "C1aB",
            "https://www.instagram.com/SongHong/reel/C1aB",
        ),
        ("x", "https://x.com/i/status/1700", "1700", "https://x.com/i/status/1700"),
        (
            "x",
            "https://mobile.twitter.com/SongHong/status/1700?s=20",
            "1700",
            "https://mobile.twitter.com/SongHong/status/1700",
        ),
        ("youtube", "https://youtu.be/dQw4w9WgXcQ?si=abc", "dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcQ"),
        (
            "youtube",
            "https://www.youtube.com/watch?feature=share&v=dQw4w9WgXcQ",
            "dQw4w9WgXcQ",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        ("youtube", "https://youtube.com/shorts/dQw4w9WgXcQ", "dQw4w9WgXcQ", "https://youtube.com/shorts/dQw4w9WgXcQ"),
        ("facebook", "https://www.facebook.com/reel/123", "123", "https://www.facebook.com/reel/123"),
        ("facebook", "https://www.facebook.com/watch/?v=123&ref=x", "123", "https://www.facebook.com/watch?v=123"),
        ("facebook", "m.facebook.com/daisonghong/videos/123/", "123", "https://m.facebook.com/daisonghong/videos/123"),
        ("facebook", "facebook.com/100064/videos/123", "123", "https://facebook.com/100064/videos/123"),
        (
            "facebook",
            "facebook.com/daisonghong/posts/pfbid02Ab",
            "pfbid02Ab",
            "https://facebook.com/daisonghong/posts/pfbid02Ab",
        ),
        (
            "zalo",
            "https://rd.zapps.vn/detail/3577000000000000000?zl3rd=8&id=c3eb9f&zarsrc=4",
            "c3eb9f",
            "https://rd.zapps.vn/detail/3577000000000000000?zl3rd=8&id=c3eb9f",
        ),
        ("telegram", "https://t.me/SongHong/101?single", "songhong/101", "https://t.me/SongHong/101"),
        (
            "threads",
            "https://www.threads.com/@songhong/post/DAbc",
            "threads.com/@songhong/post/DAbc",
            "https://www.threads.com/@songhong/post/DAbc",
        ),
        (
            "bluesky",
            "https://bsky.app/profile/songhong.vn/post/3kabc",
            "bsky.app/profile/songhong.vn/post/3kabc",
            "https://bsky.app/profile/songhong.vn/post/3kabc",
        ),
        (
            "mastodon",
            "https://mastodon.example/@songhong/112",
            "mastodon.example/@songhong/112",
            "https://mastodon.example/@songhong/112",
        ),
        (
            "website",
            "https://songhong.vn/tin?id=7&utm_source=x",
            "songhong.vn/tin?id=7",
            "https://songhong.vn/tin?id=7",
        ),
    ],
)
def test_a_post_is_known_however_its_address_is_written(platform: str, written: str, remote_id: str, url: str) -> None:
    assert post_at(written, whose(platform)) == FoundPost(remote_id, url)
    assert remote_id in [name for _platform, name in names_at(written)]


@pytest.mark.parametrize(
    ("platform", "written", "why"),
    [
        ("tiktok", "https://vt.tiktok.com/ZSabc/", ShortLink),
        ("tiktok", "https://www.tiktok.com/t/ZSabc/", ShortLink),
        ("facebook", "https://www.facebook.com/share/r/1AbC/", ShortLink),
        ("facebook", "https://fb.watch/abc/", ShortLink),
        ("tiktok", "https://www.tiktok.com/@other/video/7301", OtherAccount),
        ("instagram", "https://www.instagram.com/other/reel/C1aB/", OtherAccount),
        ("x", "https://x.com/songhong_fake/status/1700", OtherAccount),
        ("facebook", "https://www.facebook.com/daisonghong.fake/videos/123", OtherAccount),
        ("zalo", "https://rd.zapps.vn/detail/3577000000000000001?id=c3eb9f", OtherAccount),
        ("telegram", "https://t.me/other/101", OtherAccount),
        ("telegram", "https://t.me/c/1234567890/101", OtherAccount),
        ("bluesky", "https://bsky.app/profile/other.vn/post/3kabc", OtherAccount),
        ("tiktok", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", OtherPlatform),
        ("tiktok", "https://tiktok.com.evil.example/@songhong/video/7301", OtherPlatform),
        ("youtube", "https://evil.example/youtube.com/shorts/dQw4w9WgXcQ", OtherPlatform),
        ("website", "https://elsewhere.vn/tin/7", OtherPlatform),
        ("mastodon", "https://other.example/@songhong/112", OtherPlatform),
        ("tiktok", "https://www.tiktok.com/@songhong", NoPostThere),
        ("youtube", "https://www.youtube.com/@songhong/shorts", NoPostThere),
        ("instagram", "https://www.instagram.com/stories/songhong/12", NoPostThere),
        ("bluesky", "https://bsky.app/profile/songhong.vn", NoPostThere),
        ("website", "https://songhong.vn", NoPostThere),
        ("x", "javascript:alert(1)", NoPostThere),
        ("x", "https://x.com@evil.example/songhong/status/1", NoPostThere),
        ("x", "two words", NoPostThere),
        ("x", "", NoPostThere),
        ("website", "https://songhong.vn/" + "a" * 250, NoPostThere),
    ],
)
def test_everything_else_is_refused_with_its_reason(platform: str, written: str, why: type[NoPostThere]) -> None:
    with pytest.raises(NoPostThere) as refused:
        post_at(written, whose(platform))
    assert type(refused.value) is why


def test_every_platform_of_the_register_can_be_served() -> None:
    assert TAKES.keys() == PLATFORMS.keys()
    assert all(takes.limits.by_hand for takes in TAKES.values())
