"""Whether a link lies under an account: whole names only, and nothing that a browser would read differently."""

from __future__ import annotations

import pytest

from clipdesk.connectors.places import PLATFORMS, Place, read_place


def place(text: str) -> Place:
    found = read_place(text)
    assert found is not None, text
    return found


YOUTUBE, X, SITE = (
    place(text) for text in ("https://www.youtube.com/@songhong", "https://x.com/songhong", "https://đài.vn/tin")
)


@pytest.mark.parametrize(
    ("text", "account", "platform", "depth"),
    [
        ("https://www.youtube.com/@songhong", YOUTUBE, "youtube", 0),
        ("youtube.com/@songhong/", YOUTUBE, "youtube", 0),
        ("https://m.youtube.com/@SongHong?si=abc#top", YOUTUBE, "youtube", 0),
        ("http://youtube.com:443/@songhong/shorts", YOUTUBE, "youtube", 1),
        ("youtube.com/%40songhong/videos", YOUTUBE, "youtube", 1),
        ("https://twitter.com/songhong/status/12345", X, "x", 2),
        ("https://xn--i-rfa0m.vn/tin/1", SITE, "website", 1),
        ("ĐÀI.vn/tin", SITE, "website", 0),
    ],
)
def test_what_lies_under_an_account(text: str, account: Place, platform: str, depth: int) -> None:
    assert place(text).depth_under(account, platform) == depth


@pytest.mark.parametrize(
    ("text", "account", "platform"),
    [
        ("https://www.youtube.com/@songhong-fake", YOUTUBE, "youtube"),
        ("https://www.youtube.com/@songhongg/videos", YOUTUBE, "youtube"),
        ("https://www.youtube.com/", YOUTUBE, "youtube"),
        ("https://www.youtube.com/c/@songhong", YOUTUBE, "youtube"),
        ("https://www.youtube.com/@sоnghong", YOUTUBE, "youtube"),  # the first o is Cyrillic
        ("https://www.youtubе.com/@songhong", YOUTUBE, "youtube"),  # the e is Cyrillic
        ("https://xn--youtub-8of.com/@songhong", YOUTUBE, "youtube"),  # the same in ASCII
        ("https://youtube.com.evil.example/@songhong", YOUTUBE, "youtube"),
        ("https://evilyoutube.com/@songhong", YOUTUBE, "youtube"),
        ("https://evil.example/www.youtube.com/@songhong", YOUTUBE, "youtube"),
        ("https://sub.youtube.com/@songhong", YOUTUBE, "youtube"),
        ("https://x.com/songhong_vn/status/1", X, "x"),
        ("https://đai.vn/tin", SITE, "website"),
        ("https://www.đài.vn/tin", SITE, "website"),  # of a site of its own nobody knows that www. is the same
        ("https://đài.vn/tin-giả", SITE, "website"),
        ("https://đài.vn/Tin", SITE, "website"),
    ],
)
def test_what_only_looks_like_it(text: str, account: Place, platform: str) -> None:
    assert place(text).depth_under(account, platform) is None


def test_ids_differ_by_case_where_names_do_not() -> None:
    account = place("youtube.com/channel/UCaBcD")
    assert place("youtube.com/channel/UCaBcD").depth_under(account, "youtube") == 0
    assert place("youtube.com/channel/UCabcd").depth_under(account, "youtube") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "songhong",
        "javascript://youtube.com/@songhong",
        "https://youtube.com@evil.example/@songhong",
        "https://evil.example\\@youtube.com/@songhong",
        "https://youtube.com\\.evil.example/@songhong",
        "https://youtube.com/@songhong/../@gia-mao",
        "https://youtube.com/@songhong/%2e%2e/@gia-mao",
        "https://youtube.com/@songhong%2f..%2f@gia-mao",
        "https://youtube.com/@songhong%5c..%5c@gia-mao",
        "https://youtube.com/@song hong",
        "https://youtube.com/@songhong%0a",
        "https://youtube.com/%ff",
        "https://youtube.com:8443/@songhong",
        "https://youtube.com:x/@songhong",
        "https://[::1]/@songhong",
        "https://127.0.0.1/@songhong",
        "https://faß.example/tin",  # a browser and the older rule of names go to two different places
        "https://" + "a" * 2000 + ".example/",
    ],
)
def test_what_is_read_as_nothing(text: str) -> None:
    assert read_place(text) is None


@pytest.mark.parametrize(
    ("platform", "text"),
    [
        ("youtube", "https://www.youtube.com/@songhong"),
        ("youtube", "https://www.youtube.com/channel/UC123"),
        ("facebook", "https://www.facebook.com/songhong.tv"),
        ("facebook", "https://facebook.com/people/Song-Hong/1000"),
        ("tiktok", "https://www.tiktok.com/@songhong"),
        ("x", "https://twitter.com/songhong"),
        ("threads", "https://www.threads.net/@songhong"),
        ("telegram", "https://t.me/songhong"),
        ("zalo", "https://zalo.me/1234567890"),
        ("linkedin", "https://www.linkedin.com/company/songhong"),
        ("bluesky", "https://bsky.app/profile/songhong.vn"),
        ("mastodon", "https://mastodon.example/@songhong"),
        ("podcast", "https://podcasts.example/show/1"),
        ("website", "https://songhong.vn/"),
    ],
)
def test_addresses_of_accounts(platform: str, text: str) -> None:
    assert place(text).is_account_of(platform)


@pytest.mark.parametrize(
    ("platform", "text"),
    [
        ("youtube", "https://www.youtube.com/"),
        ("youtube", "https://www.youtube.com/watch"),
        ("youtube", "https://www.youtube.com/@songhong/videos"),
        ("youtube", "https://www.tiktok.com/@songhong"),
        ("facebook", "https://www.facebook.com/profile.php"),
        ("facebook", "https://www.facebook.com/watch"),
        ("instagram", "https://www.instagram.com/p"),
        ("tiktok", "https://www.tiktok.com/@sоnghong"),  # Cyrillic, where the platform allows none
        ("x", "https://x.com/home"),
        ("website", "https://www.youtube.com/"),
        ("other", "https://www.youtube.com/@songhong"),
        ("mastodon", "https://www.tiktok.com/@songhong"),
        ("podcast", "https://podcasts.example/"),
    ],
)
def test_what_would_claim_more_than_an_account(platform: str, text: str) -> None:
    assert not place(text).is_account_of(platform)


def test_an_address_is_kept_in_ascii() -> None:
    assert place("đài.vn/tin tức".replace(" ", "-")).url == "https://xn--i-rfa0m.vn/tin-t%E1%BB%A9c"
    assert place("http://songhong.vn").url == "https://songhong.vn/"
    assert all(read_place(place(f"https://{name.hosts[0]}/@x").url) for name in PLATFORMS.values() if name.hosts)
