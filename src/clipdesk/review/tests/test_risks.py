"""Risk classes: found by words, set by people, taken off by a named decision, and what they demand of whoever signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.utils import translation

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.review import refusals, risks
from clipdesk.review.changing_rules import change
from clipdesk.review.demands import Answer, demands_of
from clipdesk.review.models import Package, RiskMark, SignOff
from clipdesk.review.models.policy import policy_of
from clipdesk.review.models.risk import classes_of
from clipdesk.review.risks import found_in
from clipdesk.review.rules import RiskClass, Rules
from clipdesk.review.signing import sign
from clipdesk.review.tests.test_duty import on_duty
from clipdesk.review.usual_rules import USUAL

Send = Callable[[Clip], Package]


def _written(draft: Clip, newsroom: Newsroom, **changes: object) -> Clip:
    content = editing.content_with(draft.content, changes)
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize(
    ("title", "classes"),
    [
        ("Tòa án xét xử hai bị cáo", {"courts"}),  # the tone mark in the older place
        ("Toà án xét xử hai bị cáo", {"courts"}),
        ("Toa an xet xu", set()),  # without marks it is another word
        ("HỌC SINH đến trường trở lại", {"minors"}),
        ("Sinh học trong nhà trường", set()),
        ("The suspects' trial, in pictures", {"courts"}),
        ("Trials of a new bus line", set()),
        ("Nước sông Hồng lên nhanh", set()),
        ("Bầu cử: cử tri và trẻ em", {"elections", "minors"}),
    ],
)
def test_words_are_found_as_they_are_spoken(draft: Clip, title: str, classes: set[str]) -> None:
    content = editing.content_with(draft.content, {"title": title})
    assert set(found_in(content, USUAL)) == classes


def test_captions_strap_and_marks_are_looked_at_too(draft: Clip) -> None:
    cue = {"start": "0/1", "end": "1/1", "text": "Hai nạn nhân\nđã được cứu."}
    far = {"start": "90/1", "end": "91/1", "text": "Một bị cáo khác."}  # outside the cut: nobody hears it
    recipe = {"ranges": [{"start": "0/1", "end": "12/25"}], "captions": [cue, far], "title": "Dịch bệnh"}
    flags = {"paid": True, "ai_altered": False, "made_for_children": False}
    content = editing.content_with(draft.content, {"recipe": recipe, "flags": flags})
    assert set(found_in(content, USUAL)) == {"victims", "health", "sponsored"}


@pytest.fixture
def from_viewers(newsroom: Newsroom) -> None:
    """The rules know a class of pictures that viewers sent, and of whoever speaks for the ministry."""
    sent = RiskClass(key="viewers", name={"vi": "Khán giả gửi"}, phrases=("khán giả gửi", "ugc"), signers=2)
    spoken = RiskClass(key="ministry", name={"vi": "Bộ"}, phrases=("Bộ trưởng Y tế",))
    change(0, lambda rules: rules.with_class(sent).with_class(spoken), member=newsroom.minh)


@pytest.mark.usefixtures("from_viewers")
def test_source_rundown_and_who_speaks_are_looked_at(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    cue = {"start": "0/1", "end": "1/1", "text": "Xin chào.", "speaker": "Bộ trưởng Y tế"}
    recipe = {"ranges": [{"start": "0/1", "end": "12/25"}], "captions": [cue]}
    times = {"language": "vi", "script": "", "slug": "x", "title": "Mưa"}
    touched = {**times, "start": Fraction(0), "end": Fraction(1), "marks": ["UGC"]}
    elsewhere = {**times, "start": Fraction(3, 5), "end": Fraction(1), "marks": ["Bị cáo"]}
    draft.recording.replace_rundown([touched, elsewhere])
    draft = _written(draft, newsroom, recipe=recipe)
    assert risks.still_to_mark(draft, draft.content, policy_of(draft.station).rules) == {
        "viewers": ["ugc"],
        "ministry": ["Bộ trưởng Y tế"],
    }
    package = send(draft)
    assert (set(demands_of(package).classes), demands_of(package).signers) == ({"viewers", "ministry"}, 2)


@pytest.mark.usefixtures("from_viewers")
def test_what_becomes_known_while_it_waits_is_sealed_anew(newsroom: Newsroom, package: Package) -> None:
    recording = package.clip.recording
    recording.describe("", "Khán giả gửi qua Zalo", newsroom.lan.actor)
    run_waiting_jobs()
    package.refresh_from_db()
    assert package.state == Package.VOID
    again = Package.objects.get(clip=package.clip, state=Package.OPEN)
    assert (demands_of(again).classes, again.content["origin"]) == (("viewers",), "Khán giả gửi qua Zalo")
    recording.describe("Tên khác", recording.origin, newsroom.lan.actor)  # what it is called is not sealed
    risks.look_again(recording)
    assert Package.objects.get(clip=package.clip, state=Package.OPEN) == again
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{again.pk}/")).content.decode()
    assert "Khán giả gửi qua Zalo" in page


def test_a_phrase_does_not_reach_from_one_text_into_the_next(draft: Clip) -> None:
    content = editing.content_with(draft.content, {"title": "Cuộc thi học", "description": "Sinh viên về nhất"})
    assert "minors" not in found_in(content, USUAL)


def test_what_the_rules_find_is_marked_and_sealed(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = send(_written(draft, newsroom, title="Học sinh trở lại trường"))
    mark = RiskMark.objects.get()
    assert (mark.risk_class, mark.found, mark.by) == ("minors", ["học sinh"], None)
    demands = demands_of(package)
    assert (demands.classes, demands.is_personal) == (("minors",), True)
    assert {"child", "accuracy"} <= {question.key for question in demands.questions}
    assert package.content["policy"] == {"version": 0, "sha256": USUAL.sha256}


def test_a_deputy_does_not_sign_what_asks_for_the_chief(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = send(_written(draft, newsroom, title="Học sinh trở lại trường"))
    on_duty(newsroom, newsroom.dung)
    with pytest.raises(refusals.ChiefNeeded):
        sign(package, given_for(package), member=newsroom.dung)
    assert not SignOff.objects.exists()
    done = sign(package, given_for(package), member=newsroom.minh)
    assert {one["question"] for one in done.answers} >= {"child"}
    assert done.policy == f"0:{USUAL.sha256[:12]}"


def test_a_no_blocks_until_the_signer_says_why(newsroom: Newsroom, package: Package) -> None:
    given = given_for(package)
    said = {**given.answers, "rights": Answer("no")}
    with pytest.raises(refusals.NoWithoutReason) as refusal:
        sign(package, replace(given, answers=said), member=newsroom.minh)
    assert "music" in str(refusal.value.params["question"]) or "nhạc" in str(refusal.value.params["question"])
    said = {**said, "rights": Answer("no", "Nhạc nền 3 giây, trích dẫn."), "ai": Answer("na")}
    done = sign(package, replace(given, answers=said), member=newsroom.minh)
    kept = {one["question"]: (one["answer"], one["note"]) for one in done.answers}
    assert kept["rights"] == ("no", "Nhạc nền 3 giây, trích dẫn.")
    assert (kept["ai"], kept["law"]) == (("na", ""), ("yes", ""))
    row = next(row for row in entries_of(done) if row.verb == "sign_off_given")
    assert row.after["answers"] == done.answers


def test_a_person_adds_a_class_and_what_waits_is_sealed_anew(newsroom: Newsroom, package: Package) -> None:
    risks.mark(package.clip, "courts", member=newsroom.huong)
    package.refresh_from_db()
    assert package.state == Package.VOID
    with pytest.raises(refusals.NotOpen):
        sign(package, given_for(package), member=newsroom.minh)
    run_waiting_jobs()
    again = Package.objects.get(clip=package.clip, state=Package.OPEN)
    assert demands_of(again).classes == ("courts",)
    assert {one["sha256"] for one in again.content["files"]} == {one["sha256"] for one in package.content["files"]}
    risks.mark(package.clip, "courts", member=newsroom.huong)  # twice is once
    assert RiskMark.objects.count() == 1


def test_a_class_is_taken_off_by_name_with_a_reason_and_stays_off(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = send(_written(draft, newsroom, title="Học sinh trở lại trường"))
    mark = RiskMark.objects.get()
    with pytest.raises(NotAllowed):
        risks.lift(mark, "Không có em nào.", member=newsroom.lan)
    with pytest.raises(NoteMissing):
        risks.lift(mark, " ", member=newsroom.huong)
    risks.lift(mark, "Không thấy mặt em nào.", member=newsroom.huong)
    assert classes_of(draft) == frozenset()
    run_waiting_jobs()
    again = Package.objects.get(clip=draft, state=Package.OPEN)
    assert again.pk != package.pk
    assert demands_of(again).is_routine
    lifted = next(row for row in entries_of(draft) if row.verb == "risk_lifted")
    assert (lifted.actor_name, lifted.because) == ("Hương", "Trẻ em: Không thấy mặt em nào.")


def test_a_notice_names_the_classes_in_the_readers_language_and_nothing_of_the_clip(
    newsroom: Newsroom, draft: Clip, send: Send
) -> None:
    package = send(_written(draft, newsroom, title="Học sinh trở lại trường"))
    notice = Notice.objects.get(person=newsroom.minh.person, cause__contains=str(package.pk))
    with translation.override("vi"):
        assert notice.where == f"{newsroom.station.name} · {draft.desk.name} · Trẻ em"
    with translation.override("en"):
        assert notice.class_names == ["Minors"]
    page = newsroom.client(newsroom.minh).get(newsroom.path("notices/")).content.decode()
    assert "Trẻ em" in page
    assert "Học sinh" not in page


def test_what_is_found_anew_raises_it_again(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    send(_written(draft, newsroom, title="Học sinh trở lại trường"))
    risks.lift(RiskMark.objects.get(), "Không thấy mặt em nào.", member=newsroom.huong)
    run_waiting_jobs()
    again = _written(Clip.objects.get(pk=draft.pk), newsroom, title="Học sinh và một bé trai")
    assert demands_of(send(again)).classes == ("minors",)


def test_nobody_takes_a_class_off_their_own_clip(newsroom: Newsroom, draft: Clip) -> None:
    Clip.objects.filter(pk=draft.pk).update(author=newsroom.huong.person)
    risks.mark(draft, "courts", member=newsroom.lan)
    with pytest.raises(risks.OwnRisk):
        risks.lift(RiskMark.objects.get(), "Không phải.", member=newsroom.huong)


def test_what_is_signed_keeps_its_classes(newsroom: Newsroom, sign_off: SignOff) -> None:
    with pytest.raises(risks.SignedAlready):
        risks.mark(sign_off.package.clip, "courts", member=newsroom.huong)
    with pytest.raises(risks.NoSuchClass):
        risks.mark(sign_off.package.clip, "routine", member=newsroom.huong)


def test_breaking_asks_the_short_list_and_what_the_risk_asks(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    editing.mark_breaking(draft, True, member=newsroom.lan)
    package = send(_written(draft, newsroom, title="Nhiều nạn nhân được cứu"))
    done = sign(package, given_for(package), member=newsroom.minh)
    assert [one["question"] for one in done.answers] == ["accuracy", "sources", "names", "privacy", "dignity"]


def test_a_shift_for_some_classes_does_not_reach_the_others(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = send(_written(draft, newsroom, title="Vắc xin mới về tỉnh"))
    shift = on_duty(newsroom, newsroom.dung)
    type(shift).objects.filter(pk=shift.pk).update(classes=["sponsored"])
    with pytest.raises(refusals.NotTheirClass) as refusal:
        sign(package, given_for(package), member=newsroom.dung)
    assert refusal.value.params["classes"] in {"Health", "Sức khoẻ"}
    type(shift).objects.filter(pk=shift.pk).update(classes=["sponsored", "health"])
    assert sign(package, given_for(package), member=newsroom.dung).shift_id == shift.pk


def test_a_sign_off_holds_as_long_as_the_strictest_class_says(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    short = RiskClass(key="quick", name={"vi": "Nhanh"}, valid_hours=2, phrases=("sông hồng",))

    def with_it(rules: Rules) -> Rules:
        return rules.with_class(short)

    change(0, with_it, member=newsroom.minh)
    package = send(draft)
    assert demands_of(package).classes == ("quick",)
    left = datetime.fromisoformat(package.content["valid_until"]) - now()
    assert timedelta(minutes=110) < left <= timedelta(hours=2)
