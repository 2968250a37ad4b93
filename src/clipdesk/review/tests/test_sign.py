"""Signing: who may, what they must have done, and that a refusal writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import entries_of
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import ask_for_withdrawal
from clipdesk.review import refusals, signing
from clipdesk.review.demands import Answer
from clipdesk.review.models import Package, SignOff, SignOffVoid
from clipdesk.review.own_work import is_own_work
from clipdesk.review.signing import Given, sign
from clipdesk.review.tests.conftest import out_of_time


def _nothing_was_signed(package: Package) -> bool:
    clip = Clip.objects.get(pk=package.clip_id)
    return (
        not SignOff.objects.exists()
        and Package.objects.get(pk=package.pk).state == Package.OPEN
        and clip.state == Clip.IN_REVIEW
    )


def test_an_editor_in_chief_signs_and_answers_for_it(newsroom: Newsroom, package: Package) -> None:
    done = sign(package, given_for(package), member=newsroom.minh)
    assert (done.signer_name, done.signer_roles, done.method, done.package_sha256) == (
        "Minh",
        "editor_in_chief",
        "password",
        package.sha256,
    )
    assert done.watched
    assert [one["answer"] for one in done.answers] == ["yes"] * 9
    package.refresh_from_db()
    assert (package.state, Clip.objects.get(pk=package.clip_id).state) == (Package.SIGNED, Clip.SIGNED)
    assert [entry.actor_name for entry in entries_of(package) if entry.verb == "package_signed"] == ["Minh"]


@pytest.mark.parametrize("who", ["lan", "binh", "huong", "tuan", "oanh", "stranger"])
def test_nobody_else_signs(newsroom: Newsroom, package: Package, who: str) -> None:
    with pytest.raises(NotAllowed):
        sign(package, given_for(package), member=getattr(newsroom, who))
    assert _nothing_was_signed(package)


def test_neither_author_nor_last_editor_nor_sender_signs(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    Clip.objects.filter(pk=draft.pk).update(author=newsroom.ha.person)
    changed = editing.content_with(draft.content, {"description": "Tối nay."})
    editing.save(draft, changed, base=draft.head_number, member=newsroom.minh)
    package = send(draft)
    for member in (newsroom.ha, newsroom.minh):
        with pytest.raises(refusals.OwnWork):
            sign(package, given_for(package), member=member)
    Package.objects.filter(pk=package.pk).update(sent_by=newsroom.ha.person)
    assert is_own_work(Package.objects.get(pk=package.pk), newsroom.ha.person)
    assert _nothing_was_signed(package)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"watched": False}, refusals.NotWatched),
        ({"answers": {"accuracy": Answer("yes")}}, refusals.ChecklistOpen),
        ({"seen_sha256": "0" * 64}, refusals.OtherPackage),
    ],
)
def test_something_is_missing(newsroom: Newsroom, package: Package, change: dict[str, object], error: type) -> None:
    given: Given = replace(given_for(package), **change)  # type: ignore[arg-type]
    with pytest.raises(error):
        sign(package, given, member=newsroom.minh)
    assert _nothing_was_signed(package)


def test_a_package_of_older_content_is_not_signed(newsroom: Newsroom, package: Package) -> None:
    Clip.objects.filter(pk=package.clip_id).update(head_number=package.revision.number + 1)
    with pytest.raises(refusals.OtherPackage):
        sign(package, given_for(package), member=newsroom.minh)


def test_after_the_time_window_it_is_too_late(newsroom: Newsroom, package: Package) -> None:
    late = out_of_time(package)
    with pytest.raises(refusals.TooLate):
        sign(late, given_for(late), member=newsroom.minh)
    assert _nothing_was_signed(late)


def test_it_is_signed_once(newsroom: Newsroom, sign_off: SignOff) -> None:
    package = Package.objects.get(pk=sign_off.package_id)
    with pytest.raises(refusals.NotOpen):
        sign(package, given_for(package), member=newsroom.ha)
    again = {**vars(sign_off), "id": None}
    fields = {
        name: again[name]
        for name in ("station_id", "package_id", "package_sha256", "signer_id", "watched", "valid_until")
    }
    with pytest.raises(DatabaseError, match="one_person_signs_once"), transaction.atomic():
        SignOff.objects.create(**fields, signer_name="Minh", signer_roles="", method="password")


def test_a_withdrawal_is_signed_while_a_correction_is_under_way(newsroom: Newsroom, published: Publication) -> None:
    clip = Clip.objects.get(pk=published.clip_id)
    package = ask_for_withdrawal(clip, "Sai nguồn tin.", member=newsroom.huong)
    editing.begin_correction(clip, "Sai tên cầu.", member=newsroom.lan)
    changed = editing.content_with(clip.content, {"title": "Tên mới"})
    editing.save(clip, changed, base=clip.head_number, member=newsroom.lan)
    given = replace(given_for(package), watched=False, answers={})
    sign(package, given, member=newsroom.minh)
    package.refresh_from_db()
    assert package.state == Package.SIGNED
    assert Clip.objects.get(pk=clip.pk).state == Clip.DRAFT


def test_a_voided_package_takes_its_sign_off_with_it(newsroom: Newsroom, sign_off: SignOff) -> None:
    package = Package.objects.get(pk=sign_off.package_id)
    with transaction.atomic():
        signing.void(package, "the content was changed", by=newsroom.lan.actor)
    assert SignOffVoid.objects.get().sign_off == sign_off
    assert Package.objects.get(pk=package.pk).state == Package.VOID
    with transaction.atomic():
        signing.void(package, "again", by=newsroom.lan.actor)  # safe to say twice
    assert SignOffVoid.objects.get().because == "the content was changed"
