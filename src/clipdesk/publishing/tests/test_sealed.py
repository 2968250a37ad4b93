"""Exactly what was signed, or nothing: bytes changed on the disk, files swapped under the sender, sign-offs used again.

Scenarios 1 and 3 of the reliability list, small here and at full size in `make accept-signoff`.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from clipdesk.accounts.models import Membership, Notice, Person
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.connectors.contract import CHUNK_BYTES, NotWhatWasSigned, SealedFile
from clipdesk.destinations.models import Destination
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import sending, sweeping
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import SignOffLapsed, check_sign_off
from clipdesk.publishing.tests.conftest import sealed_otherwise, unguarded
from clipdesk.review import signing
from clipdesk.review.models import Package, SignedUnder, SigningKey, SignOff, SignOffVoid
from clipdesk.review.models.package import BrokenSeal
from clipdesk.review.tests.test_signing_key import _answer, _registered

FLIPS = int(os.environ.get("CLIPDESK_FLIPS", "12"))
REPLAYS = int(os.environ.get("CLIPDESK_REPLAYS", "40"))
Settled = Callable[[Publication], Publication]


@pytest.mark.timeout(1800)
def test_one_byte_changed_on_the_disk_and_nothing_goes_out(
    newsroom: Newsroom,
    sign_off: SignOff,
    settled: Settled,
    clip_files: Callable[[Clip], list[Path]],
    record_property: Callable[[str, object], None],
) -> None:
    rng = random.Random(1)
    publication = Publication.objects.get()
    files = clip_files(sign_off.package.clip)
    for number in range(FLIPS):
        path = files[number % len(files)]
        whole = path.read_bytes()
        at = rng.randrange(len(whole))
        path.chmod(0o644)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ rng.randrange(1, 256)]) + whole[at + 1 :])
        try:
            if number:
                sending.settle(publication, Event.RETRY, member=newsroom.huong)
            publication = settled(publication)
        finally:
            path.write_bytes(whole)
            path.chmod(0o444)
        assert (publication.state, publication.shown, publication.public_state) == ("failed", None, None), number
        assert publication.trouble_message.startswith("Not what was signed")
    assert LedgerEntry.objects.filter(verb="publication_refused").count() == FLIPS
    sending.settle(publication, Event.RETRY, member=newsroom.huong)
    publication = settled(publication)
    assert publication.state == "live"
    record_property("figure", f"{FLIPS} files with one byte changed: {FLIPS} refused and noted, 0 published")
    public = {hashlib.sha256(path.read_bytes()).hexdigest() for path in _public(publication)}
    assert public == {one["sha256"] for one in sign_off.package.content["files"]}


def _public(publication: Publication) -> list[Path]:
    return [path for path in Path(settings.PUBLIC).rglob("*") if path.is_file() and publication.remote_id in str(path)]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_file_swapped_while_it_is_sent_is_never_complete(tmp_path: Path, after: int) -> None:
    signed, other = (bytes([value]) * (8 * CHUNK_BYTES) for value in (1, 2))
    path = tmp_path / "clip.mp4"
    path.write_bytes(signed)
    file = SealedFile("clip.mp4", path, hashlib.sha256(signed).hexdigest(), len(signed), "video/mp4")
    got = b""
    with pytest.raises(NotWhatWasSigned):  # noqa: PT012  the swap happens between two chunks
        for number, chunk in enumerate(file.chunks()):
            if number == after:
                path.write_bytes(other)
            got += chunk
    assert len(got) < len(signed)


@pytest.fixture
def clip_files() -> Callable[[Clip], list[Path]]:
    """The files of a clip's newest package, as they lie in the store."""

    def found(clip: Clip) -> list[Path]:
        package = clip.packages.order_by("-made_at")[0]
        return [sealed.file.path for sealed in package.files.select_related("file")]

    return found


@pytest.fixture
def two(newsroom: Newsroom, send: Callable[[Clip], Package], draft: Clip, other_draft: Clip) -> list[Publication]:
    """Two clips, each signed with a key and ready to go out."""
    phone = _registered(newsroom.minh)
    _registered(newsroom.ha)
    for clip in (draft, other_draft):
        package = send(clip)
        given = replace(given_for(package), confirmation=_answer(phone, package))
        signing.sign(package, given, member=newsroom.minh)
        sign_off = SignOff.objects.get(package=package)
        Publication.objects.filter(clip=clip).update(package=package, sign_off=sign_off)
    return list(Publication.objects.order_by("pk"))


