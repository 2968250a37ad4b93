"""What was hoped stays as it was said; the figures draft a verdict with how sure it is; a person says what it taught."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction

from clipdesk.audience.learning import deciding, drafting, supposing
from clipdesk.audience.learning.deciding import Said
from clipdesk.audience.learning.quarters import Quarter, learnt_in, quarter_named, quarter_of
from clipdesk.audience.learning.sameness import shared, told_before
from clipdesk.audience.models import Decision, Finding, Measurement, MetricDefinition
from clipdesk.audience.tests.conftest import REEL
from clipdesk.audience.tests.test_pages import HOUR, page
from clipdesk.audience.tests.test_usual import COUNTS, earlier, measured
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import Film as Reel
from clipdesk.history.models import LedgerEntry
from clipdesk.history.transition import IllegalTransition
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.media.recipe import Range
from clipdesk.publishing.models import Publication

WEEK = 168 * HOUR


@pytest.fixture
def week_old(newsroom: Newsroom, reel: Reel) -> Publication:
    """The clip's Reel: eight days old, with 2050 plays after a week."""
    MetricDefinition.load()
    Publication.objects.update(first_live_at=now() - timedelta(days=8))
    publication = Publication.objects.get()
    measured(publication, WEEK, 2050)
    Measurement.objects.update(read_at=now())
    return publication


def before(newsroom: Newsroom, counts: Sequence[int]) -> None:
    """Let so many posts have come before it, a week old each when they had these counts, which tell another story: the cast
    has one recording, and the clip is its first half second."""
    earlier(newsroom, counts, age=WEEK)
    for post in Publication.objects.exclude(remote_id=REEL).select_related("clip"):
        cut(newsroom, post.clip, "1/1", "4/1")


def cut(newsroom: Newsroom, clip: Clip, start: str, end: str) -> None:
    """Cut a clip anew."""
    content = editing.content_with(clip.content, {"recipe": {"ranges": [{"start": start, "end": end}]}})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)


def drafted() -> Decision:
    """Let the round come, and everything run that belongs to it."""
    drafting.go_round()
    run_waiting_jobs()
    return Decision.objects.select_related("clip").get(clip__publications__remote_id=REEL)


def test_a_hypothesis_is_kept_until_the_clip_is_public(newsroom: Newsroom, draft: Clip) -> None:
    client, way = newsroom.client(newsroom.lan), newsroom.path(f"clips/{draft.pk}/audience/hypothesis/")
    for said in ("Câu hỏi ở đầu giữ người xem", "Con số ở đầu giữ người xem"):
        assert client.post(way, {"hypothesis": f" {said} "}).status_code == 302
    assert Decision.objects.get().hypothesis == "Con số ở đầu giữ người xem"
    kept = [
        (row.before["hypothesis"], row.after["hypothesis"])
        for row in LedgerEntry.objects.filter(verb="hypothesis_said")
    ]
    assert kept == [
        ("", "Câu hỏi ở đầu giữ người xem"),
        ("Câu hỏi ở đầu giữ người xem", "Con số ở đầu giữ người xem"),
    ]
    assert "Con số ở đầu" in client.get(way).content.decode()
    assert newsroom.client(newsroom.tuan).post(way, {"hypothesis": "x"}).status_code == 403
    assert newsroom.client(newsroom.binh).get(way).status_code == 404


def test_once_it_was_public_nobody_knew_it_all_along(newsroom: Newsroom, published: Publication) -> None:
    with pytest.raises(supposing.TooLate):
        supposing.suppose(published.clip, "Ngắn hơn thì hơn", member=newsroom.lan)
    way = newsroom.path(f"clips/{published.clip_id}/audience/hypothesis/")
    assert newsroom.client(newsroom.lan).post(way, {"hypothesis": "x"}).status_code == 409
    assert "<input" not in newsroom.client(newsroom.lan).get(way).content.decode()
    row = Decision(station=published.station, desk=published.clip.desk, clip=published.clip)
    row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(hypothesis="Lén ghi thêm")


