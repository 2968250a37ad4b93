"""People answer: consent first, page by page without scripts, and what is acknowledged is kept."""

from __future__ import annotations

import json
import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client

from clipdesk.accounts.models import Station
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.surveys import asking, making
from clipdesk.surveys.models import Answer, SingleLink, Survey
from clipdesk.surveys.tests.conftest import Post, answer, opened

BYTES_BEFORE_PAINT, REQUESTS_BEFORE_PAINT = 60_000, 3


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_nobody_is_asked_before_they_agree(asked: Survey, public: Client, post: Post) -> None:
    page = text(public.get(f"/survey/{asked.public_name}/"))
    assert "Phòng Thính giả" in page
    assert "Tôi đồng ý" in page
    assert "Bạn có nghe đài không" not in page
    refused = post(do="begin")
    assert refused.status_code == 422
    assert not Answer.objects.exists()


def test_from_consent_to_thanks(asked: Survey, public: Client, post: Post) -> None:
    first = text(post(do="begin", agree="yes", lang="en"))
    code = field(first, "code")
    assert re.fullmatch(r"(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code)
    assert "Do you listen?" in first
    assert "What to?" not in first  # it depends on an answer of this page
    missing = post(do="next", code=code, page="0", lang="en")
    assert missing.status_code == 422
    assert "This question needs an answer." in text(missing)
    second = text(post(do="next", code=code, page="0", lang="en", **{"q-hears": "yes"}))
    assert "What to?" in second
    third = text(post(do="next", code=code, page="1", lang="en", **{"q-kinds": ["news", "music"], "q-good": "4"}))
    assert "Your age?" in third
    back = text(post(do="back", code=code, page="2", lang="en", **{"q-words": "Nothing"}))
    assert re.search(r'value="music" checked', back)
    post(do="next", code=code, page="1", lang="en", **{"q-kinds": ["news"], "q-good": "5"})
    last = text(post(do="next", code=code, page="2", lang="en", **{"q-age": "old", "q-words": "More jazz"}))
    assert "Send my answers" in last
    assert Answer.objects.get().completed_on is None
    assert "Your answers have arrived." in text(post(do="send", code=code, lang="en"))
    row = Answer.objects.get()
    assert row.data == {"hears": "yes", "kinds": ["news"], "good": "5", "age": "old", "words": "More jazz"}
    assert row.completed_on is not None
    assert row.version.number == 1
    assert post(do="next", code=code, page="0", **{"q-hears": "no"}).status_code == 422
    assert Answer.objects.get().data["hears"] == "yes"


def test_an_answer_that_is_asked_no_more_is_not_kept(asked: Survey, post: Post) -> None:
    code = field(text(post(do="begin", agree="yes")), "code")
    post(do="next", code=code, page="0", **{"q-hears": "yes"})
    post(do="back", code=code, page="1", **{"q-kinds": "news"})
    third = text(post(do="next", code=code, page="0", **{"q-hears": "no"}))
    assert 'name="q-good"' in third
    assert 'name="q-kinds"' not in third
    post(do="next", code=code, page="1", **{"q-good": "3"})
    post(do="next", code=code, page="2", **{"q-age": "young"})
    post(do="send", code=code)
    assert Answer.objects.get().data == {"hears": "no", "good": "3", "age": "young"}


def test_the_first_paint_is_small_and_runs_no_script(asked: Survey, public: Client, post: Post) -> None:
    for page in (text(public.get(f"/survey/{asked.public_name}/")), text(post(do="begin", agree="yes"))):
        assert "<script" not in page
        assert "http" not in re.sub(r'(?:href|src)="/', "", page)  # nothing of another host
        sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
        assert 1 + len(sheets) <= REQUESTS_BEFORE_PAINT
        assert len(page.encode()) + sum(_size(sheet) for sheet in sheets) <= BYTES_BEFORE_PAINT
    assert "img" not in page


def _size(sheet: str) -> int:
    return Path(str(find(sheet))).stat().st_size


def test_no_cookie_and_nothing_of_the_person_is_kept(asked: Survey, public: Client, post: Post) -> None:
    before = LedgerEntry.objects.count()
    page = post(do="begin", agree="yes", website="")
    assert not public.cookies
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    code = field(text(page), "code")
    row = Answer.objects.values().get()
    assert code not in json.dumps(row, default=str)
    assert set(row) == {
        *("id", "survey_id", "version_id", "code_sha256", "language", "data", "seconds", "caught", "invited"),
        *("begun_on", "completed_on", "stratum", "unit"),
    }
    assert row["id"].version == 4  # of version 7 would tell the millisecond
    assert LedgerEntry.objects.count() == before  # what is erased has to be gone


def test_save_and_go_on_by_code(asked: Survey, public: Client, post: Post) -> None:
    code = field(text(post(do="begin", agree="yes", lang="en")), "code")
    saved = text(post(do="save", code=code, page="0", lang="en", **{"q-hears": "yes"}))
    assert code in saved
    mine = f"/survey/{asked.public_name}/mine/"
    again = text(public.post(mine, {"do": "go", "code": code.lower().replace("-", " "), "lang": "en"}))
    assert "What to?" in again


def test_read_and_erase_by_code(asked: Survey, public: Client) -> None:
    begun = answer(asked, {"hears": "no", "good": "2", "age": "old"})
    other = answer(asked, {"hears": "yes", "good": "5", "age": "old"})
    mine = f"/survey/{asked.public_name}/mine/"
    handed = public.post(mine, {"do": "read", "code": begun.code})
    said = json.loads(text(handed))
    assert [(one["name"], one["answer"]) for one in said["answers"]] == [("hears", "no"), ("good", "2"), ("age", "old")]
    assert said["answers"][0]["question"] == "Bạn có nghe đài không?"
    assert public.post(mine, {"do": "erase", "code": "AAAA"}).status_code == 422
    assert Answer.objects.count() == 2
    assert "đã được xóa" in text(public.post(mine, {"do": "erase", "code": begun.code}))
    assert Answer.objects.get().pk == other.answer.pk
    assert public.post(mine, {"do": "read", "code": begun.code}).status_code == 422


def test_codes_are_not_tried_for_ever(asked: Survey, public: Client) -> None:
    mine = f"/survey/{asked.public_name}/mine/"
    answers = [public.post(mine, {"do": "read", "code": f"{number:016d}"}).status_code for number in range(32)]
    assert answers == [422] * 30 + [429] * 2


def test_a_link_works_once_and_its_table_is_not_kept(newsroom: Newsroom, public: Client) -> None:
    survey = opened(newsroom, links_only=True)
    table = making.make_links(survey, "Lan;lan@x.example\nBình;=cmd()\n".encode(), member=newsroom.huong)
    rows = [line for line in table.removeprefix("\ufeff").splitlines() if line]
    assert len(rows) == 2
    assert "lan@x.example" in rows[0]
    token = rows[0].partition("?t=")[2]
    kept = json.dumps([*SingleLink.objects.values("token_sha256", "stratum", "unit")], default=str)
    assert token not in kept
    assert "example" not in kept + json.dumps([*LedgerEntry.objects.values("after")])
    address = f"/survey/{survey.public_name}/"
    assert public.post(address, {"do": "begin", "agree": "yes"}).status_code == 422
    page = text(public.get(f"{address}?t={token}"))
    assert field(page, "t") == token
    assert public.post(address, {"do": "begin", "agree": "yes", "t": token}).status_code == 200
    assert public.post(address, {"do": "begin", "agree": "yes", "t": token}).status_code == 422
    assert Answer.objects.count() == 1
    assert not SingleLink.objects.filter(token_sha256=digest(token.encode())).exists()
    survey.refresh_from_db()
    assert (survey.links_made, survey.single_links.count()) == (2, 1)


def test_a_full_quota_sends_away_politely_and_keeps_nothing(newsroom: Newsroom, public: Client) -> None:
    survey = opened(newsroom, quotas=[{"question": "age", "choice": "old", "most": 1}])
    answer(survey, {"hears": "no", "good": "2", "age": "old"})
    address = f"/survey/{survey.public_name}/"
    code = field(text(public.post(address, {"do": "begin", "agree": "yes"})), "code")
    public.post(address, {"do": "next", "code": code, "page": "0", "q-hears": "no"})
    public.post(address, {"do": "next", "code": code, "page": "1", "q-good": "3"})
    told = public.post(address, {"do": "next", "code": code, "page": "2", "q-age": "old"})
    assert told.status_code == 200
    assert "Cảm ơn bạn đã đến" in text(told)
    survey.refresh_from_db()
    assert (survey.turned_away, Answer.objects.count()) == (1, 1)
    answer(survey, {"hears": "no", "good": "2", "age": "young"})


def test_outside_its_hours_nobody_is_asked(newsroom: Newsroom, public: Client) -> None:
    survey = opened(newsroom)
    local = now().astimezone(survey.zone)
    later = (local + timedelta(hours=1)).time().replace(microsecond=0), (local + timedelta(hours=2)).time()
    for change in (
        {"asks_from": now() + timedelta(days=1)},
        {"asks_from": None, "daily_from": later[0], "daily_until": later[1]},
        {"daily_from": None, "daily_until": None, "asks_until": now() - timedelta(minutes=1)},
    ):
        Survey.objects.filter(pk=survey.pk).update(**change)
        page = public.get(f"/survey/{survey.public_name}/")
        assert page.status_code == 200
        assert 'name="agree"' not in text(page)
        assert public.post(f"/survey/{survey.public_name}/", {"do": "begin", "agree": "yes"}).status_code == 422
    assert not Answer.objects.exists()


def test_hours_may_pass_midnight() -> None:
    survey = Survey(state=Survey.ASKING, daily_from=time(22), daily_until=time(6))
    survey.station = Station(timezone="Asia/Ho_Chi_Minh")
    noon_utc = now().replace(hour=16, minute=0)  # 23:00 there
    assert survey.is_asked_at(noon_utc)
    assert not survey.is_asked_at(noon_utc - timedelta(hours=4))


def test_a_draft_is_nowhere(newsroom: Newsroom, public: Client, asked: Survey) -> None:
    Survey.objects.create(station=newsroom.station, form=asked.form, public_name="draft-one")
    assert public.get("/survey/draft-one/").status_code == 404
    making.close(asked, by=newsroom.huong.actor)
    assert public.get(f"/survey/{asked.public_name}/").status_code == 410


def test_who_was_answering_when_it_closed_is_told_and_not_counted(
    newsroom: Newsroom, asked: Survey, post: Post
) -> None:
    code = field(text(post(do="begin", agree="yes")), "code")
    for page, said in enumerate(({"q-hears": "no"}, {"q-good": "3"}, {"q-age": "old"})):
        post(do="next", code=code, page=str(page), **said)
    making.close(asked, by=newsroom.huong.actor)
    assert post(do="send", code=code).status_code == 422
    assert Answer.objects.get().completed_on is None


def test_a_script_that_fills_everything_is_marked_and_kept(asked: Survey, post: Post) -> None:
    post(do="begin", agree="yes", website="https://spam.example")
    assert Answer.objects.get().caught


def test_a_forged_time_counts_for_nothing(asked: Survey) -> None:
    assert asking.seconds_since("1:forged") == 0
    assert asking.seconds_since(asking.stamp()) < 5


@pytest.mark.parametrize(("typed", "status"), [("4", 200), ("4,0", 200), ("9", 422), ("x", 422), ("1e3", 422)])
def test_only_steps_of_a_scale_are_taken(asked: Survey, post: Post, typed: str, status: int) -> None:
    code = field(text(post(do="begin", agree="yes")), "code")
    post(do="next", code=code, page="0", **{"q-hears": "no"})
    assert post(do="next", code=code, page="1", **{"q-good": typed}).status_code == status
