"""What the schema and the last gate refuse, whoever asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.models.render import render_of
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.own_site.connector import version_folder
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.media.tests.decoded import decoded
from clipdesk.publishing import sending
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]


@pytest.mark.parametrize("state", ["sending", "processing", "live", "corrected", "withdrawn", "failed", "unknown"])
def test_the_database_lets_no_unsigned_publication_move(package: Package, state: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(state=state, package=package)
    assert Publication.objects.get().state == "prepared"


@pytest.mark.parametrize("state", ["processing", "live", "corrected", "withdrawn"])
def test_a_signed_one_cannot_skip_steps(sign_off: SignOff, state: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(state=state, package=sign_off.package, sign_off=sign_off)


def test_a_sign_off_of_another_package_opens_nothing(
    newsroom: Newsroom, sign_off: SignOff, send: Callable[[Clip], Package]
) -> None:
    clip = Clip.objects.get()
    editing.save(
        clip, editing.content_with(clip.content, {"title": "Khác"}), base=clip.head_number, member=newsroom.lan
    )
    run_waiting_jobs()
    other = send(clip)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(state="sending", package=other, sign_off=sign_off)


def test_a_sealed_text_changed_under_the_seal_opens_nothing(sign_off: SignOff) -> None:
    package = sign_off.package
    changed = package.canonical.replace("lên nhanh", "rút nhanh")
    assert changed != package.canonical
    with pytest.raises(IntegrityError), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(canonical=changed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT canonical FROM review_package WHERE id = %s", [package.pk])
        assert cursor.fetchone()[0] == package.canonical


@contextmanager
def damaged(clip: Clip, role: str) -> Iterator[Path]:
    """Flip one bit in the middle of a rendered file; at the end the store is whole again, whatever happened."""
    path = render_of(clip).files.get(role=role).file.path  # type: ignore[union-attr]
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.chmod(0o644)
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    try:
        yield path
    finally:
        path.write_bytes(whole)
        path.chmod(0o444)


@pytest.mark.parametrize("role", ["9:16", "4:5", "1:1", "16:9", "captions", "thumbnail"])
def test_one_flipped_bit_on_the_disk_and_nothing_is_public(sign_off: SignOff, settled: Settled, role: str) -> None:
    with damaged(sign_off.package.clip, role) as path:
        publication = settled(Publication.objects.get())
    assert (publication.state, publication.shown) == ("failed", None)
    assert publication.trouble_message.startswith("Not what was signed")
    names = {sealed["sha256"]: sealed["name"] for sealed in sign_off.package.content["files"]}
    assert publication.trouble_params == {"name": names[path.name]}


def test_after_a_flipped_bit_sending_it_again_renders_anew(
    newsroom: Newsroom,
    sign_off: SignOff,
    settled: Settled,
    send: Callable[[Clip], Package],
    minh_signs: Callable[[Package], SignOff],
) -> None:
    """What the sentence of the failure says must work: take back, send again, sign again."""
    clip = sign_off.package.clip
    with damaged(clip, "9:16") as path:
        assert settled(Publication.objects.get()).state == "failed"
        sending.take_back(clip, member=newsroom.lan)
        minh_signs(send(clip))
        live = settled(Publication.objects.get())
    assert live.state == "live"
    assert live.shown is not None
    sealed = {file["role"]: file["sha256"] for file in live.shown.content["files"]}
    public = version_folder(settings.PUBLIC, live.remote_id, live.shown.sha256) / "clip-9x16.mp4"
    assert sha256(public.read_bytes()).hexdigest() == sealed["9:16"] != path.name  # signed anew, so other bytes
    assert decoded(public) == decoded(path)  # and the pictures and sound that were whole


def test_a_failed_one_tried_again_goes_out_once_the_file_is_right(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled
) -> None:
    with damaged(sign_off.package.clip, "captions"):
        failed = settled(Publication.objects.get())
    sending.settle(failed, Event.RETRY, member=newsroom.huong)
    assert settled(failed).state == "live"
