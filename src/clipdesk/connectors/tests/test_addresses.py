"""Links as people copy them lead to the post they name; nothing else does."""

import pytest

from clipdesk.connectors.addresses import Address, read_address

ORIGIN = "https://desk.station.vn"


@pytest.mark.parametrize(
    ("written", "kind", "remote_id"),
    [
        ("https://rd.zapps.vn/video?id=30a6adccf88911d74898&pageId=280555573236572442", "zalo", "30a6adccf88911d74898"),
        ("rd.zapps.vn/detail/280555573236572442?id=c607d69283d76a8933c6&zarsrc=4", "zalo", "c607d69283d76a8933c6"),
        ("https://desk.station.vn/watch/song-hong/aB3dE5gH7jk/", "site", "aB3dE5gH7jk"),
        ("http://desk.station.vn//watch/song-hong/aB3dE5gH7jk?fbclid=x#t=4", "site", "aB3dE5gH7jk"),
        ("desk.station.vn:443/watch/song-hong/aB3dE5gH7jk", "site", "aB3dE5gH7jk"),
        ("DESK.STATION.VN/watch/song-hong/aB3dE5gH7jk", "site", "aB3dE5gH7jk"),
        ("<https://desk.station.vn/media/aB3dE5gH7jk/0123456789abcdef/clip-1x1.mp4>", "site", "aB3dE5gH7jk"),
        ("aB3dE5gH7jk", "site", "aB3dE5gH7jk"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc&t=3", "youtube", "dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?feature=share&v=dQw4w9WgXcQ", "youtube", "dQw4w9WgXcQ"),
        ("m.youtube.com/shorts/dQw4w9WgXcQ/", "youtube", "dQw4w9WgXcQ"),
        ("https://www.youtube.com/live/dQw4w9WgXcQ", "youtube", "dQw4w9WgXcQ"),
        ("https://www.tiktok.com/@dai.song.hong/video/7301234567890123456?_r=1", "tiktok", "7301234567890123456"),
        ("https://m.facebook.com/watch/?v=1234567890&ref=sharing", "facebook", "1234567890"),
        ("https://www.facebook.com/daisonghong/videos/nuoc-len/1234567890/", "facebook", "1234567890"),
        ("https://www.facebook.com/reel/1234567890", "facebook", "1234567890"),
        ("https://www.facebook.com/watch/live/?ref=x&v=1234567890", "facebook", "1234567890"),
        ("https://www.facebook.com/video.php?v=1234567890", "facebook", "1234567890"),
        ("https://www.facebook.com/permalink.php?story_fbid=pfbid02Ab&id=100064", "facebook", "pfbid02Ab"),
        ("m.facebook.com/story.php?id=100064&story_fbid=123&v=9", "facebook", "123"),
        ("https://www.instagram.com/reel/C1aB-_x/?igsh=x", "instagram", "C1aB-_x"),
        ("https://mobile.twitter.com/dai/status/1700000000000000000?s=20", "x", "1700000000000000000"),
        ("x.com/dai/status/1700000000000000000/", "x", "1700000000000000000"),
    ],
)
def test_links_are_known_however_they_are_written(written: str, kind: str, remote_id: str) -> None:
    assert read_address(written, ORIGIN) == Address(kind, remote_id)


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("https://t.me/SongHong/101?single", "songhong"),
        ("t.me/s/songhong/0101", "songhong"),
        ("https://telegram.me/songhong/101/", "songhong"),
        ("https://t.me/c/1234567890/101", "-1001234567890"),
    ],
)
def test_where_each_account_counts_anew_the_account_is_known_too(written: str, account: str) -> None:
    assert read_address(written, ORIGIN) == Address("telegram", "101", account)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "https://t.me/songhong",
        "https://t.me.evil.example/songhong/101",
        "two words",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://desk.station.vn/",
        "https://desk.station.vn.evil.example/watch/song-hong/aB3dE5gH7jk/",
        "https://desk.station.vn:8443/watch/song-hong/aB3dE5gH7jk/",
        "https://evil.example/youtube.com/shorts/dQw4w9WgXcQ",
        "https://youtube.com/@somebody",
        "https://www.facebook.com/permalink.php?id=100064",
        "https://www.facebook.com/story.php?v=123",
        "https://www.facebook.com/dai/videos/abc?v=12/123",
        "https://[broken",
        "https://youtu.be:notaport/dQw4w9WgXcQ",
        "https://x.com/" + "a" * 3000,
    ],
)
def test_everything_else_names_nothing(written: str) -> None:
    assert read_address(written, ORIGIN) is None
