"""Shorthands for walking a clip to its publication."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.connectors.facebook.practice import emulator as facebook_emulator
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.facebook.tests.server import Server as FacebookServer
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, TOKEN, Telegram
from clipdesk.connectors.telegram.tests.described import DESCRIPTION
from clipdesk.connectors.telegram.tests.server import Server
from clipdesk.connectors.youtube.practice import emulator
from clipdesk.connectors.youtube.practice.emulator import YouTube
from clipdesk.connectors.youtube.tests.server import Server as YouTubeServer
from clipdesk.connectors.zalo.practice import emulator as zalo_emulator
from clipdesk.connectors.zalo.practice.emulator import Zalo
from clipdesk.connectors.zalo.practice.server import Server as ZaloServer
from clipdesk.destinations.models import Account, Destination, OAuthClient
from clipdesk.destinations.register import Said, register
from clipdesk.destinations.vault import seal
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff
from clipdesk.review.signing import sign


@pytest.fixture
def minh_signs(newsroom: Newsroom) -> Callable[[Package], SignOff]:
    """Minh signs a package; what it sets in motion waits in the queue."""
    return lambda package: sign(package, given_for(package), member=newsroom.minh)


@pytest.fixture
def reel(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> Package:
    """The package of a clip that is just long enough for a Reel."""
    content = editing.content_with(draft.content, {"recipe": {"ranges": [{"start": "0/1", "end": "76/25"}]}})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    return send(draft)


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


@pytest.fixture
def time_comes() -> Callable[[Publication], None]:
    """Let the time of a publication be now: in its row, and in what was sealed, for nothing goes out before that. For
    tests `as_owner`."""

    def come(publication: Publication) -> None:
        moment = now()
        publication = Publication.objects.select_related("package").get(pk=publication.pk)
        assert publication.package is not None
        posts = [{**post, "not_before": moment.isoformat()} for post in publication.package.content["posts"]]
        sealed_otherwise(publication, posts=posts)
        Publication.objects.filter(pk=publication.pk).update(slot=moment)

    return come


def sealed_otherwise(publication: Publication, **changes: object) -> None:
    """Change a sealed text and its digest in the tables."""
    package = publication.package
    assert package is not None
    canonical = json.dumps({**package.content, **changes}, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    unguarded("UPDATE review_package SET canonical = %s, sha256 = %s WHERE id = %s", canonical, digest, package.pk)
    unguarded("UPDATE review_signoff SET package_sha256 = %s WHERE package_id = %s", digest, package.pk)


def unguarded(statement: str, *values: Any) -> None:
    """Write past the desk's own ways; for tests `as_owner`."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def telegram(settings: Any, newsroom: Newsroom) -> Iterator[Telegram]:
    """The station's one destination is an emulated channel."""
    if not DESCRIPTION.is_file():
        pytest.skip("the description of the Bot API is not here")
    server = Server()
    settings.TELEGRAM_API = server.url
    newsroom.station.destinations.update(kind="telegram", name="Sông Hồng TV (@songhong)")
    place = newsroom.station.destinations.get()
    sealed = seal(Secret(TOKEN), place.pk)
    Account.objects.create(destination=place, remote=str(CHANNEL), username="songhong", sealed=sealed)
    try:
        yield server.telegram
    finally:
        server.stop()


@pytest.fixture
def youtube(settings: Any, newsroom: Newsroom) -> Iterator[YouTube]:
    """The station's one destination is an emulated YouTube channel."""
    server = YouTubeServer()
    settings.YOUTUBE_API = server.url
    station = newsroom.station
    client = OAuthClient(station=station, client_id=emulator.CLIENT)
    client.sealed = seal(Secret(emulator.CLIENT_SECRET), client.pk)
    client.save()
    station.destinations.update(kind="youtube", name="Sông Hồng TV (@songhong)")
    place = station.destinations.get()
    sealed = seal(Secret(emulator.REFRESH), place.pk)
    Account.objects.create(
        destination=place, kind="youtube", remote=emulator.CHANNEL, username="@songhong", sealed=sealed
    )
    try:
        yield server.youtube
    finally:
        server.stop()


@pytest.fixture
def facebook(settings: Any, newsroom: Newsroom) -> Iterator[Facebook]:
    """The station's one destination is an emulated Facebook Page."""
    server = FacebookServer()
    settings.FACEBOOK_API = server.url
    station = newsroom.station
    app = OAuthClient(station=station, kind="facebook", client_id=facebook_emulator.APP)
    app.sealed = seal(Secret(facebook_emulator.APP_SECRET), app.pk)
    app.save()
    station.destinations.update(kind="facebook", name="Sông Hồng TV (songhong)")
    place = station.destinations.get()
    sealed = seal(Secret(facebook_emulator.TOKEN), place.pk)
    Account.objects.create(
        destination=place, kind="facebook", remote=facebook_emulator.PAGE, username="songhong", sealed=sealed
    )
    try:
        yield server.facebook
    finally:
        server.stop()


@pytest.fixture
def zalo(settings: Any, newsroom: Newsroom) -> Iterator[Zalo]:
    """The station's one destination is an emulated Zalo Official Account."""
    server = ZaloServer()
    settings.ZALO_API = server.url
    station = newsroom.station
    app = OAuthClient(station=station, kind="zalo", client_id=zalo_emulator.APP)
    app.sealed = seal(Secret(zalo_emulator.APP_SECRET), app.pk)
    app.save()
    station.destinations.update(kind="zalo", name="Sông Hồng TV (Zalo)")
    place = station.destinations.get()
    sealed = seal(Secret(zalo_emulator.REFRESH), place.pk)
    Account.objects.create(destination=place, kind="zalo", remote=zalo_emulator.OA, title="Sông Hồng TV", sealed=sealed)
    try:
        yield server.zalo
    finally:
        server.stop()


@pytest.fixture
def tiktok(newsroom: Newsroom) -> Destination:
    """The station's one destination is its TikTok account, to which people post by hand."""
    said = Said("@songhong", "Sông Hồng", "https://www.tiktok.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
    official = register(newsroom.oanh, "tiktok", said)
    newsroom.station.destinations.update(kind="by_hand", name="TikTok · @songhong")
    place = newsroom.station.destinations.get()
    Account.objects.create(destination=place, kind="by_hand", official=official, remote=str(official.pk), shape="9:16")
    return place
