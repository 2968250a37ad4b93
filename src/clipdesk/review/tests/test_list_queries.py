"""The review list asks the database as often for one package that waits as for eight."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clipdesk.clips import editing
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.kernel.canonical import digest
from clipdesk.review.models import Package, RiskLifted, RiskMark
from clipdesk.review.signing import open_package, sign
from clipdesk.review.tests.test_duty import on_duty


def _another(newsroom: Newsroom, like: Package, number: int) -> Package:
    """One more clip that waits: two people must sign it, one has, and a class was taken off it."""
    clip = editing.new_clip(newsroom.lan, like.clip.recording)
    editing.save(clip, like.clip.content, base=clip.head_number, member=newsroom.lan)
    demands = {**like.content["demands"], "signers": 2}
    content = {**like.content, "demands": demands, "clip": str(clip.pk), "nonce": digest(str(number).encode())[:32]}
    package = open_package(clip, clip.head, Package.RELEASE, content, newsroom.lan.person)
    mark = RiskMark.objects.create(station=clip.station, clip=clip, risk_class="courts")
    RiskLifted.objects.create(mark=mark, by=newsroom.huong.person, reason="Không phải.")
    sign(package, given_for(package), member=newsroom.minh)
    return package


def _count(client: Client, path: str) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path)
    assert page.status_code == 200
    return len(queries), page


@pytest.mark.parametrize("who", ["minh", "ha", "dung", "lan"])
def test_one_and_eight_ask_as_often(newsroom: Newsroom, package: Package, who: str) -> None:
    on_duty(newsroom, newsroom.dung)
    Package.objects.filter(pk=package.pk).update(state=Package.VOID)
    first = _another(newsroom, package, 0)
    client, path = newsroom.client(getattr(newsroom, who)), newsroom.path("review/")
    client.get(path)
    one, page = _count(client, path)
    assert [line["package"].pk for line in page.context["waiting"]] == [first.pk]
    for number in range(1, 8):
        _another(newsroom, package, number)
    eight, page = _count(client, path)
    assert len(page.context["waiting"]) == 8
    assert {line["signed"] for line in page.context["waiting"]} == {1}
    assert {line["mine"] for line in page.context["waiting"]} == {who in {"ha", "dung"}}
    assert eight == one
