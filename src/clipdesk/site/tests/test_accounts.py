"""Which accounts are ours: the page, the links on the channel page, trust.txt, and what a pasted link is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from clipdesk.accounts.models import Station
from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations.register import Said, end, register
from clipdesk.publishing.models import Publication
from clipdesk.site.tests.conftest import Outside

SAID = Said("@songhong", "Sông Hồng TV", "https://www.youtube.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
PAGE, CHANNEL, TRUST = "/watch/song-hong/official-accounts/", "/watch/song-hong/", "/.well-known/trust.txt"
OURS = "/watch/song-hong/is-this-ours/"


def get(path: str, **query: str) -> str:
    answer = Client(headers={"host": "localhost:8080"}).get(path, query)
    assert answer.status_code == 200
    assert not answer.cookies
    return str(answer.content.decode())


def lines() -> list[str]:
    return [line for line in get(TRUST).splitlines() if line and not line.startswith("#")]


def test_the_page_lists_what_is_ours_and_what_was(real_newsroom: Newsroom) -> None:
    register(real_newsroom.minh, "youtube", SAID)
    old = register(real_newsroom.minh, "x", replace(SAID, handle="@songhong", url="https://x.com/songhong"))
    mistake = register(real_newsroom.minh, "tiktok", replace(SAID, url="https://www.tiktok.com/@nham"))
    end(old, until=date(2026, 3, 2), because="Lý do nội bộ", mistaken=False, member=real_newsroom.minh)
    end(mistake, until=date(2026, 3, 2), because="Nhầm", mistaken=True, member=real_newsroom.minh)
    html = get(PAGE)
    assert '<a href="https://www.youtube.com/@songhong" rel="me noreferrer">' in html
    assert 'href="https://x.com/songhong"' not in html
    assert "từ 01/05/2024 đến 02/03/2026" in html
    assert "Lý do nội bộ" not in html
    assert "@nham" not in html
    assert "<script" not in html
    english = get(PAGE, lang="en")
    assert "Official accounts of Đài Sông Hồng" in english
    assert "Anything else that uses our name is not ours" in english
    assert "Ours from 1 May 2024 until 2 Mar 2026." in english


def test_the_channel_page_links_its_accounts_as_me(real_newsroom: Newsroom) -> None:
    assert 'rel="me' not in get(CHANNEL)
    register(real_newsroom.minh, "youtube", SAID)
    html = get(CHANNEL)
    head, body = html.split("</head>")
    assert '<link rel="me" href="https://www.youtube.com/@songhong">' in head
    assert '<a href="https://www.youtube.com/@songhong" rel="me noreferrer">YouTube · @songhong</a>' in body
    assert 'rel="me' not in get("/watch/cuu-long/")


def test_a_practice_station_claims_nothing_to_machines(newsroom: Newsroom) -> None:
    register(newsroom.minh, "youtube", SAID)
    assert "www.youtube.com/@songhong" in get(PAGE)
    assert [path for path in (PAGE, CHANNEL) if 'rel="me' in get(path)] == []
    assert lines() == []
    assert "songhong" not in get(TRUST)


def test_trust_txt_names_the_accounts_of_every_station_that_has_any(real_newsroom: Newsroom) -> None:
    assert lines() == []
    register(real_newsroom.minh, "youtube", SAID)
    register(real_newsroom.minh, "website", replace(SAID, handle="", url="https://songhong.vn/"))
    gone = register(real_newsroom.minh, "x", replace(SAID, url="https://x.com/songhong"))
    end(gone, until=date(2026, 3, 2), because="Bán kênh", mistaken=False, member=real_newsroom.minh)
    register(real_newsroom.stranger, "tiktok", replace(SAID, url="https://www.tiktok.com/@cuulong"))
    Station.objects.create(slug="tap", name="Tập", is_practice=True)
    assert lines() == [
        "social=https://www.tiktok.com/@cuulong",
        "disclosure=http://localhost:8080/watch/cuu-long/official-accounts/",
        "disclosure=http://localhost:8080/watch/cuu-long/corrections/",
        "control=https://songhong.vn/",
        "social=https://www.youtube.com/@songhong",
        "disclosure=http://localhost:8080/watch/song-hong/official-accounts/",
        "disclosure=http://localhost:8080/watch/song-hong/corrections/",
    ]


def test_trust_txt_is_plain_text_of_one_setting_to_a_line(real_newsroom: Newsroom) -> None:
    Station.objects.filter(pk=real_newsroom.station.pk).update(name="Đài\r\nsocial=https://evil.example/")
    register(real_newsroom.minh, "website", replace(SAID, handle="", url="https://đài.vn/tin-tức"))
    answer = Client(headers={"host": "evil.example"}).get(TRUST)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert [line for line in text.splitlines() if line.startswith("social=")] == []
    assert all(re.fullmatch(r"#.*|(social|control|disclosure)=https?://[!-~]+|", line) for line in text.splitlines())
    assert "//evil.example" not in text.replace("# Đài social=https://evil.example/", "")


@pytest.mark.parametrize(
    ("asked", "title", "sure"),
    [
        ("https://www.youtube.com/@songhong", "Yes, this account is ours", True),
        ("m.youtube.com/@SongHong?si=1", "Yes, this account is ours", True),
        ("https://www.youtube.com/@songhong/shorts", "This address names an account of ours", False),
        ("https://x.com/songhong/status/123456", "This address names an account of ours", False),
        ("https://songhong.vn/tin/1", "This address lies on our website", False),
    ],
)
def test_a_link_under_an_account_is_told_no_more_than_is_known(
    newsroom: Newsroom, asked: str, title: str, sure: bool
) -> None:
    register(newsroom.minh, "youtube", SAID)
    register(newsroom.minh, "x", replace(SAID, url="https://x.com/songhong"))
    register(newsroom.minh, "website", replace(SAID, handle="", url="https://songhong.vn/"))
    html = get(OURS, address=asked, lang="en")
    assert f'<h2 id="answer">{title}</h2>' in html
    assert "Ours since 1 May 2024; owner: Đài Sông Hồng." in html
    assert ("Whether this very post was signed at our desk, we cannot say" in html) != sure
    assert ("Some platforms also show a stranger" in html) == title.startswith("This address names")


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("https://www.youtube.com/@songhong-fake", "This is neither a link"),
        ("https://www.youtubе.com/@songhong", "This is neither a link"),  # the e is Cyrillic
        ("https://youtube.com.evil.example/@songhong", "This is neither a link"),
        ("https://youtube.com@evil.example/@songhong", "This is neither a link"),
        ("https://www.youtube.com/@songhong/../@fake", "This is neither a link"),
        ("https://www.tiktok.com/@songhong/video/1234567", "We know of nothing of ours"),
    ],
)
def test_what_only_looks_like_our_account_is_not_ours(newsroom: Newsroom, asked: str, title: str) -> None:
    register(newsroom.minh, "youtube", SAID)
    html = get(OURS, address=asked, lang="en")
    assert title in html
    assert "Ours since" not in html


def test_an_account_that_was_ours_is_told_so(newsroom: Newsroom) -> None:
    account = register(newsroom.minh, "youtube", SAID)
    end(account, until=date(2026, 3, 2), because="Bán kênh", mistaken=False, member=newsroom.minh)
    html = get(OURS, address="https://www.youtube.com/@songhong/videos", lang="en")
    assert "This account is no longer ours" in html
    assert "It was ours from 1 May 2024 until 2 Mar 2026." in html
    assert "Bán kênh" not in html
    register(newsroom.minh, "youtube", replace(SAID, since=date(2026, 5, 1)))
    assert "Ours since 1 May 2026" in get(OURS, address="https://www.youtube.com/@songhong/videos", lang="en")


def test_another_stations_account_is_not_this_ones(newsroom: Newsroom) -> None:
    register(newsroom.stranger, "youtube", SAID)
    assert "Ours since" not in get(OURS, address=SAID.url, lang="en")
    assert SAID.url not in get(PAGE)


def test_a_publication_that_is_known_is_told_before_its_account(published: Publication, outside: Outside) -> None:
    register(outside.newsroom.minh, "other", replace(SAID, handle="", url="https://songhong.example/clips"))
    html = get(OURS, address=f"http://localhost:8080{outside.page(published)}", lang="en")
    assert "Yes, this address is ours" in html


def test_every_page_leads_to_both_pages(newsroom: Newsroom) -> None:
    for page in (CHANNEL, OURS, PAGE, "/watch/song-hong/corrections/"):
        html = get(page, lang="en")
        assert f'href="{PAGE}?lang=en"' in html
        assert 'href="/watch/song-hong/corrections/?lang=en"' in html
