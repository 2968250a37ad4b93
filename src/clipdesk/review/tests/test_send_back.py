"""Sending back: with a reason, to the author, once."""

from __future__ import annotations

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Notice
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.review import refusals, signing
from clipdesk.review.models import Package, SentBack


def test_the_clip_goes_back_with_the_reason(newsroom: Newsroom, package: Package) -> None:
    signing.send_back(package, " Sai số liệu. ", member=newsroom.huong)
    package.refresh_from_db()
    clip = Clip.objects.get(pk=package.clip_id)
    assert (package.state, clip.state, package.refusal.reason) == (Package.SENT_BACK, Clip.SENT_BACK, "Sai số liệu.")
    last = entries_of(clip).last()
    assert last is not None
    assert (last.verb, last.actor_name, last.because) == ("sent_back", "Hương", "Sai số liệu.")
    told = Notice.objects.filter(kind="sent_back").values_list("person__name", flat=True)
    assert list(told) == ["Lan"]


def test_it_needs_a_reason(newsroom: Newsroom, package: Package) -> None:
    with pytest.raises(NoteMissing):
        signing.send_back(package, " ", member=newsroom.huong)
    assert not SentBack.objects.exists()
    assert Package.objects.get(pk=package.pk).state == Package.OPEN


@pytest.mark.parametrize("who", ["lan", "binh", "tuan", "oanh", "stranger"])
def test_only_who_may_send_back_does(newsroom: Newsroom, package: Package, who: str) -> None:
    with pytest.raises(NotAllowed):
        signing.send_back(package, "Sai số liệu.", member=getattr(newsroom, who))
    assert not SentBack.objects.exists()


def test_what_was_decided_is_decided(newsroom: Newsroom, package: Package) -> None:
    signing.send_back(package, "Sai số liệu.", member=newsroom.huong)
    with pytest.raises(refusals.NotOpen):
        signing.send_back(package, "Còn nữa.", member=newsroom.ha)
    assert SentBack.objects.get().reason == "Sai số liệu."
