"""Whatever people do, in whatever order: nothing is public that nobody who may had signed, exactly so, and then still stood.

A model keeps, by itself and in a few lines, which content stands signed by whom; Hypothesis makes up the day. At full
size (`make accept-signoff`, 2,000 days of 50 steps) it takes as long as `CLIPDESK_DAYS` asks for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
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
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.publishing import sending, sweeping
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review import signing
from clipdesk.review.models import Package, SignOff

DAYS, STEPS = int(os.environ.get("CLIPDESK_DAYS", "10")), int(os.environ.get("CLIPDESK_STEPS", "15"))
SIGNERS = ("minh", "ha", "lan")
LATER = timedelta(seconds=0.6)
MEANWHILE = ("nothing", "revoke", "change", "sign again", "take back", "hold")


class Day(RuleBasedStateMachine):
    """One clip of Lan's on one day. `signed`: digest → who signed it; `revoked`: who lost the role; `makers`: who had a
    part in the work; `stands`: the digest that may go out now, None where nothing may."""

    def __init__(self, newsroom: Newsroom, draft: Clip, went_out: list[str]) -> None:
        super().__init__()
        self.went_out = went_out
        self.newsroom, self.clip_id = newsroom, draft.pk
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.signed: dict[str, str] = {}
        self.stands: str | None = None
        self.withdrawal_signed = False
        self.revoked: set[str] = set()
        self.makers = {"lan"}
        self.old: list[Package] = []
        self.public: str | None = None
        self.slot: datetime | None = None
        self.hold: Hold | None = None
        self.words = 0

    def teardown(self) -> None:
        """Take the day back."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        let_the_signer_forget()

    @initialize(who=st.sampled_from(("minh", "ha")), what=st.sampled_from(MEANWHILE), twice=st.booleans())
    def morning(self, who: str, what: str, twice: bool) -> None:
        """Each day begins with one clip that goes its way: Hypothesis leaves many rules out of a day."""
        self.while_it_waits(who, what, twice)

    # --- what people do

    @rule(who=st.sampled_from(("lan", "minh")))
    def change(self, who: str) -> None:
        """Somebody changes the title: whatever stood signed stands no more."""
        clip, self.words = self.clip, self.words + 1
        content = editing.content_with(clip.content, {"title": f"Nước sông Hồng lên {self.words}"})
        if self._did(lambda: editing.save(clip, content, base=clip.head_number, member=self._member(who))):
            self.makers.add(who)
            self.stands = None
            self._work(False)

    @rule(later=st.booleans())
    def send(self, later: bool) -> None:
        """Lan sends the clip to review, for now or for later."""
        clip = self.clip
        slot = now() + LATER if later else None
        plans = [] if clip.is_correction else [sending.Plan(self.newsroom.station.destinations.get(), slot)]
        if self._did(lambda: sending.send_to_review(clip, plans, base=clip.head_number, member=self._member("lan"))):
            self.stands = None
            if plans:
                self.slot = slot
            self._work(False)

    @rule()
    def take_back(self) -> None:
        """Lan takes it back."""
        if self._did(lambda: sending.take_back(self.clip, member=self._member("lan"))):
            self.stands = None

    @rule(who=st.sampled_from(SIGNERS), stale=st.booleans())
    def sign(self, who: str, stale: bool) -> None:
        """Somebody signs what waits; or, with an old page before them, what waited once."""
        package = self.old[0] if stale and self.old else self._open()
        member = self._member(who)
        if package is None or member is None:
            return
        self.old.append(package)
        if self._did(lambda: signing.sign(package, given_for(package), member=member)):
            assert who not in self.makers, "the author signed"
            assert who not in self.revoked, "somebody without the role signed"
            self.signed[package.sha256] = who
            if package.kind == Package.WITHDRAWAL:
                self.withdrawal_signed = True
            else:
                self.stands = package.sha256

    @rule(who=st.sampled_from(("minh", "ha")), later=st.booleans())
    def as_it_should_go(self, who: str, later: bool) -> None:
        """Sent, signed, sent out: chance alone would rarely come that far."""
        self.send(later)
        self.sign(who, stale=False)
        self._work(False)

    @rule(who=st.sampled_from(("minh", "ha")), what=st.sampled_from(MEANWHILE), twice=st.booleans())
    def while_it_waits(self, who: str, what: str, twice: bool) -> None:
        """It is signed for later; something happens; the time comes."""
        self.send(later=True)
        self.sign(who, stale=False)
        if what == "revoke":
            self.revoke(who)
        elif what == "change":
            self.change("lan")
        elif what == "sign again":
            self.change("lan")
            self.send(later=True)
            self.sign(who, stale=True)
        elif what == "take back":
            self.take_back()
        elif what == "hold" and self.hold is None:
            self.stop_everything()
        self.the_time_comes()
        sweeping.sweep()
        self._work(twice)

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
            self.stands = self.public

    @rule()
    def ask_for_withdrawal(self) -> None:
        """Hương asks for what is public to be taken down."""
        self._did(lambda: sending.ask_for_withdrawal(self.clip, "Sai nguồn.", member=self._member("huong")))

    @rule(who=st.sampled_from(("minh", "ha")))
    def revoke(self, who: str) -> None:
        """An editor-in-chief loses the role."""
        Membership.objects.filter(person=getattr(self.newsroom, who).person).update(role="producer")
        self.revoked.add(who)

    @rule(who=st.sampled_from(("minh", "ha")))
    def give_back(self, who: str) -> None:
        """And gets it again."""
        Membership.objects.filter(person=getattr(self.newsroom, who).person).update(role="editor_in_chief")
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
        if self.slot is not None:
            time.sleep(max(0.0, (self.slot - now()).total_seconds()))
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
        """What went out in this step stood signed by somebody who could then answer for it; what was public stays so."""
        found = Publication.objects.filter(clip=self.clip_id).exclude(shown=None).select_related("shown").first()
        shown = found.shown.sha256 if found is not None and found.shown is not None else None
        if shown != self.public and shown is not None:
            assert shown == self.stands, "something else went out than what stands signed"
            signer = self.signed[shown]
            assert signer not in self.revoked, "it went out in the name of somebody who had lost the role"
            assert signer not in self.makers, "it went out in the name of somebody who had a part in it"
            assert self.hold is None, "it went out while all was on hold"
            assert self.slot is None or self.slot <= now(), "it went out before its time"
            self.went_out.append(shown)
        if shown is None and self.public is not None:
            assert self.withdrawal_signed, "it was taken down and nobody had signed that"
        self.public = shown

    @property
    def clip(self) -> Clip:
        """The clip as it is now."""
        return Clip.objects.select_related("station", "desk", "recording", "author", "sent_by").get(pk=self.clip_id)

    def _member(self, who: str) -> Member:
        found = member_of(getattr(self.newsroom, who).person, self.newsroom.station)
        assert found is not None
        return found

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
def test_no_day_makes_public_what_nobody_signed(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    send(draft)  # rendered once: words do not change the pictures
    sending.take_back(draft, member=newsroom.lan)
    run_waiting_jobs()
    size = settings(
        max_examples=DAYS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=DAYS < 100,
        suppress_health_check=list(HealthCheck),
    )
    went_out: list[str] = []

    def begin() -> Day:
        return Day(newsroom, Clip.objects.get(pk=draft.pk), went_out)

    run_state_machine_as_test(begin, settings=size)  # type: ignore[arg-type]  # it is called, no more
    assert len(went_out) >= DAYS // 10, "hardly anything went out: these days prove little"
