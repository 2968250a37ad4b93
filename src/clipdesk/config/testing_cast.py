"""The cast of every test: one station with its people, a colleague on another desk, and a stranger at another station.

Loaded by the root `conftest.py`, once Django is set up. All of it is made by the product's own actions.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import models
from django.test import Client

from clipdesk.accounts.identity import Confirmation
from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Desk, Membership, Person, Station
from clipdesk.accounts.roles import (
    DEPUTY,
    DESK_EDITOR,
    EDITOR_IN_CHIEF,
    OPERATOR,
    PRODUCER,
    SOCIAL_EDITOR,
    TRAINEE,
)
from clipdesk.clips import editing
from clipdesk.clips.credentials import certificate_of, signer_for
from clipdesk.clips.models import Clip, Render, SignedFile, StationCertificate
from clipdesk.clips.models.render import render_of
from clipdesk.destinations.models import own_site
from clipdesk.history.models import CLIPDESK
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.library.models import Recording, StoredFile
from clipdesk.library.receiving import receive_file
from clipdesk.media.supply import ffmpeg_path
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.review.demands import all_yes
from clipdesk.review.models import Package, ReviewCopy, SignOff
from clipdesk.review.signing import Given, sign

PASSWORD = "song-xanh-5417"


_HASH = make_password(PASSWORD)  # hashing is slow on purpose; once is enough for a whole run


@dataclass(frozen=True)
class Newsroom:
    """A station and its people. Lan cuts on the news desk, Bình on the sport desk; Minh and Hà both sign."""

    station: Station
    news: Desk
    sport: Desk
    lan: Member  # producer, news
    binh: Member  # producer, sport
    huong: Member  # desk editor, all desks
    minh: Member  # editor-in-chief
    ha: Member  # a second editor-in-chief
    dung: Member  # deputy editor-in-chief: signs while on duty
    tuan: Member  # social editor
    oanh: Member  # operator
    thao: Member  # trainee, news
    stranger: Member  # editor-in-chief of another station

    def client(self, member: Member) -> Client:
        """Return a browser that is signed in as `member`, the second factor passed where the station asks for none."""
        client = Client(headers={"host": "localhost:8080"})
        client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def path(self, rest: str = "") -> str:
        """Return an address of this station's desk."""
        return f"/s/{self.station.slug}/{rest}"


def make_member(station: Station, name: str, role: str, desk: Desk | None = None) -> Member:
    """Make a person with one role and return them as a member."""
    mailbox = "".join(c for c in name.lower() if c.isascii() and c.isalpha()) or "someone"
    person = Person.objects.create(email=f"{mailbox}@{station.slug}.example", name=name, password=_HASH)
    Membership.objects.create(person=person, station=station, desk=desk, role=role)
    found = member_of(person, station)
    assert found is not None
    return found


def make_newsroom(*, practice: bool) -> Newsroom:
    """Make the station (real, or one for practice that asks for no second factor), the cast, and the stranger."""
    station = Station.objects.create(
        slug="song-hong", name="Đài Sông Hồng", is_practice=practice, asks_second_factor=not practice
    )
    other = Station.objects.create(
        slug="cuu-long", name="Đài Cửu Long", is_practice=practice, asks_second_factor=not practice
    )
    news, sport = (Desk.objects.create(station=station, name=name) for name in ("Thời sự", "Thể thao"))
    Desk.objects.create(station=other, name="Thời sự")
    for place in (station, other):
        own_site(place, by=CLIPDESK)
    return Newsroom(
        station=station,
        news=news,
        sport=sport,
        lan=make_member(station, "Lan", PRODUCER, news),
        binh=make_member(station, "Bình", PRODUCER, sport),
        huong=make_member(station, "Hương", DESK_EDITOR),
        minh=make_member(station, "Minh", EDITOR_IN_CHIEF),
        ha=make_member(station, "Hà", EDITOR_IN_CHIEF),
        dung=make_member(station, "Dũng", DEPUTY),
        tuan=make_member(station, "Tuấn", SOCIAL_EDITOR),
        oanh=make_member(station, "Oanh", OPERATOR),
        thao=make_member(station, "Thảo", TRAINEE, news),
        stranger=make_member(other, "Khách", EDITOR_IN_CHIEF),
    )


@pytest.fixture(autouse=True)
def plain_static(settings: Any) -> None:
    """Static files under their own names: tests collect none."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    """A practice station: pages open without a second factor."""
    return make_newsroom(practice=True)


@pytest.fixture
def real_newsroom(db: None) -> Newsroom:
    """A real station: what signs or manages people needs a second factor."""
    return make_newsroom(practice=False)


@pytest.fixture(scope="session")
def small_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of moving picture and tone, 320 × 180, 25 frames per second."""
    path = tmp_path_factory.mktemp("small") / "small.mp4"
    source = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-f", "lavfi", "-i", "sine=f=440:r=48000:d=4")
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest")
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *source, *codec, str(path)], check=True)
    return path