def _another_draft(mine: Publication, its: Publication) -> None:
    Publication.objects.filter(pk=mine.pk).update(sign_off=its.sign_off)


def _another_drafts_package(mine: Publication, its: Publication) -> None:
    Publication.objects.filter(pk=mine.pk).update(package=its.package, sign_off=its.sign_off)


def _another_account(mine: Publication, its: Publication) -> None:
    other = Destination.objects.exclude(station=mine.station_id)[0]
    Publication.objects.filter(pk=mine.pk).update(destination=other)


def _an_earlier_time(mine: Publication, its: Publication) -> None:
    """The same words, sealed for tomorrow; the row says now."""
    sealed_otherwise(
        mine, posts=[{**post, "not_before": (now() + timedelta(days=1)).isoformat()} for post in _posts(mine)]
    )


def _expired(mine: Publication, its: Publication) -> None:
    unguarded("UPDATE review_signoff SET valid_until = now() - interval '1 second' WHERE id = %s", mine.sign_off_id)


def _the_editor_signed(mine: Publication, its: Publication) -> None:
    unguarded("UPDATE clips_revision SET made_by_id = %s WHERE clip_id = %s", mine.sign_off.signer_id, mine.clip_id)  # type: ignore[union-attr]


def _the_signer_is_disabled(mine: Publication, its: Publication) -> None:
    Person.objects.filter(pk=mine.sign_off.signer_id).update(is_active=False)  # type: ignore[union-attr]


def _the_signer_lost_the_role(mine: Publication, its: Publication) -> None:
    Membership.objects.filter(person=mine.sign_off.signer_id).update(role="producer")  # type: ignore[union-attr]


def _void(mine: Publication, its: Publication) -> None:
    SignOffVoid.objects.create(sign_off=SignOff.objects.get(package=mine.package_id), because="test")


def _another_signature(mine: Publication, its: Publication) -> None:
    other = SignedUnder.objects.get(sign_off=its.sign_off_id)
    unguarded(
        f"UPDATE review_signedunder SET assertion_id = '{other.assertion_id}' WHERE sign_off_id = %s", mine.sign_off_id
    )


def _another_key(mine: Publication, its: Publication) -> None:
    """The public key of Hà's, under the name of Minh's."""
    other = SigningKey.objects.get(person__name="Hà")
    unguarded("UPDATE review_signingkey SET public_key = %s WHERE id <> %s", bytes(other.public_key), other.pk)


def _edited_since(mine: Publication, its: Publication) -> None:
    Clip.objects.filter(pk=mine.clip_id).update(head_number=mine.clip.head_number + 1)


def _no_signature(mine: Publication, its: Publication) -> None:
    unguarded("DELETE FROM review_signedunder WHERE sign_off_id = %s", mine.sign_off_id)


WAYS = [
    _another_draft, _another_drafts_package, _another_account, _an_earlier_time, _expired, _the_editor_signed,
    _the_signer_is_disabled, _the_signer_lost_the_role, _void, _another_signature, _another_key, _edited_since, _no_signature,
]  # fmt: skip


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("as_owner")
def test_no_replay_of_a_sign_off_is_accepted(
    newsroom: Newsroom, two: list[Publication], record_property: Callable[[str, object], None]
) -> None:
    """Each case is one way, or two at once, tried as somebody who can write every table; afterwards all is as it was."""
    rng = random.Random(3)
    for publication in two:
        check_sign_off(publication)  # as it stands it is good
    for number in range(REPLAYS):
        ways = [WAYS[number]] if number < len(WAYS) else rng.sample(WAYS, 2)
        mine, its = rng.sample([Publication.objects.get(pk=one.pk) for one in two], 2)
        assert _is_refused(ways, mine, its), [way.__name__ for way in ways]
    record_property("figure", f"{REPLAYS} replays of {len(WAYS)} kinds, alone and by twos: 0 accepted")
    for publication in two:
        check_sign_off(Publication.objects.get(pk=publication.pk))


