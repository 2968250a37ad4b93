"""What the schema and the last gate refuse, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.models.render import render_of
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
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


@pytest.mark.parametrize("role", ["9:16", "1:1", "16:9", "captions", "thumbnail"])
def test_one_flipped_byte_on_the_disk_and_nothing_is_public(sign_off: SignOff, settled: Settled, role: str) -> None:
    render = render_of(sign_off.package.clip)
    assert render is not None
    path = render.files.get(role=role).file.path
    original = path.read_bytes()
    path.chmod(0o644)
    try:
        middle = len(original) // 2
        path.write_bytes(original[:middle] + bytes([original[middle] ^ 1]) + original[middle + 1 :])
        publication = settled(Publication.objects.get())
    finally:
        path.write_bytes(original)
        path.chmod(0o444)
    assert (publication.state, publication.shown) == ("failed", None)
    assert publication.trouble_message.startswith("Not what was signed")
    assert publication.trouble_params == {"name": render.files.get(role=role).name}


def test_after_a_flipped_byte_sending_it_again_renders_anew(
    newsroom: Newsroom,
    sign_off: SignOff,
    settled: Settled,
    send: Callable[[Clip], Package],
    minh_signs: Callable[[Package], SignOff],
) -> None:
    """What the sentence of the failure says must work: take back, send again, sign again."""
    clip = sign_off.package.clip
    path = render_of(clip).files.get(role="captions").file.path  # type: ignore[union-attr]
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole + b"\n")
    assert settled(Publication.objects.get()).state == "failed"
    sending.take_back(clip, member=newsroom.lan)
    minh_signs(send(clip))
    publication = settled(Publication.objects.get())
    assert publication.state == "live"
    assert path.read_bytes() == whole


def test_a_failed_one_tried_again_goes_out_once_the_file_is_right(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled
) -> None:
    path = render_of(sign_off.package.clip).files.get(role="captions").file.path  # type: ignore[union-attr]
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole + b"\n")
    failed = settled(Publication.objects.get())
    path.write_bytes(whole)
    path.chmod(0o444)
    sending.settle(failed, Event.RETRY, member=newsroom.huong)
    assert settled(failed).state == "live"
