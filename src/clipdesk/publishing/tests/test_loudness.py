"""A destination gets the clip at its own loudness: the file that was signed for it, and no other."""

from collections.abc import Callable

import pytest

from clipdesk.clips.models import Clip
from clipdesk.clips.models.render import render_of
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.destinations.models import Destination
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.links import resolve
from clipdesk.media import measure
from clipdesk.media.recipe import SHAPES
from clipdesk.publishing import sending
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import post_of
from clipdesk.publishing.sending import Plan
from clipdesk.review.models import Package
from clipdesk.review.signing import sign
from clipdesk.site import posts

Send = Callable[[Clip], Package]


@pytest.fixture
def loud(newsroom: Newsroom, draft: Clip, send: Send) -> Package:
    """A clip on its way to the own site, which wants it as loud as broadcasting is."""
    newsroom.client(newsroom.oanh).post(
        newsroom.path(f"destinations/{newsroom.station.destinations.get().pk}/loudness/"), {"loudness": "ebu-r128"}
    )
    return send(draft)


def test_the_signed_file_of_its_loudness_goes_out_and_no_other(newsroom: Newsroom, loud: Package) -> None:
    roles = {one["role"] for one in loud.content["files"] if one["media_type"] == "video/mp4"}
    assert roles == {*SHAPES, *(f"{shape} ebu-r128" for shape in SHAPES)}
    films = {one.shape: one for one in post_of(loud, Publication.objects.get()).files if one.shape}
    assert {one.name for one in films.values()} == {f"clip-{shape.replace(':', 'x')}-ebu-r128.mp4" for shape in SHAPES}
    watched = {one.shape: one for one in post_of(loud).files if one.shape}
    heard = [round(measure(one["9:16"].path).integrated) for one in (films, watched)]
    assert heard == [-23, -14]

    sign(loud, given_for(loud), member=newsroom.minh)
    Destination.objects.update(loudness="podcast")  # what is sealed goes as it was signed
    run_waiting_jobs()
    shown = posts.post_of(Publication.objects.get())
    assert shown is not None
    assert {path.name for path in shown.folder.glob("*.mp4")} == {one.name for one in films.values()}
    assert {video.url.rsplit("/", 1)[-1] for video in shown.videos} == {one.name for one in films.values()}
    assert shown.credentials is not None


def test_the_signer_reads_it_and_can_hear_the_very_file(newsroom: Newsroom, loud: Package) -> None:
    client = newsroom.client(newsroom.minh)
    page = client.get(newsroom.path(f"review/{loud.pk}/")).content.decode()
    assert "Phát sóng: −23 LUFS (EBU R 128) · <a href=" in page
    link = page.split('Phát sóng: −23 LUFS (EBU R 128) · <a href="', 1)[1].split('"', 1)[0]
    sealed = next(one for one in loud.content["files"] if one["role"] == "9:16 ebu-r128")
    session = client.session.session_key
    assert resolve(link.removeprefix("/files/"), str(session)).sha256 == sealed["sha256"]


def test_a_clip_that_was_rendered_before_gets_its_files_at_another_loudness(newsroom: Newsroom, draft: Clip) -> None:
    first = _sent(newsroom, draft, "")
    second = _sent(newsroom, draft, "podcast")
    assert second - first == {f"{shape} podcast" for shape in SHAPES}
    assert first < second
    assert _sent(newsroom, draft, "") == first
    render = render_of(Clip.objects.get())
    assert render is not None
    assert render.levels == ["podcast"]  # rendered once more, not twice
    assert LedgerEntry.objects.filter(verb="rendered").count() == 2


def _sent(newsroom: Newsroom, draft: Clip, loudness: str) -> set[str]:
    """Send the clip to the own site, which wants that loudness; return the roles of what was sealed, and take it back."""
    Destination.objects.update(loudness=loudness)
    plan = Plan(newsroom.station.destinations.get())
    sending.send_to_review(Clip.objects.get(), [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    package = Package.objects.get(state=Package.OPEN)
    sending.take_back(Clip.objects.get(), member=newsroom.lan)
    return {one["role"] for one in package.content["files"]}
