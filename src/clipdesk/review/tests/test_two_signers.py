"""Two signatures are two people; and one person alone in an emergency, with a reason, seen by somebody else afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clipdesk.accounts.member import Member, NotAllowed, member_of
from clipdesk.accounts.models import Membership, Notice
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.review import emergencies, refusals, rota, signing
from clipdesk.review.calling import SILENCE, told_of
from clipdesk.review.changing_rules import change
from clipdesk.review.in_force import is_covered
from clipdesk.review.models import Emergency, EmergencySeen, Package, SignOff
from clipdesk.review.rota import Duty
from clipdesk.review.rules import Rules
from clipdesk.review.signing import sign
from clipdesk.review.tests.conftest import Post, let_pass, yes_to_all
from clipdesk.review.tests.test_duty import on_duty


def _as_now(member: Member) -> Member:
    found = member_of(member.person, member.station)
    assert found is not None
    return found


@pytest.fixture
def package(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> Package:
    """A package that asks for two people, one of them an editor-in-chief."""

    def stricter(rules: Rules) -> Rules:
        return rules.with_class(replace(rules.routine, signers=2, is_personal=True))

    change(0, stricter, member=newsroom.minh)
    return send(draft)


def test_nothing_goes_out_after_one_of_two(newsroom: Newsroom, package: Package) -> None:
    sign(package, given_for(package), member=newsroom.minh)
    package.refresh_from_db()
    assert (package.state, is_covered(package)) == (Package.OPEN, False)
    run_waiting_jobs()
    assert Publication.objects.get().state == State.PREPARED
    with pytest.raises(refusals.SignedByYou):
        sign(package, given_for(package), member=newsroom.minh)
    sign(package, given_for(package), member=newsroom.ha)
    run_waiting_jobs()
    publication = Publication.objects.get()
    assert (publication.state, publication.package) == (State.LIVE, package)


def test_the_database_lets_nothing_out_after_one_of_two(newsroom: Newsroom, package: Package) -> None:
    one = sign(package, given_for(package), member=newsroom.minh)
    Package.objects.filter(pk=package.pk).update(state=Package.SIGNED)
    Clip.objects.filter(pk=package.clip_id).update(state=Clip.SIGNED)
    row = Publication.objects.filter(clip=package.clip)
    with pytest.raises(IntegrityError, match="no valid sign-off"), transaction.atomic():
        row.update(state=State.SENDING, package=package, sign_off=one)
    fields = {name: getattr(one, name) for name in ("station", "package", "package_sha256", "watched", "valid_until")}
    SignOff.objects.create(**fields, signer=newsroom.ha.person, signer_name="Hà", signer_roles="", method="password")
    row.update(state=State.SENDING, package=package, sign_off=one)


def test_the_second_may_be_a_deputy_but_two_deputies_are_no_chief(newsroom: Newsroom, package: Package) -> None:
    on_duty(newsroom, newsroom.dung)
    sign(package, given_for(package), member=newsroom.dung)
    Membership.objects.filter(person=newsroom.ha.person).update(role="deputy")
    ha = _as_now(newsroom.ha)
    on_duty(newsroom, ha)
    with pytest.raises(refusals.ChiefNeeded):
        sign(package, given_for(package), member=ha)
    sign(package, given_for(package), member=newsroom.minh)
    package.refresh_from_db()
    assert package.state == Package.SIGNED


def test_who_lost_the_role_counts_no_more(newsroom: Newsroom, package: Package) -> None:
    sign(package, given_for(package), member=newsroom.ha)
    Membership.objects.filter(person=newsroom.ha.person).update(role="producer")
    on_duty(newsroom, newsroom.dung)
    sign(package, given_for(package), member=newsroom.dung)
    package.refresh_from_db()
    assert package.state == Package.OPEN
    sign(package, given_for(package), member=newsroom.minh)
    package.refresh_from_db()
    assert package.state == Package.SIGNED


def test_everybody_who_can_be_one_of_them_is_called_at_once(newsroom: Newsroom, package: Package) -> None:
    told = set(Notice.objects.filter(cause__endswith=str(package.pk)).values_list("person__name", flat=True))
    assert {"Minh", "Hà"} <= told


def _two(newsroom: Newsroom, *, is_personal: bool) -> None:
    """Two people sign from now on, one of them an editor-in-chief or not; Dũng is on duty, Hà stands in."""

    def stricter(rules: Rules) -> Rules:
        return rules.with_class(replace(rules.routine, signers=2, is_personal=is_personal))

    change(0, stricter, member=newsroom.minh)
    for member, stands_in in ((newsroom.dung, False), (newsroom.ha, True)):
        spans = [(now() - timedelta(hours=1), now() + timedelta(hours=8))]
        duty = Duty(person=member.person, desk=None, is_stand_in=stands_in, spans=spans)
        rota.plan(duty, member=newsroom.minh)


def _called(round_: int) -> list[str]:
    """Who was called for the first signature (0), or anew for the second (1)."""
    rows = Notice.objects.filter(kind__startswith="sign_off_")
    ends = rows.filter(cause__endswith=":1") if round_ else rows.exclude(cause__endswith=":1")
    return sorted(ends.values_list("person__name", flat=True))


def test_after_the_first_the_others_are_called_anew_one_rank_after_the_other(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _two(newsroom, is_personal=False)
    package = send(draft)
    assert _called(0) == ["Dũng", "Hà", "Minh", "Thảo"]
    sign(package, given_for(package), member=newsroom.minh)
    assert _called(1) == ["Dũng"]
    assert Notice.objects.get(cause__endswith=":1").kind == "sign_off_urgent"  # on duty
    let_pass(SILENCE - timedelta(seconds=5))
    assert _called(1) == ["Dũng"]
    let_pass(timedelta(seconds=5))
    assert _called(1) == ["Dũng", "Hà"]
    let_pass(SILENCE)
    assert _called(1) == ["Dũng", "Hà", "Thảo"]  # never Minh, who has signed
    package.refresh_from_db()
    assert package.state == Package.OPEN
    assert len(told_of(package)) == 4 + 3
    sign(package, given_for(package), member=newsroom.ha)
    assert not Notice.objects.filter(kind__startswith="sign_off_", read_at=None).exists()
    let_pass(SILENCE)
    assert _called(1) == ["Dũng", "Hà", "Thảo"]


def test_where_an_editor_in_chief_is_still_missing_only_those_are_called_anew(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _two(newsroom, is_personal=True)
    package = send(draft)
    sign(package, given_for(package), member=newsroom.dung)
    assert _called(1) == ["Hà", "Minh", "Thảo"]
    assert set(Notice.objects.filter(cause__endswith=":1").values_list("kind", flat=True)) == {"sign_off_urgent"}


def test_who_has_signed_and_comes_on_duty_again_is_not_called(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _two(newsroom, is_personal=False)
    package = send(draft)
    sign(package, given_for(package), member=newsroom.dung)
    before = Notice.objects.filter(person=newsroom.dung.person, kind__startswith="sign_off_").count()
    on_duty(newsroom, newsroom.dung)
    run_waiting_jobs()
    assert Notice.objects.filter(person=newsroom.dung.person, kind__startswith="sign_off_").count() == before


def test_who_opens_the_page_has_seen_both_calls(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _two(newsroom, is_personal=False)
    package = send(draft)
    sign(package, given_for(package), member=newsroom.minh)
    newsroom.client(newsroom.dung).get(newsroom.path(f"review/{package.pk}/"))
    mine = Notice.objects.filter(person=newsroom.dung.person, kind__startswith="sign_off_")
    assert (mine.count(), mine.filter(read_at=None).count()) == (2, 0)


def test_sent_back_after_one_signature_nothing_is_left_of_it(newsroom: Newsroom, package: Package) -> None:
    one = sign(package, given_for(package), member=newsroom.minh)
    signing.send_back(package, "Sai tên cầu.", member=newsroom.ha)
    assert SignOff.objects.get(pk=one.pk).void.because == "the package was sent back"


def test_an_emergency_releases_it_and_others_are_told_at_once(newsroom: Newsroom, package: Package) -> None:
    given = given_for(package)
    with pytest.raises(refusals.ReasonMissing):
        sign(package, replace(given, emergency=" "), member=newsroom.minh)
    done = sign(package, replace(given, emergency="Vỡ đê, không liên lạc được ai."), member=newsroom.minh)
    run_waiting_jobs()
    assert Publication.objects.get().state == State.LIVE
    made = Emergency.objects.get()
    assert (made.sign_off_id, made.missing) == (done.pk, ["signers"])
    assert timedelta(hours=23) < made.look_until - now() <= timedelta(hours=24)
    told = set(Notice.objects.filter(kind="emergency").values_list("person__name", flat=True))
    assert {"Hà", "Dũng", "Hương"} <= told
    assert "Minh" not in told
    row = next(row for row in entries_of(package) if row.verb == "emergency_release")
    assert (row.actor_name, row.because) == ("Minh", "Vỡ đê, không liên lạc được ai.")


def test_a_deputy_off_duty_may_in_an_emergency_but_never_the_author(newsroom: Newsroom, package: Package) -> None:
    given = replace(given_for(package), emergency="Không gọi được ai.")
    with pytest.raises(NotAllowed):
        sign(package, given, member=newsroom.lan)
    Membership.objects.filter(person=newsroom.lan.person).update(role="editor_in_chief")
    with pytest.raises(refusals.OwnWork):
        sign(package, given, member=_as_now(newsroom.lan))
    with pytest.raises(refusals.NotWatched):
        sign(package, replace(given, watched=False), member=newsroom.dung)
    done = sign(package, given, member=newsroom.dung)
    assert (done.shift, is_covered(package)) == (None, True)
    assert Emergency.objects.get().missing == ["duty", "personal", "signers"]


def test_where_nothing_is_missing_there_is_no_emergency(newsroom: Newsroom, package: Package) -> None:
    sign(package, given_for(package), member=newsroom.ha)
    with pytest.raises(refusals.NoEmergency):
        sign(package, replace(given_for(package), emergency="Gấp."), member=newsroom.minh)


def test_somebody_else_looks_at_it_and_silence_reminds_once(newsroom: Newsroom, package: Package) -> None:
    sign(package, replace(given_for(package), emergency="Vỡ đê."), member=newsroom.minh)
    made = Emergency.objects.get()
    emergencies.remind(now())
    assert not Notice.objects.filter(kind="emergency_unseen").exists()
    for _round in range(2):
        emergencies.remind(made.look_until + timedelta(seconds=1))
    assert Notice.objects.filter(kind="emergency_unseen", person=newsroom.ha.person).count() == 1
    with pytest.raises(emergencies.OwnEmergency):
        emergencies.look(made, "Đúng.", member=newsroom.minh)
    with pytest.raises(NoteMissing):
        emergencies.look(made, " ", member=newsroom.ha)
    with pytest.raises(NotAllowed):
        emergencies.look(made, "Đúng.", member=newsroom.lan)
    assert list(emergencies.unseen(newsroom.ha)) == [made]
    emergencies.look(made, "Đúng, đã gọi lại cho nguồn.", member=newsroom.ha)
    emergencies.look(made, "Lần nữa.", member=newsroom.huong)
    assert EmergencySeen.objects.get().words == "Đúng, đã gọi lại cho nguồn."
    assert not emergencies.unseen(newsroom.ha)


def test_the_page_tells_of_the_second_and_of_the_emergency(newsroom: Newsroom, package: Package, post: Post) -> None:
    path = newsroom.path(f"review/{package.pk}/")
    page = newsroom.client(newsroom.minh).get(path)
    assert (page.context["more"], page.context["refusals"]) == (1, [])
    assert post(package, newsroom.minh).status_code == 302
    assert newsroom.client(newsroom.minh).get(path).context["may_sign"] is False
    answer = post(package, newsroom.dung, emergency="on", reason="")
    assert answer.status_code == 422
    answer = post(package, newsroom.dung, emergency="on", reason="Hà không nghe máy.", **yes_to_all(package))
    assert answer.status_code == 302
    shown = newsroom.client(newsroom.ha).get(path).content.decode()
    assert "Hà không nghe máy." in shown
    emergency = Emergency.objects.get()
    look = newsroom.path(f"review/emergencies/{emergency.pk}/")
    assert newsroom.client(newsroom.ha).post(look, {"words": "Đúng."}).status_code == 302
    assert EmergencySeen.objects.get().by == newsroom.ha.person
