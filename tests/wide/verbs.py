"""`python verbs.py VERB …` on a running desk: the people of a station with many accounts. Prints JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402  the apps come first

from clipdesk.accounts.member import Member, member_of  # noqa: E402
from clipdesk.accounts.models import Person, Station  # noqa: E402
from clipdesk.clips import editing  # noqa: E402
from clipdesk.clips.models import Clip  # noqa: E402
from clipdesk.config.testing_cast import Newsroom, given_for, make_newsroom  # noqa: E402
from clipdesk.connectors.facebook.practice import emulator as facebook  # noqa: E402
from clipdesk.connectors.receiver.practice.server import PUBLIC  # noqa: E402
from clipdesk.connectors.secret import Secret  # noqa: E402
from clipdesk.connectors.youtube.practice import emulator as youtube  # noqa: E402
from clipdesk.destinations.models import Account, Destination, OAuthClient  # noqa: E402
from clipdesk.destinations.models.account import receiver_name  # noqa: E402
from clipdesk.destinations.register import Said, register  # noqa: E402
from clipdesk.destinations.vault import seal  # noqa: E402
from clipdesk.library.models import Recording  # noqa: E402
from clipdesk.library.receiving import receive_file  # noqa: E402
from clipdesk.publishing import release  # noqa: E402
from clipdesk.publishing.machine import Event, IllegalEvent  # noqa: E402
from clipdesk.publishing.models import Publication  # noqa: E402
from clipdesk.publishing.sending import Plan, ask_for_withdrawal, send_to_review, settle  # noqa: E402
from clipdesk.review.models import Package  # noqa: E402
from clipdesk.review.signing import sign  # noqa: E402

_CLIENTS = {
    "youtube": (youtube.CLIENT, youtube.CLIENT_SECRET),
    "facebook": (facebook.APP, facebook.APP_SECRET),
}
NOTE = "Tên người trong bài đã được sửa."


def begin(video: str, accounts: str) -> dict[str, Any]:
    """A newsroom with a recording, the programs that stand for it at Google and Facebook, and its accounts."""
    room = make_newsroom(practice=True)
    for kind, (client, secret) in _CLIENTS.items():
        row = OAuthClient(station=room.station, kind=kind, client_id=client)
        row.sealed = seal(Secret(secret), row.pk)
        row.save()
    for number, told in enumerate(json.loads(accounts)):
        _connect(room, number, told)
    found = receive_file(Path(video), station=room.station, desk=room.news, title="Bản tin", by=room.lan.person)
    return {"recording": str(found.pk)}


def _connect(room: Newsroom, number: int, told: dict[str, str]) -> None:
    kind, name = told["kind"], f"{told['kind']} {number:03d}"
    place = Destination.objects.create(station=room.station, practice=True, real=False, kind=kind, name=name)
    if kind == "by_hand":
        said = Said("@songhong", "Sông Hồng", "https://www.tiktok.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
        official = register(room.oanh, "tiktok", said)
        reached = {"official": official, "remote": str(official.pk)}
    else:
        username = {"receiver": PUBLIC, "telegram": f"songhong{number}"}.get(kind, "")
        sealed = seal(Secret(told["token"]), place.pk)
        reached = {"remote": told["remote"], "username": username, "sealed": sealed}
        if kind == "receiver":
            address = told["remote"]
            reached |= {"remote": receiver_name(address), "sealed_address": seal(Secret(address), place.pk)}
    Account.objects.create(destination=place, kind=kind, **reached)


def send(plans: str) -> dict[str, Any]:
    """Lan sends clips of one cut (one render serves them all). plans: for each its title, the places of its destinations in
    the list of all, and the moment before which none of it goes out (empty: as soon as it is signed)."""
    lan = _member("Lan")
    places = list(lan.station.destinations.order_by("made_at", "name"))
    clips = []
    for plan in json.loads(plans):
        slot = datetime.fromisoformat(plan["slot"]) if plan["slot"] else None
        clip = editing.new_clip(lan, Recording.objects.get())
        cut = {"title": plan["title"], "recipe": {"ranges": [{"start": "0/1", "end": "12/25"}]}}
        editing.save(clip, editing.content_with(clip.content, cut), base=clip.head_number, member=lan)
        wanted = [Plan(places[place], slot) for place in plan["places"]]
        send_to_review(clip, wanted, base=clip.head_number, member=lan)
        clips.append(str(clip.pk))
    return {"clips": clips, "of_station": len(places)}


def sign_all() -> dict[str, Any]:
    """Minh signs whatever waits."""
    minh = _member("Minh")
    waiting = list(Package.objects.filter(state=Package.OPEN))
    return {"signed": [str(sign(package, given_for(package), member=minh).pk) for package in waiting]}


def press(people: str) -> dict[str, Any]:
    """So many press at the same moment: each has every signed clip handed over, and every publication rung, once more."""
    packages = list(Package.objects.filter(state=Package.SIGNED, clip__state=Clip.SIGNED))

    def one(number: int) -> None:
        try:
            for package in packages[number % 7 :] + packages[: number % 7]:
                release.release(package)
                for publication in Publication.objects.filter(package=package):
                    release.ring(publication)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(int(people)) as pool:
        list(pool.map(one, range(int(people))))
    return {"packages": len(packages)}


def correct(clip_id: str, title: str) -> dict[str, Any]:
    """Lan corrects the title of a published clip and sends it to review."""
    lan, clip = _member("Lan"), Clip.objects.get(pk=clip_id)
    editing.begin_correction(clip, NOTE, member=lan)
    editing.save(clip, editing.content_with(clip.content, {"title": title}), base=clip.head_number, member=lan)
    send_to_review(clip, [], base=clip.head_number, member=lan)
    return {}


def withdraw(clip_id: str) -> dict[str, Any]:
    """Hương asks for the withdrawal of a published clip."""
    package = ask_for_withdrawal(Clip.objects.get(pk=clip_id), "Nhầm người.", member=_member("Hương"))
    return {"package": str(package.pk)}


def settle_all(found: str) -> dict[str, Any]:
    """Tuấn has looked and says what he saw. found: by publication the link of its post; empty: there is none; "again": it
    failed, and is tried again. What was settled meanwhile is left alone."""
    tuan = _member("Tuấn")
    for key, link in json.loads(found).items():
        event = Event.RETRY if link == "again" else Event.FOUND_LIVE if link else Event.FOUND_ABSENT
        with suppress(IllegalEvent):
            settle(Publication.objects.get(pk=key), event, member=tuan, link=link)
    return {}


def _member(name: str) -> Member:
    found = member_of(Person.objects.get(name=name), Station.objects.get(slug="song-hong"))
    assert found is not None
    return found


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "begin": begin,
    "send": send,
    "sign_all": sign_all,
    "press": press,
    "correct": correct,
    "withdraw": withdraw,
    "settle_all": settle_all,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
