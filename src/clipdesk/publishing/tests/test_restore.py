"""After a restore nothing is sent again by itself."""

from collections.abc import Callable

from clipdesk.accounts.models import Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing import release, restoring, sending, sweeping
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]


def restored(publication: Publication, settled: Settled) -> Publication:
    """What the desk does after a restore, and everything that could start by itself."""
    restoring.after_restore()
    sweeping.sweep()
    settled(publication)
    sweeping.sweep()
    return settled(publication)


def test_what_was_signed_and_handed_over_asks(sign_off: SignOff, settled: Settled) -> None:
    publication = Publication.objects.get()
    Publication.objects.update(package=sign_off.package, sign_off=sign_off)
    assert restored(publication, settled).state == "missed"


def test_what_was_signed_a_moment_before_asks_too(sign_off: SignOff, settled: Settled) -> None:
    """The job that hands it over was lost with the queue."""
    assert restored(Publication.objects.get(), settled).state == "missed"


def test_what_was_being_sent_is_a_persons_to_find_out(newsroom: Newsroom, sign_off: SignOff, settled: Settled) -> None:
    Publication.objects.update(package=sign_off.package, sign_off=sign_off, remote_id="half-sent")
    Publication.objects.update(state="sending")
    publication = restored(Publication.objects.get(), settled)
    assert publication.state == "unknown"
    assert Notice.objects.filter(kind="publication_unknown", person=newsroom.tuan.person).count() == 1
    sending.settle(publication, Event.FOUND_ABSENT, member=newsroom.tuan)
    assert settled(publication).state == "live"


def test_what_is_public_stays_and_is_not_touched(published: Publication, settled: Settled) -> None:
    before = Publication.objects.values().get()
    assert restored(published, settled).state == "live"
    assert Publication.objects.values().get() == before


def test_a_correction_that_was_not_out_goes_back_to_its_author(
    published: Publication, correct: Callable[[Publication, str], Package], minh_signs: Signs, settled: Settled
) -> None:
    package = correct(published, "Đã sửa")
    Publication.objects.update(package=package, sign_off=minh_signs(package))
    after = restored(published, settled)
    assert (after.state, after.shown, after.package) == ("live", published.shown, published.shown)
    clip = Clip.objects.get()
    assert (clip.state, clip.is_correction) == (Clip.DRAFT, True)


def test_a_withdrawal_that_was_signed_is_carried_out(
    newsroom: Newsroom, published: Publication, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(sending.ask_for_withdrawal(published.clip, "Nhầm tên người.", member=newsroom.huong))
    assert restored(published, settled).state == "withdrawn"


def test_an_old_bell_brings_no_old_version_back(
    published: Publication, correct: Callable[[Publication, str], Package], minh_signs: Signs, settled: Settled
) -> None:
    first = published.package
    minh_signs(correct(published, "Đã sửa"))
    after = settled(published)
    release.release(first)  # type: ignore[arg-type]
    run_waiting_jobs()
    assert settled(published).package == after.package
