"""Whatever people do, in whatever order: nothing is public that nobody who may had signed, exactly so, and then still stood.

A model keeps, by itself and in a few lines, which content stands signed by whom and for where; Hypothesis makes up the day.
At full size (`make accept-signoff`, 2,000 days of 50 steps) it takes as long as `CLIPDESK_DAYS` asks for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Membership
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing import let_the_signer_forget
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.destinations.models import Destination
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.publishing import sending, sweeping
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review import risks, signing
from clipdesk.review.changing_rules import change
from clipdesk.review.models import Package, SignOff
from clipdesk.review.models.risk import marks_of
from clipdesk.review.rules import Rules
from clipdesk.review.tests.test_duty import on_duty

DAYS, STEPS = int(os.environ.get("CLIPDESK_DAYS", "10")), int(os.environ.get("CLIPDESK_STEPS", "15"))
SHARES = 1 if DAYS < 100 else 2
"""Many days are shared out, so that two processors can go through them at once (`pytest -n 2`)."""
CHIEFS = ("minh", "ha")
SIGNERS = (*CHIEFS, "dung", "lan")  # Dũng is a deputy on duty; Lan is the author, and never succeeds
ROLES = {"minh": "editor_in_chief", "ha": "editor_in_chief", "dung": "deputy"}
RISK = "elections"  # asks for two people here, one of them an editor-in-chief
WHERE = {"one": ("site",), "other": ("mirror",), "both": ("site", "mirror")}
WHEN = ("now", "later", "one now, one later")
LATER = timedelta(seconds=0.6)
MEANWHILE = (
    "nothing", "revoke", "change", "sign again", "take back", "hold", "add a place", "drop a place", "another place", "raise",
)  # fmt: skip
_signers, _chiefs = st.sampled_from(SIGNERS), st.sampled_from(CHIEFS)
_where, _when, _what = st.sampled_from(sorted(WHERE)), st.sampled_from(WHEN), st.sampled_from(MEANWHILE)


@dataclass(frozen=True)
class Asked:
    """What was put before the signers: how many different people it asks for, where it goes, from when on, and which
    revision it is."""

    people: int
    slots: dict[str, datetime | None]
    revision: int


class Day(RuleBasedStateMachine):
    """One clip of Lan's on one day. `signed`: digest → who signed it; `asked`: digest → what it asked for; `revoked`: who
    lost the role; `makers`: who had a part in the work, from which revision on; `stands`: the digest that may go out now, None
    where nothing may;
    `slots`: where Lan last sent it, and from when on; `public`: destination → the digest that is public there."""

    def __init__(self, newsroom: Newsroom, draft: Clip, went_out: list[tuple[str, int, str]]) -> None:
        super().__init__()
        self.went_out = went_out
        self.newsroom, self.clip_id = newsroom, draft.pk
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.signed: dict[str, set[str]] = {}
        self.asked: dict[str, Asked] = {}
        self.stands: str | None = None
        self.last_out: str | None = None
        self.withdrawal_signed = False
        self.revoked: set[str] = set()
        self.makers = {"lan": 0}
        self.old: list[Package] = []
        self.public: dict[str, str] = {}
        self.people = 1
        self.slots: dict[str, datetime | None] = {}
        self.hold: Hold | None = None
        self.words = 0

    def teardown(self) -> None:
        """Take the day back."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        let_the_signer_forget()

    @initialize(who=_chiefs, then=_signers, where=_where, what=_what, twice=st.booleans(), risky=st.booleans())
    def morning(self, who: str, then: str, where: str, what: str, twice: bool, risky: bool) -> None:
        """Each day begins with one clip that goes its way: Hypothesis leaves many rules out of a day."""
        if risky:
            self.raise_class()
        self.while_it_waits(who, then, where, what, twice)

    # --- what people do

    @rule(who=st.sampled_from(("lan", "minh")))
    def change(self, who: str) -> None:
        """Somebody changes the title: whatever stood signed stands no more."""
        clip, self.words = self.clip, self.words + 1
        content = editing.content_with(clip.content, {"title": f"Nước sông Hồng lên {self.words}"})
        if self._did(lambda: editing.save(clip, content, base=clip.head_number, member=self._member(who))):
            self.makers.setdefault(who, self.clip.head_number)
            self.stands = None
            self._work(False)

    @rule(where=_where, when=_when)
    def send(self, where: str, when: str) -> None:
        """Lan sends the clip to review, for one destination or two, for now or for later."""
        clip = self.clip
        slots = {place: now() + LATER if when == "later" else None for place in WHERE[where]}
        if when == WHEN[2]:
            slots[WHERE[where][-1]] = now() + LATER
        plans = [] if clip.is_correction else [sending.Plan(self._place(name), at) for name, at in slots.items()]
        if self._did(lambda: sending.send_to_review(clip, plans, base=clip.head_number, member=self._member("lan"))):
            self.stands = None
            self.slots = slots if plans else dict.fromkeys(self.public)
            self._work(False)

    @rule(where=_where, when=_when)
    def retarget(self, where: str, when: str) -> None:
        """Lan takes it back, signed or not, and sends it elsewhere, to one destination more or to one less."""
        self.take_back()
        self.send(where, when)

    @rule()
    def point_elsewhere(self) -> None:
        """Behind the desk's back, what was signed for one destination is pointed at the other."""
        self._work(False)  # what was signed reaches its publication
        rows = Publication.objects.filter(clip=self.clip_id).exclude(state=State.CANCELLED)
        taken = set(rows.values_list("destination__name", flat=True))
        row = rows.filter(state=State.PREPARED).exclude(package=None).select_related("destination").first()
        if row is not None and len(taken) == 1:
            [other] = set(WHERE["both"]) - taken
            Publication.objects.filter(pk=row.pk).update(destination=self._place(other))

    @rule()
    def raise_class(self) -> None:
        """Lan puts the clip into a class that asks for two people; what waits is sealed anew."""
        if self._did(lambda: risks.mark(self.clip, RISK, member=self._member("lan"))):
            self.people = 2
            self._work(False)

    @rule()
    def lower_class(self) -> None:
        """Hương decides, by name and with a reason, that it is not in that class."""
        mark = marks_of(self.clip).filter(risk_class=RISK).first()
        if mark is not None and self._did(
            lambda: risks.lift(mark, "Không phải tin bầu cử.", member=self._member("huong"))
        ):
            self.people = 1
            self._work(False)

    @rule()
    def take_back(self) -> None:
        """Lan takes it back."""
        if self._did(lambda: sending.take_back(self.clip, member=self._member("lan"))):
            self.stands = None

    @rule(who=_signers, stale=st.booleans())
    def sign(self, who: str, stale: bool) -> None:
        """Somebody signs what waits; or, with an old page before them, what waited once."""
        package = self.old[0] if stale and self.old else self._open()
        member = self._member(who)
        if package is None or member is None:
            return
        self.old.append(package)
        if not self._did(lambda: signing.sign(package, given_for(package), member=member)):
            return
        assert self.makers.get(who, inf) > package.revision.number, "somebody signed what they had a part in"
        assert who not in self.revoked, "somebody without the role signed"
        if package.kind == Package.WITHDRAWAL:
            self.withdrawal_signed = True
            return
        signed = self.signed.setdefault(package.sha256, set())
        assert who not in signed, "one person signed twice"
        signed.add(who)
        self.asked.setdefault(package.sha256, Asked(self.people, self.slots, package.revision.number))
        if self._is_enough(package.sha256):
            self.stands = package.sha256

    @rule(who=_chiefs, then=_signers, where=_where, when=_when)
    def as_it_should_go(self, who: str, then: str, where: str, when: str) -> None:
        """Sent, signed, sent out: chance alone would rarely come that far."""
        self.send(where, when)
        self.sign(who, stale=False)
        self.sign(then, stale=False)
        self._work(False)

    @rule(who=_chiefs, then=_signers, where=_where, what=_what, twice=st.booleans())
    def while_it_waits(self, who: str, then: str, where: str, what: str, twice: bool) -> None:
        """It is signed for later; something happens; the time comes."""
        self.send(where, "later")
        self.sign(who, stale=False)
        if what == "raise":  # perhaps between the first signature and the second
            self.raise_class()
        self.sign(then, stale=False)
        self._meanwhile(who, what)
        self.the_time_comes()
        sweeping.sweep()
        self._work(twice)

    def _meanwhile(self, who: str, what: str) -> None:
        if what == "revoke":
            self.revoke(who)
        elif what == "change":
            self.change("lan")
        elif what == "sign again":
            self.change("lan")
            self.send("one", "later")
            self.sign(who, stale=True)
        elif what == "take back":
            self.take_back()
        elif what == "hold" and self.hold is None:
            self.stop_everything()
        elif what == "add a place":
            self.retarget("both", "later")
        elif what == "drop a place":
            self.retarget("one", "later")
        elif what == "another place":
            self.point_elsewhere()

    @rule()
    def send_back(self) -> None:
        """Hương sends back what waits."""
        package = self._open()
        if package is not None:
            self._did(lambda: signing.send_back(package, "Sai tên cầu.", member=self._member("huong")))

    @rule()
    def correct(self) -> None:
        """Lan begins a correction of what is public; what stands is public already."""
        self._did(lambda: editing.begin_correction(self.clip, "Sai tên cầu.", member=self._member("lan")))

    @rule()
    def drop_correction(self) -> None:
        """Lan drops it again."""
        if self._did(lambda: editing.drop_correction(self.clip, member=self._member("lan"))):
            self.stands = self.last_out

    @rule()
    def ask_for_withdrawal(self) -> None:
        """Hương asks for what is public to be taken down."""
        self._did(lambda: sending.ask_for_withdrawal(self.clip, "Sai nguồn.", member=self._member("huong")))

    @rule(who=st.sampled_from(sorted(ROLES)))
    def revoke(self, who: str) -> None:
        """Somebody who signs loses the role."""
        Membership.objects.filter(person=getattr(self.newsroom, who).person).update(role="producer")
        self.revoked.add(who)

    @rule(who=st.sampled_from(sorted(ROLES)))
    def give_back(self, who: str) -> None:
        """And gets it again."""
        Membership.objects.filter(person=getattr(self.newsroom, who).person).update(role=ROLES[who])
        self.revoked.discard(who)

    @precondition(lambda self: self.hold is None)
    @rule()
    def stop_everything(self) -> None:
        """Hương puts publishing on hold."""
        self.hold = Hold.place(self._member("huong"), "Chờ xác minh")

    @precondition(lambda self: self.hold is not None)
    @rule()
    def go_on(self) -> None:
        """And lets it go on."""
        assert self.hold is not None
        self.hold.lift(self._member("huong"))
        self.hold = None

    # --- what the machine does

    @rule()
    def the_time_comes(self) -> None:
        """The slot comes. The database's clock stands still within the day, so the sweep finds what is due."""
        for slot in filter(None, self.slots.values()):
            time.sleep(max(0.0, (slot - now()).total_seconds()))
        sweeping.sweep()
        self._work(False)

    @rule(crash=st.booleans())
    def work(self, crash: bool) -> None:
        """The workers work; or one dies when all was done and before it said so, and everything is done twice."""
        self._work(crash)

    @rule()
    def lose_the_jobs(self) -> None:
        """The queue is lost; the sweep finds what is due."""
        ProcrastinateJob.objects.filter(status="todo").delete()

    @rule()
    def sweep(self) -> None:
        """The periodic look."""
        sweeping.sweep()

    # --- what must hold

    @invariant()
    def nothing_is_public_that_does_not_stand(self) -> None:
        """What went out in this step stood signed, for there, by as many people as it asks for, who could then answer for it;
        what was public stays so."""
        rows = Publication.objects.filter(clip=self.clip_id).exclude(shown=None)
        public = dict(rows.values_list("destination__name", "shown__sha256"))
        for place, shown in public.items():
            if shown != self.public.get(place):
                self._check_what_went_out(place, shown)
        if self.public.keys() - public.keys():
            assert self.withdrawal_signed, "it was taken down and nobody had signed that"
        self.public = public

    def _check_what_went_out(self, place: str, shown: str) -> None:
        assert shown == self.stands, "something else went out than what stands signed"
        asked = self.asked[shown]
        assert self._is_enough(shown), f"it went out, signed by {self.signed[shown]} of {asked.people}"
        assert place in asked.slots, "it went where nobody had signed that it goes"
        assert self.hold is None, "it went out while all was on hold"
        slot = asked.slots[place]
        assert slot is None or slot <= now(), "it went out before its time"
        self.last_out = shown
        self.went_out.append((shown, asked.people, place))

    def _is_enough(self, digest: str) -> bool:
        """Whether as many different people as it asks for signed it, who may and had no part in it; where two must, one of
        them an editor-in-chief."""
        asked = self.asked[digest]
        makers = {who for who, first in self.makers.items() if first <= asked.revision}
        people = self.signed[digest] - self.revoked - makers
        return len(people) >= asked.people and (asked.people == 1 or bool(people & set(CHIEFS)))

    @property
    def clip(self) -> Clip:
        """The clip as it is now."""
        return Clip.objects.select_related("station", "desk", "recording", "author", "sent_by").get(pk=self.clip_id)

    def _member(self, who: str) -> Member:
        found = member_of(getattr(self.newsroom, who).person, self.newsroom.station)
        assert found is not None
        return found

    def _place(self, name: str) -> Destination:
        return self.newsroom.station.destinations.get(name=name)

    def _open(self) -> Package | None:
        return Package.objects.filter(clip=self.clip_id, state=Package.OPEN).first()

    def _did(self, act: Callable[[], Any]) -> bool:
        """Do it, or be refused with a sentence and nothing written."""
        before = SignOff.objects.count()
        try:
            with transaction.atomic():
                act()
        except ClipdeskError:
            assert SignOff.objects.count() == before
            return False
        return True

    def _work(self, crash: bool) -> None:
        last = ProcrastinateJob.objects.order_by("-id").values_list("id", flat=True).first() or 0
        run_waiting_jobs()
        if crash:
            ProcrastinateJob.objects.filter(id__gt=last - 5, status="succeeded").update(status="todo")
            run_waiting_jobs()