def test_figures_draft_a_verdict_and_say_how_sure_it_is(newsroom: Newsroom, week_old: Publication) -> None:
    """By hand: 20 of 25 had less (percentile 80), Wilson 60.9 to 91.1; as far out by chance (5 + 1)/26 = 23 of 100."""
    before(newsroom, COUNTS)
    decision = drafted()
    assert (decision.state, decision.drafted) == (Decision.DRAFTED, Decision.MORE)
    found = Finding.objects.get(publication=week_old)
    assert (found.median, found.low, found.high, found.size, found.percentile) == (1300, 700, 1900, 25, 80)
    assert (found.value, found.age, found.is_guess, found.counts) == (2050, WEEK, False, True)
    shown = page(newsroom, f"clips/{week_old.clip_id}/audience/decision/")
    assert "Nhiều hơn mức thường gặp" in shown
    assert "hơn 80 bài (khoảng tin cậy 95%: 61 đến 91)" in shown
    assert "cứ 100 bài có 23 bài" in shown
    entry = LedgerEntry.objects.get(verb="verdict_drafted", subject_id=str(decision.pk))
    assert entry.actor_name == "Clipdesk"
    again = Finding.objects.count()
    drafted()
    assert Finding.objects.count() == again
    with pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.filter(pk=found.pk).update(percentile=99)


def test_too_few_before_it_are_not_enough_data(newsroom: Newsroom, week_old: Publication) -> None:
    before(newsroom, COUNTS[:19])
    assert drafted().drafted == Decision.UNKNOWN
    assert (
        "cần có 20" in Finding.objects.get(publication=week_old).note
        or "20" in Finding.objects.get(publication=week_old).note
    )
    assert "Chưa đủ dữ liệu" in page(newsroom, f"clips/{week_old.clip_id}/audience/decision/")


def test_no_draft_comes_before_its_time_or_before_the_platform_has_told(
    newsroom: Newsroom, week_old: Publication
) -> None:
    Measurement.objects.update(read_at=now() - timedelta(days=3))
    drafting.go_round()
    run_waiting_jobs()
    assert not Finding.objects.exists()
    Publication.objects.update(first_live_at=now() - timedelta(days=9, hours=1))  # two days behind: it waits no more
    drafting.go_round()
    run_waiting_jobs()
    assert Finding.objects.count() == 1


def test_places_are_judged_together() -> None:
    def finding(percentile: float | None, size: int | None = 50) -> Finding:
        return Finding(percentile=percentile, size=size)

    assert drafting.verdict_of([]) == Decision.UNKNOWN
    assert drafting.verdict_of([finding(None, None)]) == Decision.UNKNOWN
    assert drafting.verdict_of([finding(90), finding(None, None)]) == Decision.MORE
    assert drafting.verdict_of([finding(10)]) == Decision.LESS
    assert drafting.verdict_of([finding(10), finding(90)]) == Decision.MIXED
    assert drafting.verdict_of([finding(55)]) == Decision.USUAL
    assert drafting.verdict_of([finding(65)]) == Decision.MORE  # alone: 51.1 to 76.8
    assert drafting.verdict_of([finding(65)] + [finding(50)] * 5) == Decision.USUAL  # of six places one may be chance


def test_a_person_confirms_or_changes_and_says_what_it_taught(newsroom: Newsroom, week_old: Publication) -> None:
    before(newsroom, COUNTS)
    decision = drafted()
    way = newsroom.path(f"clips/{week_old.clip_id}/audience/decision/")
    form = {"verdict": "more", "kind": "observed", "learnt": "Con số ở đầu giữ người xem"}
    assert newsroom.client(newsroom.lan).post(way, form).status_code == 403
    huong = newsroom.client(newsroom.huong)
    assert huong.post(way, {**form, "kind": "randomised"}).status_code == 422  # it names no test
    assert huong.post(way, form).status_code == 302
    assert "Con số ở đầu giữ người xem" in page(newsroom, "audience/learnt/")
    tested = {
        **form,
        "verdict": "usual",
        "kind": "randomised",
        "tested": "YouTube, ba hình thu nhỏ: không hình nào hơn",
    }
    assert huong.post(way, tested).status_code == 302
    decision.refresh_from_db()
    assert (decision.verdict, decision.drafted, decision.kind) == ("usual", "more", "randomised")
    verbs = LedgerEntry.objects.filter(subject_id=str(decision.pk)).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["verdict_drafted", "verdict_confirmed", "verdict_changed"]
    shown = page(newsroom, "audience/learnt/")
    assert "ba hình thu nhỏ" in shown
    assert "Ngẫu nhiên" in shown


