"""Who is told: those who can sign, but never those who made it; and never what the clip says."""

from __future__ import annotations

from collections.abc import Callable

from django.core import mail

from clipdesk.accounts.models import Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.review.models import Package
from clipdesk.review.signing import sign


def _told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_the_signers_are_told_once_and_land_on_the_package(newsroom: Newsroom, package: Package) -> None:
    assert _told("sign_off_waiting") == {"Minh", "Hà", "Thảo"}  # a trainee signs on a practice station
    notice = Notice.objects.get(kind="sign_off_waiting", person=newsroom.minh.person)
    assert notice.link == newsroom.path(f"review/{package.pk}/open/")


def test_a_signer_who_made_the_clip_is_not_told(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    Clip.objects.filter(pk=draft.pk).update(author=newsroom.minh.person)
    send(draft)
    assert _told("sign_off_waiting") == {"Hà", "Thảo"}


def test_author_and_sender_hear_that_it_was_signed(newsroom: Newsroom, package: Package) -> None:
    sign(package, given_for(package), member=newsroom.minh)
    assert _told("signed") == {"Lan"}


def test_no_message_holds_what_the_clip_says(newsroom: Newsroom, package: Package) -> None:
    run_waiting_jobs()
    texts = [f"{message.subject} {message.body}" for message in mail.outbox]
    assert len(texts) == 3
    assert not [text for text in texts if "sông Hồng lên" in text]
