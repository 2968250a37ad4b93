"""From the sign-off to the public: what was signed, once."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing import release, runner
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]


def public_files(publication: Publication) -> dict[str, Path]:
    """Return every file of a publication below the public folder, hidden ones too."""
    folder = settings.PUBLIC / publication.remote_id
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def test_the_public_bytes_are_the_signed_bytes(published: Publication) -> None:
    content = published.shown.content  # type: ignore[union-attr]
    version = published.shown.sha256[:16]  # type: ignore[union-attr]
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in public_files(published).items()}
    assert found == {f"{version}/{sealed['name']}": sealed["sha256"] for sealed in content["files"]}
    assert published.state == "live"
    assert Clip.objects.get().state == Clip.PUBLISHED


def test_nothing_goes_out_before_it_is_signed(package: Package) -> None:
    release.sweep()
    run_waiting_jobs()
    publication = Publication.objects.get()
    assert (publication.state, publication.remote_id) == ("prepared", "")


def test_running_everything_again_publishes_nothing_twice(published: Publication, sign_off: SignOff) -> None:
    for _ in range(3):
        release.release(sign_off.package)
        release.sweep()
        release.ring(published)
        run_waiting_jobs()
        runner.carry_out(Publication.objects.get())
    assert LedgerEntry.objects.filter(verb="publication_published").count() == 1
    assert Attempt.objects.count() == 1
    assert len({name.split("/")[0] for name in public_files(published)}) == 1


def test_the_remote_id_is_stored_before_the_first_byte(sign_off: SignOff, settled: Settled) -> None:
    publication = Publication.objects.get()
    settings.PUBLIC.mkdir(parents=True, exist_ok=True)
    release.release(sign_off.package)
    publication.claim(["prepared"])
    Publication.objects.filter(pk=publication.pk).update(remote_id="atest")
    (settings.PUBLIC / "atest").write_text("in the way")  # no folder can be made here
    try:
        after = settled(publication)
        assert (after.state, after.remote_id) == ("sending", "atest")
        assert "Not a directory" in Attempt.objects.get().detail
    finally:
        (settings.PUBLIC / "atest").unlink()


def test_a_call_whose_answer_is_lost_is_looked_up_and_not_repeated(published: Publication) -> None:
    """A worker died after the public call and before writing it down: the next one finds it live."""
    Publication.objects.filter(pk=published.pk).update(state="processing", shown=None)
    before = {name: path.stat().st_mtime_ns for name, path in public_files(published).items()}
    runner.carry_out(Publication.objects.get())
    publication = Publication.objects.get()
    assert (publication.state, publication.shown_id) == ("live", publication.package_id)
    assert {name: path.stat().st_mtime_ns for name, path in public_files(published).items()} == before
    assert list(LedgerEntry.objects.order_by("-seq").values_list("verb", flat=True)[:2]) == [
        "publication_found_live",
        "publication_lost",
    ]


def test_two_stations_never_share_a_queue_lock(newsroom: Newsroom, published: Publication) -> None:
    assert str(published.pk) in published.lock
