"""Playout marks a channel over HTTP with a token; the marks stand at the channel and in what is cut from it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.library import marks, rolling
from clipdesk.library.cutting_live import begin, finish
from clipdesk.library.models import Channel, Recording, Segment
from clipdesk.library.tests.on_air import a_channel, feed, rows
from clipdesk.media.live import TICKS
from clipdesk.media.live.tests.conftest import bulletin, programme

__all__ = ["bulletin", "programme"]


@pytest.fixture
def channel(newsroom: Newsroom) -> Channel:
    return a_channel(newsroom, beat_at=now(), heard_at=now())


def _call(channel: Channel, token: str, body: object = None, **headers: str) -> Any:
    """As a program calls: another host's idea of a cookie, no form, no page."""
    said = "" if body is None else body if isinstance(body, str) else json.dumps(body)
    sent = {"Authorization": f"Bearer {token}", **headers}
    client = Client(headers={"host": "localhost:8080"}, enforce_csrf_checks=True)
    return client.post(f"/hooks/mark/{channel.pk}/", said, content_type="application/json", headers=sent)


def _token(newsroom: Newsroom, channel: Channel) -> str:
    page = newsroom.client(newsroom.oanh).post(newsroom.path(f"channels/{channel.pk}/mark/token/")).content.decode()
    found = re.search(r'id="token" value="([A-Za-z0-9_-]{40,})"', page)
    assert found is not None
    assert f"Bearer {found[1]}" in page
    assert f"/hooks/mark/{channel.pk}/" in page
    return found[1]


def test_a_mark_from_playout(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 10)
    token = _token(newsroom, channel)
    answer = _call(channel, token, {"label": " Cảng\u0007 mới\n"})
    assert answer.status_code == 201, answer.content
    one = channel.marks.get()
    assert (one.label, one.by) == ("Cảng mới", "")
    assert abs(one.tick - 20 * TICKS) < 2 * TICKS
    assert answer.json() == {"mark": one.pk, "at": one.wall.isoformat(), "label": "Cảng mới"}
    assert _call(channel, token).status_code == 201  # nothing said: now
    oldest = channel.oldest
    assert oldest is not None
    ago = (oldest.wall + timedelta(seconds=5)).isoformat()
    assert _call(channel, token, {"at": ago}).status_code == 201
    assert channel.marks.filter(tick=5 * TICKS).exists()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/")).content.decode()
    assert "Cảng mới" in page
    assert f'name="at" value="{one.tick}"' in page


def test_the_token_is_shown_once_and_kept_as_a_digest(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 2)
    first = _token(newsroom, channel)
    second = _token(newsroom, channel)
    channel.refresh_from_db()
    assert first not in str(Channel.objects.filter(pk=channel.pk).values().get())
    assert second not in newsroom.client(newsroom.oanh).get(newsroom.path(f"channels/{channel.pk}/")).content.decode()
    assert not LedgerEntry.objects.filter(after__icontains=second).exists()
    assert [_call(channel, token).status_code for token in (first, second)] == [422, 201]
    newsroom.client(newsroom.oanh).post(newsroom.path(f"channels/{channel.pk}/mark/token/"), {"to": "none"})
    assert _call(channel, second).status_code == 422
    verbs = LedgerEntry.objects.filter(verb__startswith="mark_token").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["mark_token_given", "mark_token_given", "mark_token_taken"]


def test_a_token_opens_its_own_channel_alone(newsroom: Newsroom, channel: Channel) -> None:
    other = a_channel(newsroom, name="STV 2")
    for each in (channel, other):
        rows(each, 2)
    token = _token(newsroom, channel)
    assert _call(other, token).status_code == 422
    assert _call(other, "").status_code == 422
    for headers in ({"Authorization": token}, {"Authorization": f"Basic {token}"}, {"Authorization": ""}):
        assert _call(channel, token, None, **headers).status_code == 422
    assert Client(headers={"host": "localhost:8080"}).get(f"/hooks/mark/{channel.pk}/").status_code == 405
    assert not channel.marks.exists()
    assert not other.marks.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("xin chao", "JSON"),
        ([1], "JSON"),
        ({"label": 7}, "JSON"),
        ("[" * 4000, "JSON"),
        ("x" * 5000, "JSON"),
        ({"at": "soon"}, "soon"),
        ({"at": "2026-11-28T05:30:00"}, "zone"),
        ({"at": "2020-01-01T00:00:00+00:00"}, "no longer there"),
        ({"at": "2090-01-01T00:00:00+00:00"}, "not been sent"),
    ],
)
def test_what_is_no_mark(newsroom: Newsroom, channel: Channel, body: object, said: str) -> None:
    rows(channel, 3)
    answer = _call(channel, marks.give_token(channel, newsroom.oanh), body)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not channel.marks.exists()


def test_a_channel_with_nothing_and_one_that_is_marked_too_often(newsroom: Newsroom, channel: Channel) -> None:
    token = marks.give_token(channel, newsroom.oanh)
    assert _call(channel, token).status_code == 422
    rows(channel, 2)
    for _number in range(marks.MOST_IN_AN_HOUR):
        marks.mark(channel, "")
    assert _call(channel, token).status_code == 429
    assert channel.marks.count() == marks.MOST_IN_AN_HOUR


def test_a_person_marks(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 2)
    address = newsroom.path(f"channels/{channel.pk}/mark/")
    newsroom.client(newsroom.lan).post(address, {"label": "Bàn thắng"})
    assert [(one.label, one.by) for one in channel.marks.all()] == [("Bàn thắng", "Lan")]
    for member in (newsroom.tuan, newsroom.binh, newsroom.stranger):
        for rest in ("", "token/"):
            assert newsroom.client(member).post(f"{address}{rest}").status_code in {403, 404}, member.person
    channel.refresh_from_db()
    assert channel.mark_digest == ""
    assert channel.marks.count() == 1


def test_marks_go_with_what_is_cut_and_with_the_window(newsroom: Newsroom, channel: Channel, programme: Path) -> None:
    feed(channel, programme)
    first = channel.oldest
    assert first is not None
    for label, seconds in (("before", 0), ("inside", 5), ("late", 15)):
        channel.marks.create(tick=first.begins + seconds * TICKS, wall=now(), label=label)
    cut = begin(channel, newsroom.lan, first.begins + 4 * TICKS)
    finish(cut, newsroom.lan, first.begins + 8 * TICKS)
    Channel.objects.update(state=Channel.OFF)
    run_waiting_jobs()
    recording = Recording.objects.get()
    cut.refresh_from_db()
    assert cut.origin is not None
    expected = 5 - (cut.origin - first.begins) / TICKS
    assert [(one.label, float(one.seconds)) for one in recording.marks.all()] == [("inside", expected)]
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"recordings/{recording.pk}/")).content.decode()
    assert "inside" in page
    Segment.objects.filter(channel=channel, begins__lt=first.begins + 6 * TICKS).delete()
    rolling.tidy(channel)
    assert [one.label for one in channel.marks.all()] == ["late"]
    assert recording.marks.count() == 1
