"""“Elections: only the editor-in-chief, never a deputy. Health: two persons, one of them the head of the desk.”"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Membership, Notice
from clipdesk.accounts.roles import DEPUTY
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for, make_member
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import sending
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.publishing.unattended import unattended
from clipdesk.review import refusals
from clipdesk.review.changing_rules import change
from clipdesk.review.demands import demands_of
from clipdesk.review.in_force import is_covered
from clipdesk.review.models import Emergency, Package, SignOff
from clipdesk.review.models.policy import policy_of
from clipdesk.review.rules import Demands, Rules
from clipdesk.review.signing import sign
from clipdesk.review.tests.conftest import Post
from clipdesk.review.tests.test_duty import on_duty
from clipdesk.review.usual_rules import USUAL

Send = Callable[[Clip], Package]


def _stricter(newsroom: Newsroom, **changes: object) -> None:
    """From now on every clip asks for this, too."""

    def alter(rules: Rules) -> Rules:
        return rules.with_class(replace(rules.routine, **changes))  # type: ignore[arg-type]

    change(0, alter, member=newsroom.minh)


@pytest.fixture
def elections(newsroom: Newsroom, draft: Clip, send: Send) -> Package:
    """A package that editors-in-chief alone sign, two of them; Dũng, a deputy, is on duty."""
    on_duty(newsroom, newsroom.dung)
    _stricter(newsroom, signers=2, chiefs_only=True, is_personal=True)
    return send(draft)


@pytest.fixture
def head(newsroom: Newsroom) -> Member:
    """Quân, deputy of the news desk and of no other."""
    return make_member(newsroom.station, "Quân", DEPUTY, newsroom.news)


@pytest.fixture
def health(newsroom: Newsroom, head: Member, draft: Clip, send: Send) -> Package:
    """A package that two people sign, one of them of the news desk itself; Quân is on duty there, and so is Dũng."""
    Membership.objects.filter(person=newsroom.thao.person).delete()  # a trainee does everything here
    for deputy in (head, newsroom.dung):
        on_duty(newsroom, deputy, newsroom.news)
    _stricter(newsroom, signers=2, of_desk=True)
    return send(draft)


def test_a_deputy_never_signs_what_editors_in_chief_alone_sign(newsroom: Newsroom, elections: Package) -> None:
    given = given_for(elections)
    sign(elections, given, member=newsroom.minh)
    for emergency in (None, "Không gọi được ai."):
        with pytest.raises(refusals.ChiefsOnly):
            sign(elections, replace(given, emergency=emergency), member=newsroom.dung)
    sign(elections, given, member=newsroom.ha)
    assert is_covered(Package.objects.get(pk=elections.pk))


@pytest.mark.usefixtures("as_owner")
def test_a_deputys_sign_off_counts_for_nothing_there(newsroom: Newsroom, elections: Package) -> None:
    """An editor-in-chief who signed becomes a deputy, and whoever has the database says that it was in a shift."""
    sign(elections, given_for(elections), member=newsroom.minh)
    sign(elections, given_for(elections), member=newsroom.ha)
    assert is_covered(elections)
    Membership.objects.filter(person=newsroom.ha.person).update(role=DEPUTY)
    ha = member_of(newsroom.ha.person, newsroom.station)
    assert ha is not None
    shift = on_duty(newsroom, ha)
    SignOff.objects.filter(signer=ha.person).update(shift=shift)
    assert not is_covered(Package.objects.get(pk=elections.pk))


def test_the_page_tells_a_deputy_why_and_offers_no_emergency(
    newsroom: Newsroom, elections: Package, post: Post
) -> None:
    page = newsroom.client(newsroom.dung).get(newsroom.path(f"review/{elections.pk}/"))
    assert page.context["shut_out"]
    assert page.context["shut_out"] in page.content.decode()
    assert b'name="emergency"' not in page.content
    assert post(elections, newsroom.dung, emergency="on", reason="Gấp.").status_code == 422
    assert not Emergency.objects.exists()
    assert b'name="emergency"' in newsroom.client(newsroom.minh).get(newsroom.path(f"review/{elections.pk}/")).content


def test_editors_in_chief_alone_are_called_for_it(newsroom: Newsroom, elections: Package) -> None:
    told = Notice.objects.filter(cause__endswith=str(elections.pk), kind__startswith="sign_off_")
    on_duty(newsroom, newsroom.dung)  # who comes on duty is told what waits, but not this
    run_waiting_jobs()
    names = set(told.values_list("person__name", flat=True))
    assert {"Minh", "Hà"} <= names
    assert "Dũng" not in names


def test_two_of_other_desks_are_not_enough(newsroom: Newsroom, head: Member, health: Package) -> None:
    sign(health, given_for(health), member=newsroom.minh)
    for other in (newsroom.ha, newsroom.dung):
        with pytest.raises(refusals.DeskNeeded, match="Thời sự"):
            sign(health, given_for(health), member=other)
    sign(health, given_for(health), member=head)
    run_waiting_jobs()
    assert Publication.objects.get().is_public


def test_who_heads_the_desk_may_be_the_first(newsroom: Newsroom, head: Member, health: Package) -> None:
    sign(health, given_for(health), member=head)
    assert not is_covered(health)
    sign(health, given_for(health), member=newsroom.dung)
    assert is_covered(Package.objects.get(pk=health.pk))


def test_who_heads_the_desk_no_more_counts_as_anybody(newsroom: Newsroom, head: Member, health: Package) -> None:
    for member in (head, newsroom.minh):
        sign(health, given_for(health), member=member)
    assert is_covered(health)
    Membership.objects.filter(person=head.person).update(desk=None)
    assert not is_covered(Package.objects.get(pk=health.pk))


def test_after_the_first_only_who_heads_the_desk_is_called(newsroom: Newsroom, head: Member, health: Package) -> None:
    sign(health, given_for(health), member=newsroom.minh)
    again = Notice.objects.filter(kind__startswith="sign_off_", cause__endswith=":1")
    assert list(again.values_list("person__name", "kind")) == [("Quân", "sign_off_urgent")]


def test_where_the_head_of_the_desk_made_it_the_others_are_called(
    newsroom: Newsroom, head: Member, draft: Clip, health: Package, send: Send
) -> None:
    """Nobody can give the second signature but in an emergency: somebody has to know."""
    content = editing.content_with(draft.content, {"title": "Quân đã sửa"})
    sending.take_back(Clip.objects.get(pk=draft.pk), member=newsroom.lan)
    editing.save(Clip.objects.get(pk=draft.pk), content, base=draft.head_number, member=head)
    package = send(Clip.objects.get(pk=draft.pk))
    sign(package, given_for(package), member=newsroom.minh)
    again = Notice.objects.filter(kind__startswith="sign_off_", cause__endswith=f"{package.pk}:1")
    assert set(again.values_list("person__name", flat=True)) == {"Dũng"}


def test_an_emergency_release_says_that_it_went_without_the_desk(newsroom: Newsroom, health: Package) -> None:
    sign(health, replace(given_for(health), emergency="Vỡ đê."), member=newsroom.minh)
    assert Emergency.objects.get().missing == ["desk", "signers"]
    assert is_covered(Package.objects.get(pk=health.pk))


@pytest.mark.parametrize(
    ("asked", "on_rota", "is_told"),
    [
        ({"chiefs_only": True, "is_personal": True}, ("dung",), True),
        ({"chiefs_only": True, "is_personal": True}, ("minh",), False),
        ({"signers": 2, "of_desk": True}, ("minh", "dung"), True),
        ({"signers": 2, "of_desk": True}, ("minh", "head"), False),
    ],
)
def test_the_evening_looks_for_those_who_are_asked_for(
    newsroom: Newsroom, head: Member, draft: Clip, asked: dict[str, object], on_rota: tuple[str, ...], is_told: bool
) -> None:
    _stricter(newsroom, **asked)
    slot = now() + timedelta(hours=9)
    for name in on_rota:
        on_duty(newsroom, head if name == "head" else getattr(newsroom, name), newsroom.news, ends=timedelta(hours=12))
    plans = [Plan(newsroom.station.destinations.get(), slot)]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    rows = Publication.objects.select_related("clip__desk", "station")
    assert bool(unattended(rows.order_by("slot"), now())) is is_told


def test_what_asks_for_nothing_is_not_written_so_rules_keep_their_digest(newsroom: Newsroom) -> None:
    kept = "a05c1cd7ed3d658dd66062c1a6f459e5ff9653acbd0fdd0294dd2bafc34941c6"
    assert USUAL.sha256 == kept, "as it lies in review/usual since before these two could be asked"
    _stricter(newsroom, chiefs_only=True, of_desk=True)
    rules = policy_of(newsroom.station).rules
    assert (rules.routine.chiefs_only, rules.routine.of_desk) == (True, True)
    demands = rules.demands_on(["health"])
    assert Demands.from_json(demands.to_json()) == demands
    assert (demands.chiefs_only, demands.of_desk) == (True, True)
    assert {"chiefs_only", "of_desk"}.isdisjoint(USUAL.demands_on(()).to_json())


def test_words_alone_go_without_the_desk_but_never_to_a_deputy(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    _stricter(newsroom, chiefs_only=True, is_personal=True, of_desk=True, signers=2, is_full_round=False)
    words = demands_of(send(draft)).for_words_alone()
    assert (words.signers, words.of_desk, words.chiefs_only) == (1, False, True)
