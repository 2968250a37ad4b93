"""From the sign-off to the public: what was signed, once."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing import release, runner, sweeping
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.publishing.package import post_of
from clipdesk.publishing.sending import ask_for_withdrawal
from clipdesk.review.models import Package, SignOff
from clipdesk.review.signing import sign

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
    sweeping.sweep()
    run_waiting_jobs()
    publication = Publication.objects.get()
    assert (publication.state, publication.remote_id) == ("prepared", "")


def test_running_everything_again_publishes_nothing_twice(published: Publication, sign_off: SignOff) -> None:
    for _ in range(3):
        release.release(sign_off.package)
        sweeping.sweep()
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


def test_a_call_whose_answer_is_lost_is_looked_up_and_not_repeated(sign_off: SignOff) -> None:
    """A worker died after the public call and before writing it down: the next one finds it live."""
    package = sign_off.package
    Publication.objects.update(package=package, sign_off=sign_off, remote_id="lost-answer")
    Publication.objects.update(state="sending")
    connector, post = Publication.objects.get().destination.connector(), post_of(package)
    connector.send("lost-answer", post, lambda sent: None)
    Publication.objects.update(state="processing")
    connector.publish("lost-answer", post)
    before = {name: path.stat().st_mtime_ns for name, path in public_files(Publication.objects.get()).items()}
    runner.carry_out(Publication.objects.get())
    publication = Publication.objects.get()
    assert (publication.state, publication.shown_id) == ("live", package.pk)
    assert {name: path.stat().st_mtime_ns for name, path in public_files(publication).items()} == before
    verbs = list(
        LedgerEntry.objects.filter(subject_id=str(publication.pk)).order_by("seq").values_list("verb", flat=True)
    )
    assert verbs[-2:] == ["publication_lost", "publication_found_live"]


def test_a_call_that_never_reached_the_destination_is_made_again(sign_off: SignOff) -> None:
    """A worker died just before the call: it is known not to be there, so it may be sent again."""
    Publication.objects.update(package=sign_off.package, sign_off=sign_off, remote_id="never-called")
    Publication.objects.update(state="sending")
    Publication.objects.update(state="processing")
    runner.carry_out(Publication.objects.get())
    assert Publication.objects.get().state == "sending"
    runner.carry_out(Publication.objects.get())
    assert Publication.objects.get().state == "live"


def test_what_is_never_there_is_given_to_a_person_after_five_tries(sign_off: SignOff) -> None:
    Publication.objects.update(package=sign_off.package, sign_off=sign_off, remote_id="blocked")
    Publication.objects.update(state="sending")
    version = settings.PUBLIC / "blocked" / sign_off.package.sha256[:16]
    version.parent.mkdir(parents=True, exist_ok=True)
    version.write_text("in the way")  # the last rename cannot succeed
    for _ in range(6):
        runner.carry_out(Publication.objects.get())
    publication = Publication.objects.get()
    assert (publication.state, publication.shown, publication.attempts.count()) == ("failed", None, 5)
    assert publication.trouble_params["count"] == "5"


def _signed_at_once(about: str) -> bool:
    """Whether the ledger's newest rows were signed because of this, and not because a minute was over."""
    return ProcrastinateJob.objects.filter(task_name="history.checkpoint_now", args__has_key=about).exists()


def test_the_history_is_signed_at_every_sign_off_and_at_every_change_the_public_sees(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled
) -> None:
    assert _signed_at_once("sign_off_id")
    assert not _signed_at_once("publication_id")
    published = settled(Publication.objects.get())
    assert published.state == "live"
    assert _signed_at_once("publication_id")
    ProcrastinateJob.objects.filter(task_name="history.checkpoint_now").delete()
    published.clip.refresh_from_db()
    package = ask_for_withdrawal(published.clip, "Hình của người khác.", member=newsroom.tuan)
    sign(package, given_for(package), member=newsroom.minh)
    run_waiting_jobs()
    assert settled(published).state == "withdrawn"
    assert _signed_at_once("publication_id")