def test_no_replay_at_an_earlier_time_than_was_signed(newsroom: Newsroom, draft: Clip) -> None:
    plan = sending.Plan(newsroom.station.destinations.get(), now() + timedelta(hours=2))
    sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    package = Package.objects.get(state=Package.OPEN)
    signing.sign(package, given_for(package), member=newsroom.minh)
    run_waiting_jobs()
    Publication.objects.update(slot=now() - timedelta(seconds=1))
    publication = Publication.objects.get()
    assert (publication.state, publication.package) == ("prepared", package)
    with pytest.raises(SignOffLapsed):
        check_sign_off(publication)


def test_a_signer_who_may_no_longer_answer_ends_it_once_and_people_are_told(
    newsroom: Newsroom, sign_off: SignOff
) -> None:
    Membership.objects.filter(person=sign_off.signer).update(role="producer")
    for _ in range(3):
        run_waiting_jobs()
        sweeping.sweep()
    publication, clip = Publication.objects.get(), Clip.objects.get()
    assert (publication.state, clip.state) == ("cancelled", Clip.EXPIRED)
    assert Package.objects.get().state == Package.VOID
    assert LedgerEntry.objects.filter(verb="publication_cancel").count() == 1
    assert LedgerEntry.objects.filter(subject_id=str(publication.pk)).count() < 10
    assert "Lan" in set(Notice.objects.filter(kind="sign_off_expired").values_list("person__name", flat=True))


def test_a_correction_whose_signer_may_no_longer_answer_ends_once_too(
    newsroom: Newsroom,
    published: Publication,
    correct: Callable[[Publication, str], Package],
) -> None:
    """The release, by somebody who still may, stays public; the correction goes back to its author."""
    package = correct(published, "Nước sông Hồng rút")
    signing.sign(package, given_for(package), member=newsroom.ha)
    Membership.objects.filter(person=newsroom.ha.person).update(role="producer")
    before = LedgerEntry.objects.count()
    for _ in range(4):
        run_waiting_jobs()
        sweeping.sweep()
    publication, clip = Publication.objects.get(), Clip.objects.get()
    assert (publication.state, publication.shown, clip.state) == ("live", published.shown, Clip.EXPIRED)
    assert Package.objects.get(pk=package.pk).state == Package.VOID
    assert LedgerEntry.objects.count() - before < 10
    assert Notice.objects.filter(kind="sign_off_expired", person=newsroom.lan.person).exists()


def test_until_its_slot_a_role_may_be_given_back(newsroom: Newsroom, draft: Clip) -> None:
    plan = sending.Plan(newsroom.station.destinations.get(), now() + timedelta(hours=2))
    sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    package = Package.objects.get(state=Package.OPEN)
    signing.sign(package, given_for(package), member=newsroom.minh)
    for role in ("producer", "editor_in_chief"):
        Membership.objects.filter(person=newsroom.minh.person).update(role=role)
        run_waiting_jobs()
        sweeping.sweep()
    assert Package.objects.get(pk=package.pk).state == Package.SIGNED
    assert Publication.objects.get().state == "prepared"


def test_a_damaged_signature_row_keeps_nothing_else_waiting(
    as_owner: BaseDatabaseWrapper, newsroom: Newsroom, package: Package
) -> None:
    phone = _registered(newsroom.minh)
    given = replace(given_for(package), confirmation=_answer(phone, package))
    signing.sign(package, given, member=newsroom.minh)
    unguarded("UPDATE review_signedunder SET path = %s", '["zz"]')
    sweeping.sweep()
    assert Clip.objects.get().state == Clip.EXPIRED


class _Undo(Exception):
    """Take a case back."""


def _is_refused(
    ways: Sequence[Callable[[Publication, Publication], None]], mine: Publication, its: Publication
) -> bool:
    refused = False
    try:
        with transaction.atomic():
            for way in ways:
                way(mine, its)
            try:
                check_sign_off(Publication.objects.get(pk=mine.pk))
            except (SignOffLapsed, BrokenSeal):
                refused = True
            raise _Undo
    except _Undo:
        return refused


def _posts(publication: Publication) -> list[dict[str, str]]:
    posts: list[dict[str, str]] = publication.package.content["posts"]  # type: ignore[union-attr]
    return posts
