"""The matrix is tried at a real station: every role is what it says, and the second factor is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, make_newsroom
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package
from tests.access.world import World, make_world


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    """A real station."""
    return make_newsroom(practice=False)


@pytest.fixture
def world(newsroom: Newsroom, published: Publication, send: Callable[[Clip], Package]) -> World:
    """Something behind every door."""
    return make_world(newsroom, published, send)
