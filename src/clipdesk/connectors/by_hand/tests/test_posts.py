"""Addresses of posts as people paste them: of the right platform, of the station's account where they say whose."""

import hashlib
from urllib.parse import quote

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
    "linkedin": "https://www.linkedin.com/company/songhong",
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
            "facebook",
            "https://www.facebook.com/permalink.php?story_fbid=pfbid02Ab&id=100064&__tn__=R",
            "pfbid02Ab",
            "https://www.facebook.com/permalink.php?story_fbid=pfbid02Ab&id=100064",
        ),
        (
            "facebook",
            "m.facebook.com/story.php?id=100064&story_fbid=123",
            "123",
            "https://m.facebook.com/story.php?story_fbid=123&id=100064",
        ),
        (
            "facebook",
            "https://www.facebook.com/watch/live/?ref=x&v=123",
            "123",
            "https://www.facebook.com/watch/live?v=123",
        ),
        (
            "facebook",
            f"facebook.com/daisonghong/videos/{quote('nước-sông-hồng-' * 10)}/123/",
            "123",
            "https://facebook.com/daisonghong/videos/123",
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
            "mastodon",
            "https://mastodon.example/@SongHong@mastodon.example/112",
            "mastodon.example/@SongHong@mastodon.example/112",
            "https://mastodon.example/@SongHong@mastodon.example/112",
        ),
        (
            "mastodon",
            "https://mastodon.example/users/songhong/statuses/112",
            "mastodon.example/users/songhong/statuses/112",
            "https://mastodon.example/users/songhong/statuses/112",
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
        ("instagram", "https://www.instagram.com/share/reel/BAbC/", ShortLink),
        ("instagram", "https://www.instagram.com/share/p/BAbC", ShortLink),
        ("mastodon", "https://mastodon.example/@other/112", OtherAccount),
        ("mastodon", "https://mastodon.example/@songhong@elsewhere.example/112", OtherAccount),
        ("mastodon", "https://mastodon.example/web/@other/112", OtherAccount),
        ("mastodon", "https://mastodon.example/users/other/statuses/112", OtherAccount),
        ("mastodon", "https://mastodon.example/@SongHong", NoPostThere),
        ("mastodon", "https://mastodon.example/@other", NoPostThere),
        ("facebook", "https://www.facebook.com/permalink.php?id=100064", NoPostThere),
        ("facebook", f"https://www.facebook.com/{'1' * 400}/videos/123", NoPostThere),
        ("facebook", f"https://www.facebook.com/permalink.php?story_fbid=123&id={'1' * 400}", NoPostThere),
        ("youtube", "https://youtu.be/" + "a" * 300, NoPostThere),
        ("zalo", "https://oa.zalo.me/a?id=%00", NoPostThere),
        ("zalo", "https://oa.zalo.me/a?id=" + "a" * 201, NoPostThere),
        ("zalo", "https://oa.zalo.me/a?id=a%20b", NoPostThere),
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
        ("website", "https://songhong.vn/" + "a" * 400, NoPostThere),
    ],
)
def test_everything_else_is_refused_with_its_reason(platform: str, written: str, why: type[NoPostThere]) -> None:
    with pytest.raises(NoPostThere) as refused:
        post_at(written, whose(platform))
    assert type(refused.value) is why


@pytest.mark.parametrize(
    ("platform", "front"),
    [("website", "songhong.vn/tin/"), ("linkedin", "www.linkedin.com/posts/songhong_")],
)
def test_where_the_address_is_too_long_for_an_id_its_digest_is_the_id(platform: str, front: str) -> None:
    written = f"https://{front}{'a' * 250}"
    digest = hashlib.sha256(f"{front.removeprefix('www.')}{'a' * 250}".encode()).hexdigest()
    found = post_at(f"{written}/?utm_source=x", whose(platform))
    assert found == FoundPost(f"sha256:{digest}", written)
    assert ("", found.remote_id) in names_at(written)
    assert post_at(f"{written}b", whose(platform)).remote_id != found.remote_id


def test_a_long_address_is_kept_whole_with_its_letters_as_they_are_read() -> None:
    title = "nước-sông-hồng-" * 10
    found = post_at(f"https://songhong.vn/tin/{quote(title)}?q=%2F", whose("website"))
    assert found.url == f"https://songhong.vn/tin/{title}?q=%2F"
    assert post_at(found.url, whose("website")) == found


@pytest.mark.parametrize("text", ["https://oa.zalo.me/a?id=%00", "https://oa.zalo.me/a?id=" + "a" * 201])
def test_nothing_is_looked_up_that_could_not_be_kept(text: str) -> None:
    assert "zalo" not in [platform for platform, _name in names_at(text)]


@pytest.mark.parametrize("around", ["{}.", "({})", "<{}>", '"{}",', "[{}].", "{}/)."])
def test_what_stood_around_an_address_in_a_sentence_is_no_part_of_it(around: str) -> None:
    video = "https://www.tiktok.com/@songhong/video/7301"
    assert post_at(around.format(video), whose("tiktok")) == FoundPost("7301", video)
    page = "https://songhong.vn/tin/7"
    assert post_at(around.format(page), whose("website")) == FoundPost("songhong.vn/tin/7", page)
    assert ("", "songhong.vn/tin/7") in names_at(around.format(page))


@pytest.mark.parametrize("around", ["{}", "{}.", "({})", "({})."])
def test_a_bracket_that_the_address_opened_is_its_own(around: str) -> None:
    page = "https://songhong.vn/tin/cau_(moi)"
    assert post_at(around.format(page), whose("website")).url == page
    assert post_at("https://songhong.vn/tin/(7", whose("website")).url == "https://songhong.vn/tin/(7"


def test_every_platform_of_the_register_can_be_served() -> None:
    assert TAKES.keys() == PLATFORMS.keys()
    assert all(takes.limits.by_hand for takes in TAKES.values())