class Shelf:
    """What reading and rendering made in an earlier test, for tests that are not about them.

    Each test's rows are rolled back, the files in the store stay. The first test that needs a recording (or a render)
    has it made for real; later ones get copies of its rows, as the product's own cache hit would find them.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[models.Model]] = {}

    def keep(self, name: str, rows: Iterable[models.Model]) -> None:
        """Put rows on the shelf, in the order in which they can be written."""
        self._rows[name] = list(rows)

    def take(self, name: str) -> bool:
        """Write the rows of `name` again; False when there are none yet."""
        for row in self._rows.get(name, []):
            copy = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
            if not type(row)._default_manager.filter(pk=copy.pk).exists():
                copy.save(force_insert=True)
        return name in self._rows

    def holds(self, row: models.Model | None) -> bool:
        """Tell whether the row lies on the shelf."""
        return any(row in rows for rows in self._rows.values())


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """The shelf of this test run."""
    return Shelf()


@pytest.fixture
def recording(newsroom: Newsroom, small_video: Path, shelf: Shelf) -> Recording:
    """A recording on the news desk, read and ready."""
    if not shelf.take("recording"):
        found = ready_recording(newsroom, small_video)
        files = list(found.files.select_related("file"))
        shelf.keep("recording", [found.original, *(made.file for made in files), found, *files])
        return found
    found = Recording.objects.get()
    ours = {"station": newsroom.station, "desk": newsroom.news, "made_by": newsroom.lan.person}
    Recording.objects.filter(pk=found.pk).update(**ours)
    found.refresh_from_db()
    return found


@pytest.fixture
def recording_row(newsroom: Newsroom) -> Recording:
    """A recording that could not be read: it has a state, a run number, and a move that announces something."""
    file = StoredFile.objects.create(sha256="5" * 64, size=1, media_type="video/mp4")
    return Recording.objects.create(
        station=newsroom.station,
        desk=newsroom.news,
        title="Bản tin 18 giờ",
        state=Recording.FAILED,
        original=file,
        original_name="bantin.mp4",
        made_by=newsroom.lan.person,
    )


def ready_recording(newsroom: Newsroom, path: Path, desk: Desk | None = None) -> Recording:
    """Bring a file in and read it, in this process."""
    found = receive_file(
        path, station=newsroom.station, desk=desk or newsroom.news, title="Bản tin 18 giờ", by=newsroom.lan.person
    )
    run_waiting_jobs()
    found.refresh_from_db()
    assert found.state == Recording.READY, found.trouble_message
    return found


@pytest.fixture
def draft(newsroom: Newsroom, recording: Recording) -> Clip:
    """Lan's draft of the first twelve frames (quick to render), with a title."""
    return _short_draft(newsroom, recording, "Nước sông Hồng lên nhanh")


@pytest.fixture
def other_draft(newsroom: Newsroom, recording: Recording) -> Clip:
    """A second draft of Lan's: the same pictures, other words."""
    return _short_draft(newsroom, recording, "Cầu Long Biên cấm xe")


def _short_draft(newsroom: Newsroom, recording: Recording, title: str) -> Clip:
    clip = editing.new_clip(newsroom.lan, recording)
    short = {"ranges": [{"start": "0/1", "end": "12/25"}]}
    content = editing.content_with(clip.content, {"title": title, "recipe": short})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    return clip


def _has_certificate(station: Station, shelf: Shelf) -> bool:
    """Let the station sign with the certificate on the shelf; tell whether it does."""
    if certificate_of(station) is None:
        if not shelf.take("certificate"):
            shelf.keep("certificate", [signer_for(station).certificate])
            return True
        StationCertificate.objects.update(station=station)
    return shelf.holds(certificate_of(station))


@pytest.fixture
def send(newsroom: Newsroom, shelf: Shelf) -> Callable[[Clip], Package]:
    """Lan sends a clip to review for the own site; returns the sealed package once the render is done."""

    def sent(clip: Clip) -> Package:
        clip.refresh_from_db()
        recipe = f"render {clip.recording_id} {digest(canonical_json(clip.content.recipe.to_json()))}"
        usual = _has_certificate(newsroom.station, shelf)  # another one's files are not for later tests
        known = usual and shelf.take(recipe)
        ReviewCopy.objects.update(station=newsroom.station)  # those of the shelf are of an earlier test's station
        plans = [] if clip.is_correction else [Plan(newsroom.station.destinations.get())]
        send_to_review(clip, plans, base=clip.head_number, member=newsroom.lan)
        run_waiting_jobs()
        if usual and not known and not clip.content.picture:  # that would be in its review copy
            render = Render.objects.get(pk=render_of(clip).pk)  # type: ignore[union-attr]
            files = list(render.files.select_related("file"))
            made_files = [made.file_id for made in files]
            signed = SignedFile.objects.filter(sha256__in=made_files)
            copies = list(ReviewCopy.objects.filter(source_sha256__in=made_files, state="done"))
            copied = [file for copy in copies for file in (copy.file, copy.poster) if file]
            shelf.keep(recipe, [*(made.file for made in files), render, *files, *signed, *copied, *copies])
        return Package.objects.get(clip=clip, state=Package.OPEN)

    return sent


def given_for(package: Package) -> Given:
    """What somebody gives who watched, ticked everything and proved who they are."""
    return Given(
        seen_sha256=package.sha256,
        watched=True,
        answers=all_yes(package),
        confirmation=Confirmation(method="password"),
    )


@pytest.fixture
def package(draft: Clip, send: Callable[[Clip], Package]) -> Package:
    """Lan's draft, rendered and sealed, waiting for a sign-off."""
    return send(draft)


@pytest.fixture
def sign_off(newsroom: Newsroom, package: Package) -> SignOff:
    """Minh has signed; nothing has been sent yet."""
    return sign(package, given_for(package), member=newsroom.minh)


@pytest.fixture
def published(sign_off: SignOff) -> Publication:
    """The clip is live on the own site."""
    run_waiting_jobs()
    return Publication.objects.get(clip=sign_off.package.clip)
