"""Facts for a declaration: the flagged clips that went out, who answered for each, and nothing that did not go out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.destinations.register import Said, end, register
from clipdesk.history.checkpointing import make_checkpoint
from clipdesk.history.models import LedgerEntry, LedgerLeaf
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.declaration import Period, facts_of
from clipdesk.publishing.declaration_pages import facts_pdf, words_of
from clipdesk.publishing.models import Publication
from clipdesk.review.demands import answered
from clipdesk.review.emergencies import look
from clipdesk.review.models import Emergency, Package, SignOff
from clipdesk.review.signing import sign

RIGHTS = "Có quyền sử dụng hình, tiếng và nhạc."
FLAGS = {"ai_altered": True, "paid": False, "made_for_children": False}
PAGE = "publishing/declaration/"
SAID = Said("@songhong", "Sông Hồng TV", "https://www.youtube.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))


@pytest.fixture
def flagged(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> Publication:
    """A clip flagged as altered with AI, live."""
    content = editing.content_with(draft.content, {"flags": FLAGS, "description": '"ai_altered":true'})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    return live(newsroom, send(draft))


def live(newsroom: Newsroom, package: Package) -> Publication:
    sign(package, given_for(package), member=newsroom.minh)
    run_waiting_jobs()
    return Publication.objects.get(clip=package.clip_id)


def asked(newsroom: Newsroom, **query: str) -> Any:
    answer = newsroom.client(newsroom.minh).get(newsroom.path(PAGE), query)
    assert answer.status_code == 200
    return answer


def facts(newsroom: Newsroom, **query: str) -> dict[str, Any]:
    answer = asked(newsroom, **query, **{"as": "json"})
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    data: dict[str, Any] = json.loads(answer.content)
    return data


def test_a_flagged_clip_is_there_with_everything_that_says_who_reviewed_it(
    newsroom: Newsroom, flagged: Publication
) -> None:
    make_checkpoint()
    said = facts(newsroom)
    (one,) = said["human_review"]
    assert flagged.shown is not None
    sign_off = SignOff.objects.get()
    assert (one["title"], one["kind"], one["package_sha256"]) == (
        "Nước sông Hồng lên nhanh",
        "release",
        flagged.shown.sha256,
    )
    assert one["url"] == f"http://localhost:8080/watch/song-hong/{flagged.remote_id}/"
    (out,) = one["went_out"]
    assert (out["destination"], out["code"]) == ("Đài Sông Hồng", flagged.remote_id)
    (given,) = one["sign_offs"]
    assert (given["signer"], given["how"], given["watched"]) == ("Minh", "password", True)
    assert given["signed_at"] == sign_off.signed_at.isoformat()
    assert {"question": RIGHTS, "answer": "yes", "note": ""} in given["checklist"]
    rows = {row["verb"]: row for row in one["ledger_rows"]}
    assert set(rows) == {"package_opened", "sign_off_given", "package_signed", "publication_published"}
    entry = LedgerEntry.objects.get(verb="sign_off_given")
    assert (rows["sign_off_given"]["row"], rows["sign_off_given"]["by"]) == (entry.seq, "Minh")
    assert rows["sign_off_given"]["position"] == LedgerLeaf.objects.get(entry_seq=entry.seq).position
    assert (said["packages_published"], said["packages_flagged_ai_altered"]) == (1, 1)


def test_what_is_not_flagged_is_counted_but_not_listed(newsroom: Newsroom, published: Publication) -> None:
    said = facts(newsroom)
    assert (said["packages_published"], said["human_review"]) == (1, [])
    assert "Trong khoảng này không có clip đã đăng nào được đánh dấu như vậy." in asked(newsroom).content.decode()


def test_words_about_the_flag_are_not_the_flag(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    content = editing.content_with(draft.content, {"description": '"ai_altered":true'})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    live(newsroom, send(draft))
    assert facts(newsroom)["human_review"] == []


def test_what_was_signed_but_did_not_go_out_is_not_there(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    content = editing.content_with(draft.content, {"flags": FLAGS})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    package = send(draft)
    sign(package, given_for(package), member=newsroom.minh)
    assert (facts(newsroom)["packages_published"], facts(newsroom)["human_review"]) == (0, [])


def test_the_period_holds_both_its_days(newsroom: Newsroom, flagged: Publication) -> None:
    today = now().astimezone().date()
    days = [today + timedelta(days=number) for number in (-3, -2, 2, 3)]
    around = facts(newsroom, first=str(days[1]), last=str(days[2]))
    assert len(around["human_review"]) == 1
    assert around["period"] == {"first_day": str(days[1]), "last_day": str(days[2]), "zone": "Asia/Ho_Chi_Minh"}
    assert facts(newsroom, first=str(days[0]), last=str(days[1]))["human_review"] == []
    assert facts(newsroom, first=str(days[2]), last=str(days[3]))["human_review"] == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-02-01", "2026-01-01", "sớm hơn ngày đầu"),
        ("2024-01-01", "2026-01-01", "nhiều nhất một năm"),
        ("x", "2026-01-01", 'aria-invalid="true"'),
        ("0001-01-01", "0001-01-02", "nhiều nhất một năm"),
    ],
)
def test_a_period_that_is_none_hands_out_nothing(newsroom: Newsroom, first: str, last: str, said: str) -> None:
    answer = asked(newsroom, first=first, last=last, **{"as": "json"})
    assert answer["Content-Type"].startswith("text/html")
    assert said in answer.content.decode()


def test_the_accounts_are_those_of_the_register(newsroom: Newsroom) -> None:
    register(newsroom.minh, "youtube", SAID)
    gone = register(newsroom.minh, "x", Said("@sh", "SH", "https://x.com/sh", "Đài", date(2020, 1, 1)))
    end(gone, until=date(2026, 3, 2), because="Bán kênh", mistaken=False, member=newsroom.minh)
    accounts = facts(newsroom)["accounts"]
    assert [(one["platform"], one["url"], one["until"]) for one in accounts] == [
        ("site", "http://localhost:8080/watch/song-hong/", None),
        ("youtube", "https://www.youtube.com/@songhong", None),
        ("x", "https://x.com/sh", "2026-03-02"),
    ]


def test_an_emergency_release_is_named_with_who_looked_at_it(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    editing.save(
        draft, editing.content_with(draft.content, {"flags": FLAGS}), base=draft.head_number, member=newsroom.lan
    )
    package = send(draft)
    sign(package, replace(given_for(package), emergency="Vỡ đê."), member=newsroom.dung)
    run_waiting_jobs()
    (given,) = facts(newsroom)["human_review"][0]["sign_offs"]
    found = given["emergency"]
    assert (found["reason"], found["went_without"], found["looked_at"]) == ("Vỡ đê.", ["duty"], None)
    look(Emergency.objects.get(), "Đúng.", member=newsroom.ha)
    (given,) = facts(newsroom)["human_review"][0]["sign_offs"]
    seen = given["emergency"]["looked_at"]
    assert (seen["by"], seen["words"]) == ("Hà", "Đúng.")


def test_the_pdf_is_tagged_and_in_the_persons_language(newsroom: Newsroom, flagged: Publication) -> None:
    answer = asked(newsroom, **{"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in answer.content
    assert b"/Lang (vi)" in answer.content or b"/Lang(vi)" in answer.content


@pytest.mark.parametrize("language", ["en", "vi"])
def test_people_read_the_same_in_words(newsroom: Newsroom, flagged: Publication, language: str) -> None:
    register(newsroom.minh, "youtube", SAID)
    today = now().astimezone().date()
    period = Period(today - timedelta(days=2), today + timedelta(days=2), ZoneInfo("Asia/Ho_Chi_Minh"))
    found = facts_of(newsroom.station, period)
    with translation.override(language):
        text = json.dumps(words_of(found), ensure_ascii=False)
        assert facts_pdf(found).startswith(b"%PDF-1.7")
    assert flagged.shown is not None
    legal = {"en": "not legal advice", "vi": "không phải tư vấn pháp lý"}[language]
    practice = {"en": "None of this was real", "vi": "Không có gì ở đây là thật"}[language]
    seq = str(LedgerEntry.objects.get(verb="sign_off_given").seq)
    for words in (legal, practice, SAID.url, "Nước sông Hồng lên nhanh", "Minh", seq, flagged.shown.sha256):
        assert words in text


def test_both_forms_of_answers_are_read(sign_off: SignOff) -> None:
    sign_off.answers = [  # in memory: the row never changes
        "rights",
        {"question": "Hai nguồn?", "answer": "no", "note": "Một nguồn, nhưng chính thức."},
        {"question": "rights", "answer": "na", "note": ""},
        "of-an-older-list",
    ]
    with translation.override("vi"):
        said = [(asked, one.answer, one.note) for asked, one in answered(sign_off)]
    assert said == [
        ("rights", "yes", ""),  # a tick of before: what its line said is not known any more
        ("Hai nguồn?", "no", "Một nguồn, nhưng chính thức."),
        (RIGHTS, "na", ""),
        ("of-an-older-list", "yes", ""),
    ]


def test_a_correction_of_a_flagged_clip_is_one_more(
    newsroom: Newsroom, flagged: Publication, correct: Callable[[Publication, str], Package]
) -> None:
    live(newsroom, correct(flagged, "Nước sông Hồng lên 8 mét"))
    found = facts(newsroom)["human_review"]
    assert [(one["kind"], one["title"]) for one in found] == [
        ("release", "Nước sông Hồng lên nhanh"),
        ("correction", "Nước sông Hồng lên 8 mét"),
    ]
    shown = [[row["row"] for row in one["ledger_rows"] if row["verb"] == "publication_published"] for one in found]
    assert [len(rows) for rows in shown] == [1, 1]
    assert shown[0] != shown[1]


def test_another_station_gets_its_own(newsroom: Newsroom, flagged: Publication) -> None:
    answer = newsroom.client(newsroom.stranger).get("/s/cuu-long/publishing/declaration/", {"as": "json"})
    said = json.loads(answer.content)
    assert (said["station"]["name"], said["packages_published"], said["human_review"]) == ("Đài Cửu Long", 0, [])
