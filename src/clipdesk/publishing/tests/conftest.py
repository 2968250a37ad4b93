"""Shorthands for walking a clip to its publication."""

from collections.abc import Callable

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff
from clipdesk.review.signing import sign


@pytest.fixture
def minh_signs(newsroom: Newsroom) -> Callable[[Package], SignOff]:
    """Minh signs a package; what it sets in motion waits in the queue."""
    return lambda package: sign(package, given_for(package), member=newsroom.minh)


@pytest.fixture
def correct(newsroom: Newsroom, send: Callable[[Clip], Package]) -> Callable[[Publication, str], Package]:
    """Lan corrects the title of a published clip and sends it; returns the package that waits for a sign-off."""

    def corrected(publication: Publication, title: str) -> Package:
        clip = Clip.objects.get(pk=publication.clip_id)
        editing.begin_correction(clip, "Tên xã đã được sửa.", member=newsroom.lan)
        content = editing.content_with(clip.content, {"title": title})
        editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
        return send(clip)

    return corrected


@pytest.fixture
def settled() -> Callable[[Publication], Publication]:
    """Run what waits, and return the publication as it is then."""

    def run(publication: Publication) -> Publication:
        run_waiting_jobs()
        return Publication.objects.select_related("package", "shown", "clip", "sign_off").get(pk=publication.pk)

    return run
