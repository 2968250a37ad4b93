"""Who lost every factor signs with none of the keys they had."""

from __future__ import annotations

from typing import Any

import pytest

from clipdesk.accounts import recovering
from clipdesk.accounts.models import Recovery
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.review.keys import keys_of
from clipdesk.review.models import SigningKey, SigningKeyEnd


@pytest.fixture
def begun(real_newsroom: Newsroom, settings: Any) -> Recovery:
    """Oanh has begun it for Minh, who has two keys; Hà has one."""
    settings.EMAIL_HOST = "mail.example"
    for number, who in enumerate((real_newsroom.minh, real_newsroom.minh, real_newsroom.ha)):
        SigningKey.objects.create(
            person=who.person, name=f"{number}", credential_id=f"{number}", sign_count=0, public_key=b""
        )
    return recovering.begin(real_newsroom.oanh, real_newsroom.minh.person, "Mất điện thoại.")


def test_keys_end_once_a_second_person_agrees(real_newsroom: Newsroom, begun: Recovery) -> None:
    assert keys_of(real_newsroom.minh.person).count() == 2
    recovering.confirm(real_newsroom.ha, begun)
    assert keys_of(real_newsroom.minh.person).count() == 0
    assert keys_of(real_newsroom.ha.person).count() == 1
    assert SigningKeyEnd.objects.count() == 2
    rows = LedgerEntry.objects.filter(verb="signing_key_ended")
    assert {(row.actor_name, row.because) for row in rows} == {("Hà", "its owner lost every factor")}


def test_a_key_that_came_before_the_link_was_used_ends_with_it(real_newsroom: Newsroom, begun: Recovery) -> None:
    minh = real_newsroom.minh.person
    token = recovering.confirm(real_newsroom.ha, begun)
    SigningKey.objects.create(person=minh, name="2", credential_id="late", sign_count=0, public_key=b"")
    recovering.use(token, "mua-rao-chieu-muon-88")
    assert keys_of(minh).count() == 0
