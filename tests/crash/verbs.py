"""The people of a crash test: each call is one person doing one thing, in a process of its own, by the product's verbs.

`verbs.py station` · `verbs.py receive FILE TITLE` · `verbs.py send RECORDING` · `verbs.py sign CLIP` ·
`verbs.py ask CLIP` (for its withdrawal) · `verbs.py sessions` (for the access tests) · `verbs.py survey KEY LINKS` (one of
the usual ones is opened; with so many links that work once, or 0: to all); answers in JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402  the apps come first
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from clipdesk.accounts.identity import Confirmation  # noqa: E402  the apps come first
from clipdesk.accounts.member import Member, member_of  # noqa: E402
from clipdesk.accounts.models import Desk, Membership, Person, Station  # noqa: E402
from clipdesk.accounts.roles import (  # noqa: E402
    DEPUTY,
    DESK_EDITOR,
    EDITOR_IN_CHIEF,
    OPERATOR,
    PRODUCER,
    SOCIAL_EDITOR,
    TRAINEE,
)
from clipdesk.clips import editing  # noqa: E402
from clipdesk.clips.models import Clip  # noqa: E402
from clipdesk.destinations.models import own_site  # noqa: E402
from clipdesk.history.models import CLIPDESK  # noqa: E402
from clipdesk.kernel.clock import now  # noqa: E402
from clipdesk.library.models import Recording  # noqa: E402
from clipdesk.library.receiving import receive_file  # noqa: E402
from clipdesk.publishing.sending import Plan, ask_for_withdrawal, send_to_review  # noqa: E402
from clipdesk.review.demands import all_yes  # noqa: E402
from clipdesk.review.models import Package  # noqa: E402
from clipdesk.review.signing import Given, sign  # noqa: E402
from clipdesk.surveys import making  # noqa: E402
from clipdesk.surveys.usual import usual_form  # noqa: E402

SLUG = "song-hong"
ROLES = (PRODUCER, DESK_EDITOR, EDITOR_IN_CHIEF, DEPUTY, SOCIAL_EDITOR, OPERATOR, TRAINEE)
LETTERS = dict(zip("PDEUSOT", ROLES, strict=True))
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make_station() -> dict[str, str]:
    """A station with one desk, a producer, a desk editor, an editor-in-chief and its own site."""
    station = Station.objects.create(slug=SLUG, name="Đài Sông Hồng")
    desk = Desk.objects.create(station=station, name="Thời sự")
    own_site(station, by=CLIPDESK)
    for name, role in (("lan", PRODUCER), ("huong", DESK_EDITOR), ("minh", EDITOR_IN_CHIEF)):
        person = Person.objects.create_user(f"{name}@{SLUG}.example", name.title())
        Membership.objects.create(person=person, station=station, desk=desk if role == PRODUCER else None, role=role)
    return {"station": str(station.pk)}


def receive(path: str, title: str) -> dict[str, str]:
    """Lan brings a file in."""
    lan = _member("lan")
    recording = receive_file(Path(path), station=lan.station, desk=lan.station.desks.get(), title=title, by=lan.person)
    return {"recording": str(recording.pk)}


def send(recording_id: str) -> dict[str, str]:
    """Lan cuts the first half second and sends it to review."""
    lan = _member("lan")
    recording = Recording.objects.get(pk=recording_id)
    clip = editing.new_clip(lan, recording)
    short = {"ranges": [{"start": "0/1", "end": "12/25"}]}
    content = editing.content_with(clip.content, {"title": recording.title, "recipe": short})
    editing.save(clip, content, base=clip.head_number, member=lan)
    send_to_review(clip, [Plan(lan.station.destinations.get())], base=clip.head_number, member=lan)
    return {"clip": str(clip.pk)}


def sign_package(clip_id: str) -> dict[str, str]:
    """Minh watches, answers, and signs."""
    package = Package.objects.get(clip=Clip.objects.get(pk=clip_id), state=Package.OPEN)
    proof = Confirmation(method="password+totp")
    given = Given(seen_sha256=package.sha256, watched=True, answers=all_yes(package), confirmation=proof)
    return {"sign_off": str(sign(package, given, member=_member("minh")).pk)}


def ask(clip_id: str) -> dict[str, str]:
    """Hương asks for a withdrawal."""
    clip = Clip.objects.get(pk=clip_id)
    return {"package": str(ask_for_withdrawal(clip, "Sai tên nhân vật", member=_member("huong")).pk)}


def sessions() -> dict[str, str]:
    """Everybody's session: one of each role on the news desk by the matrix's letters, `sport`, and a `stranger`."""
    station, other = (Station.objects.create(slug=slug, name=slug) for slug in ("song-hong", "cuu-long"))
    news, sport = (Desk.objects.create(station=station, name=name) for name in ("Thời sự", "Thể thao"))
    there = Desk.objects.create(station=other, name="Thời sự")
    people = {letter: (station, news, role) for letter, role in LETTERS.items()}
    people |= {"sport": (station, sport, PRODUCER), "stranger": (other, there, PRODUCER)}
    found = {"desk": str(news.pk)}
    for name, (place, desk, role) in people.items():
        person = Person.objects.create_user(f"{name}@{place.slug}.example".lower(), name)
        Membership.objects.create(person=person, station=place, desk=desk, role=role)
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), _BACKEND
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        found[name] = str(session.session_key)
    return found


def ask_audience(key: str, links: str = "0") -> dict[str, str]:
    """A usual survey is opened by the desk editor."""
    member = _member("huong")
    survey = making.begin(member, usual_form(key))
    conditions = {"population": "Khán giả", "contact": "Phòng Thính giả", "delete_on": now().date() + timedelta(days=9)}
    making.keep_conditions(survey, {**conditions, "links_only": links != "0"}, member=member)
    making.open_survey(survey, declared=True, member=member)
    table = making.make_links(survey, int(links), member=member) if links != "0" else ""
    tokens = (line.partition("?t=")[2] for line in table.splitlines())
    return {"survey": str(survey.pk), "name": survey.public_name, "tokens": " ".join(filter(None, tokens))}


def _member(name: str) -> Member:
    found = member_of(Person.objects.get(email=f"{name}@{SLUG}.example"), Station.objects.get(slug=SLUG))
    assert found is not None
    return found


VERBS: dict[str, Callable[..., dict[str, str]]] = {
    "station": make_station,
    "receive": receive,
    "send": send,
    "sign": sign_package,
    "ask": ask,
    "sessions": sessions,
    "survey": ask_audience,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
