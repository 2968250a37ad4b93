"""`python verbs.py VERB …` on a running desk: people fill its queues, and then something breaks. Prints JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402  the apps come first
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: E402

from clipdesk.accounts.member import Member, member_of  # noqa: E402
from clipdesk.accounts.models import Device, Person, Station  # noqa: E402
from clipdesk.accounts.notices import tell  # noqa: E402
from clipdesk.clips import editing  # noqa: E402
from clipdesk.clips.models import Clip  # noqa: E402
from clipdesk.config.testing_cast import given_for, make_newsroom  # noqa: E402
from clipdesk.connectors.secret import Secret  # noqa: E402
from clipdesk.destinations.models import Account, Destination  # noqa: E402
from clipdesk.destinations.models.account import receiver_name  # noqa: E402
from clipdesk.destinations.vault import seal  # noqa: E402
from clipdesk.library.models import Recording  # noqa: E402
from clipdesk.library.receiving import receive_file  # noqa: E402
from clipdesk.publishing.sending import Plan, send_to_review  # noqa: E402
from clipdesk.review.models import Package  # noqa: E402
from clipdesk.review.signing import sign  # noqa: E402

SLOW = "CMS"


def begin(video: str, slow: str) -> dict[str, Any]:
    """A newsroom with a recording, its own site, and another system at `slow`. A real one: mails of practice go to files."""
    room = make_newsroom(practice=False)
    place = Destination.objects.create(station=room.station, practice=False, real=True, kind="receiver", name=SLOW)
    sealed = seal(Secret("a-secret-of-the-slow-system-1234"), place.pk)
    public = "https://tv.songhong.example/clip/{id}"
    named = {"remote": receiver_name(slow), "sealed_address": seal(Secret(slow), place.pk)}
    Account.objects.create(destination=place, kind="receiver", username=public, sealed=sealed, **named)
    found = receive_file(Path(video), station=room.station, desk=room.news, title="Lũ", by=room.lan.person)
    return {"recording": str(found.pk)}


def send_to_slow(count: str) -> dict[str, Any]:
    """Lan sends clips of one cut to the slow system: one render serves them all."""
    place = Destination.objects.get(name=SLOW)
    return {"clips": [_send(f"Tin {number}", 12, place) for number in range(int(count))]}


def send_to_site(*lengths: str) -> dict[str, Any]:
    """Lan sends clips of so many frames to the station's own site, each of a cut of its own: each needs a render."""
    place = Destination.objects.get(kind="site", station=_member("lan").station)
    return {"clips": [_send(f"Bài {frames}", int(frames), place) for frames in lengths]}


def tell_many(count: str) -> dict[str, Any]:
    """Tell Lan so many things, each by e-mail."""
    lan = _member("lan")
    link = f"/s/{lan.station.slug}/review/rota/"
    for one in range(int(count)):
        tell([lan.person], station=lan.station, desk=None, kind="on_rota", cause=f"flood:{one}", link=link)
    return {}


def sign_all() -> dict[str, Any]:
    """Minh signs whatever waits."""
    waiting = list(Package.objects.filter(state=Package.OPEN))
    return {"signed": [str(sign(package, given_for(package), member=_member("minh")).pk) for package in waiting]}


def phone(endpoint: str) -> dict[str, Any]:
    """Minh's phone shows notices from now on."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    key = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    minh = _member("minh").person
    Device.objects.create(person=minh, name="Máy", endpoint=endpoint, public_key=key, auth=b"sixteen bytes it")
    return {}


def flag(clip: str) -> dict[str, Any]:
    """Lan flags a clip as breaking news."""
    editing.mark_breaking(Clip.objects.get(pk=clip), True, member=_member("lan"))
    return {}


def sign_one(clip: str) -> dict[str, Any]:
    """Minh signs a clip."""
    package = Package.objects.get(clip=Clip.objects.get(pk=clip), state=Package.OPEN)
    return {"sign_off": str(sign(package, given_for(package), member=_member("minh")).pk)}


def _send(title: str, frames: int, place: Destination) -> str:
    lan = _member("lan")
    clip = editing.new_clip(lan, Recording.objects.get())
    cut = {"ranges": [{"start": "0/1", "end": f"{frames}/25"}]}
    content = editing.content_with(clip.content, {"title": title, "recipe": cut})
    editing.save(clip, content, base=clip.head_number, member=lan)
    send_to_review(clip, [Plan(place)], base=clip.head_number, member=lan)
    return str(clip.pk)


def _member(name: str) -> Member:
    found = member_of(Person.objects.get(name=name.title()), Station.objects.get(slug="song-hong"))
    assert found is not None
    return found


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "begin": begin,
    "send_to_slow": send_to_slow,
    "send_to_site": send_to_site,
    "sign_all": sign_all,
    "tell_many": tell_many,
    "phone": phone,
    "flag": flag,
    "sign_one": sign_one,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
