"""From the plan to the public: nobody types twice that an assignment is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from clipdesk.clips import editing, planned
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations.models import Account
from clipdesk.history.transition import IllegalTransition, entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.library.models import Recording
from clipdesk.planning import assigning, lines, stories
from clipdesk.planning.models import Assignment, ContentLine, Made
from clipdesk.planning.stages import DONE, IN_WORK, SIGN_OFF, stages_of
from clipdesk.publishing.forms import SendForm
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import ask_for_withdrawal
from clipdesk.review.models import Package, SignOff


@pytest.fixture
def line(newsroom: Newsroom) -> ContentLine:
    return lines.make(newsroom.huong, "Dịch vụ công", "")


@pytest.fixture
def cut(newsroom: Newsroom, line: ContentLine) -> Assignment:
    said = {"title": "Nước sông Hồng lên nhanh", "slug": "nuoc-song", "desk": newsroom.news, "line": line, "about": ""}
    story = stories.make(newsroom.huong, said)
    work = {"kind": "cut", "what": "", "deadline": now() + timedelta(hours=2), "destination": None, "minutes": None}
    return assigning.make(story, newsroom.huong, work, newsroom.lan.person)


@pytest.fixture
def clip(newsroom: Newsroom, cut: Assignment, recording: Recording) -> Clip:
    """Lan begins it, twelve frames long."""
    begun = planned.begin(cut, recording, member=newsroom.lan)
    content = editing.content_with(begun.content, {"recipe": {"ranges": [{"start": "0/1", "end": "12/25"}]}})
    editing.save(begun, content, base=begun.head_number, member=newsroom.lan)
    return begun


def test_a_clip_begun_for_an_assignment_carries_its_title_and_line(
    newsroom: Newsroom, cut: Assignment, clip: Clip, line: ContentLine
) -> None:
    clip.refresh_from_db()
    assert clip.title == "Nước sông Hồng lên nhanh"
    plan = planned.plan_of(clip)
    assert plan is not None
    assert (plan.assignment, plan.line) == (cut, line)
    cut.refresh_from_db()
    assert cut.state == "accepted"
    assert (
        "Nước sông Hồng lên nhanh"
        in newsroom.client(newsroom.lan).get(newsroom.path(f"planning/assignments/{cut.pk}/clips/")).content.decode()
    )


def test_what_goes_public_fulfils_its_assignment_and_counts(
    newsroom: Newsroom,
    cut: Assignment,
    clip: Clip,
    line: ContentLine,
    send: Callable[[Clip], Package],
    minh_signs: Callable[[Package], SignOff],
) -> None:
    assert stages_of({cut.pk: cut.state}) == {cut.pk: IN_WORK}
    package = send(clip)
    assert stages_of({cut.pk: cut.state}) == {cut.pk: SIGN_OFF}
    minh_signs(package)
    run_waiting_jobs()
    publication = Publication.objects.get(clip=clip)
    assert publication.state == "live"
    cut.refresh_from_db()
    assert cut.state == "done"
    assert stages_of({cut.pk: cut.state}) == {cut.pk: DONE}
    assert [entry.verb for entry in entries_of(cut)][-1] == "assignment_fulfilled"
    made = Made.objects.get()
    assert (made.publication, made.clip, made.line, made.assignment) == (publication.pk, clip.pk, line, cut)
    assert made.title == "Nước sông Hồng lên nhanh"

    other = lines.make(newsroom.huong, "Tin địa phương", "")
    planned.set_line(clip, other, member=newsroom.lan)
    assert Made.objects.get().line == other

    clip.refresh_from_db()
    minh_signs(ask_for_withdrawal(clip, "Sai tên xã.", member=newsroom.huong))
    run_waiting_jobs()
    made.refresh_from_db()
    assert made.taken_down_at is not None
    cut.refresh_from_db()
    assert cut.state == "done"


def test_what_was_not_planned_counts_as_on_no_line(published: Publication) -> None:
    made = Made.objects.get()
    assert (made.publication, made.line, made.assignment) == (published.pk, None, None)


def test_where_it_is_sent_comes_from_the_assignment(newsroom: Newsroom, cut: Assignment, clip: Clip) -> None:
    site = newsroom.station.destinations.get()
    channel = newsroom.station.destinations.create(practice=True, real=False, kind="telegram", name="Kênh Telegram")
    Account.objects.create(destination=channel, remote="-1001", sealed=b"x")
    assert SendForm(clip=clip, member=newsroom.lan).initial["destinations"] == [site.pk]
    Assignment.objects.filter(pk=cut.pk).update(destination=channel)
    clip = Clip.objects.get(pk=clip.pk)
    assert SendForm(clip=clip, member=newsroom.lan).initial["destinations"] == [channel.pk]


def test_what_is_done_is_not_begun_again(newsroom: Newsroom, cut: Assignment, recording: Recording) -> None:
    assigning.finish(cut, member=newsroom.lan)
    with pytest.raises(IllegalTransition):
        planned.begin(cut, recording, member=newsroom.lan)
    assert Clip.objects.count() == 0


def test_the_page_asks_which_recording(newsroom: Newsroom, cut: Assignment, recording: Recording) -> None:
    lan = newsroom.client(newsroom.lan)
    address = newsroom.path(f"planning/assignments/{cut.pk}/clip/")
    assert recording.title in lan.get(address).content.decode()
    answer = lan.post(address, {"recording": str(recording.pk)})
    clip = Clip.objects.get()
    assert answer["Location"] == newsroom.path(f"clips/{clip.pk}/cut/")
    assert "Dịch vụ công" in lan.get(newsroom.path(f"clips/{clip.pk}/")).content.decode()
    lan.post(newsroom.path(f"clips/{clip.pk}/line/"), {"line": ""})
    plan = planned.plan_of(clip)
    assert plan is not None
    assert plan.line is None