@pytest.mark.slow
@pytest.mark.timeout(6 * 3600)
@pytest.mark.parametrize("share", range(SHARES))
def test_no_day_makes_public_what_nobody_signed(
    newsroom: Newsroom,
    draft: Clip,
    send: Callable[[Clip], Package],
    record_property: Callable[[str, object], None],
    share: int,
) -> None:
    days = DAYS // SHARES
    send(draft)  # rendered once: words do not change the pictures
    sending.take_back(draft, member=newsroom.lan)
    run_waiting_jobs()
    change(0, _two_people, member=newsroom.minh)
    on_duty(newsroom, newsroom.dung, ends=timedelta(days=1))
    newsroom.station.destinations.update(name="site")
    newsroom.station.destinations.create(practice=True, real=False, kind="site", name="mirror")
    size = settings(
        max_examples=days,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=DAYS < 100,
        suppress_health_check=list(HealthCheck),
    )
    went_out: list[tuple[str, int, str]] = []

    def begin() -> Day:
        return Day(newsroom, Clip.objects.get(pk=draft.pk), went_out)

    run_state_machine_as_test(begin, settings=size)  # type: ignore[arg-type]  # it is called, no more
    by_two = sum(people == 2 for _digest, people, _place in went_out)
    places = {place for _digest, _people, place in went_out}
    said = f"{days} days of up to {STEPS} steps: {len(went_out)} times something went out, {by_two} of them signed by two people"
    record_property("figure", f"{said}; nothing else did")
    assert len(went_out) >= days // 10, "hardly anything went out: these days prove little"
    assert by_two, "nothing went out that two people must sign: these days prove little"
    assert places == set(WHERE["both"]), "nothing went to one of the places: these days prove little"


def _two_people(rules: Rules) -> Rules:
    risk = rules.risk_class(RISK)
    assert risk is not None
    assert risk.is_personal
    return rules.with_class(replace(risk, signers=2))
