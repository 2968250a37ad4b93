"""The pages of a practice station: it shows what a real one shows, and the practice edge."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package
from tests.access.world import World, make_world


@pytest.fixture
def world(newsroom: Newsroom, published: Publication, send: Callable[[Clip], Package]) -> World:
    """Something on every page."""
    return make_world(newsroom, published, send)
