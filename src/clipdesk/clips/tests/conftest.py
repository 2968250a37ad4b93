"""What the tests of the cutting room share."""

from __future__ import annotations

import json
from typing import Any, Protocol

import pytest
from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom


class Ask(Protocol):
    """Asks one of the clip's addresses and returns the test client's response."""

    def __call__(self, name: str, clip: Clip, body: Any, member: Member | None = None) -> Any: ...


@pytest.fixture
def ask(newsroom: Newsroom) -> Ask:
    """Ask one of the clip's addresses as the page's scripts do: a JSON body (or raw bytes), JSON wanted."""

    def asked(name: str, clip: Clip, body: Any, member: Member | None = None) -> Any:
        client = newsroom.client(member or newsroom.lan)
        address = reverse(f"clips:{name}", kwargs={"station": newsroom.station.slug, "clip_id": clip.pk})
        data = body if isinstance(body, bytes) else json.dumps(body)
        return client.post(address, data, content_type="application/json", headers={"accept": "application/json"})

    return asked