def test_nothing_is_confirmed_before_the_figures_are_there(newsroom: Newsroom, draft: Clip) -> None:
    supposing.suppose(draft, "Ngắn hơn thì hơn", member=newsroom.lan)
    with pytest.raises(IllegalTransition):
        deciding.confirm(Decision.objects.get(), Said("more"), member=newsroom.huong)
    way = newsroom.path(f"clips/{draft.pk}/audience/decision/")
    assert newsroom.client(newsroom.huong).post(way, {"verdict": "more", "kind": "observed"}).status_code == 409


def test_a_story_cut_again_counts_once(newsroom: Newsroom, week_old: Publication) -> None:
    """Another clip of the same seconds came out three days before, on the same destination."""
    before(newsroom, COUNTS)
    told = Publication.objects.exclude(pk=week_old.pk).select_related("clip").order_by("-first_live_at")[2]
    cut(newsroom, told.clip, "0/1", "12/25")
    place = {"destination": told.destination, "public_at": told.first_live_at}
    first = Decision.objects.create(
        station=told.station, desk=told.clip.desk, clip=told.clip, public_at=told.first_live_at
    )
    Finding.objects.create(publication=told, decision=first, hour=9, **place)
    decision = drafted()
    assert decision.same_as == first
    assert Finding.objects.get(publication=week_old).counts is False
    decision.refresh_from_db()
    deciding.confirm(decision, Said("more", learnt="x"), member=newsroom.huong)
    assert not learnt_in(newsroom.huong, now() - HOUR, now() + HOUR).exists()


def test_other_minutes_are_another_story() -> None:
    def cuts(*ends: int) -> list[Range]:
        return [Range(Fraction(low), Fraction(high)) for low, high in zip(ends[::2], ends[1::2], strict=True)]

    assert shared(cuts(0, 30), cuts(30, 60)) == 0
    assert shared(cuts(0, 30), cuts(10, 20)) == 1
    assert shared(cuts(0, 10, 50, 60), cuts(5, 55)) == Fraction(1, 2)
    assert shared(cuts(0, 30), cuts(20, 50)) == Fraction(1, 3)


def test_what_was_never_public_repeats_nothing(newsroom: Newsroom, draft: Clip) -> None:
    assert told_before(Decision(station=newsroom.station, desk=newsroom.news, clip=draft)) is None


def test_quarters_are_the_stations(newsroom: Newsroom) -> None:
    last = quarter_named("2026-4", newsroom.station)
    assert last is not None
    assert (last.since.isoformat(), last.until.isoformat()) == (
        "2026-10-01T00:00:00+07:00",
        "2027-01-01T00:00:00+07:00",
    )
    assert (last.before.name, last.after.name, last.after.before.name) == ("2026-3", "2027-1", "2026-4")
    assert [quarter_named(name, newsroom.station) for name in ("", "2026-5", "x-1", "0000-1")] == [None] * 4
    assert quarter_of(last.until - timedelta(seconds=1), newsroom.station) == last
    assert isinstance(last, Quarter)


def test_nobody_of_another_desk_or_station_sees_it(newsroom: Newsroom, week_old: Publication) -> None:
    before(newsroom, COUNTS)
    drafted()
    for member in (newsroom.binh, newsroom.stranger):
        client = newsroom.client(member)
        assert client.get(newsroom.path(f"clips/{week_old.clip_id}/audience/decision/")).status_code in {403, 404}
    shown = newsroom.client(newsroom.binh).get(newsroom.path("audience/learnt/?list=waiting")).content.decode()
    assert "Nước sông Hồng" not in shown


def test_no_column_could_tell_of_one_viewer() -> None:
    names = {field.name for field in Finding._meta.get_fields()}
    assert names == {
        *("publication", "decision", "destination", "shape", "hour", "public_at", "definition", "age", "value"),
        *(
            "is_guess",
            "low",
            "median",
            "high",
            "size",
            "percentile",
            "multiple",
            "counts",
            "note_message",
            "note_params",
        ),
    }
