"""`connected.py begin VIDEO` · `send TITLE PLACE` · `sign CLIP` · `correct CLIP TITLE` · `withdraw CLIP`: what people of a real
station do before and after a clip goes to an account that was connected in the browser. Answers in JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

from clipdesk.accounts.identity import Confirmation  # noqa: E402  the apps come first
from clipdesk.accounts.member import Member, member_of  # noqa: E402
from clipdesk.accounts.models import Person, Station  # noqa: E402
from clipdesk.clips import editing  # noqa: E402
from clipdesk.clips.models import Clip  # noqa: E402
from clipdesk.config.testing_cast import PASSWORD, make_newsroom  # noqa: E402
from clipdesk.destinations.models import Destination  # noqa: E402
from clipdesk.library.models import Recording  # noqa: E402
from clipdesk.library.receiving import receive_file  # noqa: E402
from clipdesk.publishing.sending import Plan, ask_for_withdrawal, send_to_review  # noqa: E402
from clipdesk.review.demands import all_yes  # noqa: E402
from clipdesk.review.models import Package  # noqa: E402
from clipdesk.review.signing import Given, sign  # noqa: E402

NOTE = "Tên xã đã được sửa."


def begin(video: str) -> dict[str, str]:
    """A real station with its people, and a recording."""
    room = make_newsroom(practice=False)
    found = receive_file(Path(video), station=room.station, desk=room.news, title="Bản tin", by=room.lan.person)
    return {"recording": str(found.pk), "password": PASSWORD}


def send(title: str, place: str) -> dict[str, str]:
    """Lan cuts two seconds and sends them there."""
    lan = _member("Lan")
    clip = editing.new_clip(lan, Recording.objects.get())
    words = {"title": title, "recipe": {"ranges": [{"start": "0/1", "end": "2/1"}]}}
    editing.save(clip, editing.content_with(clip.content, words), base=clip.head_number, member=lan)
    send_to_review(clip, [Plan(Destination.objects.get(name=place))], base=clip.head_number, member=lan)
    return {"clip": str(clip.pk)}


def sign_it(clip_id: str) -> dict[str, str]:
    """Hà, the other editor-in-chief, watches, answers, and signs what waits."""
    package = Package.objects.get(clip=Clip.objects.get(pk=clip_id), state=Package.OPEN)
    proof = Confirmation(method="password+totp")
    given = Given(seen_sha256=package.sha256, watched=True, answers=all_yes(package), confirmation=proof)
    return {"sign_off": str(sign(package, given, member=_member("Hà")).pk)}


def correct(clip_id: str, title: str) -> dict[str, str]:
    """Lan corrects the title."""
    lan, clip = _member("Lan"), Clip.objects.get(pk=clip_id)
    editing.begin_correction(clip, NOTE, member=lan)
    editing.save(clip, editing.content_with(clip.content, {"title": title}), base=clip.head_number, member=lan)
    send_to_review(clip, [], base=clip.head_number, member=lan)
    return {"clip": clip_id}


def withdraw(clip_id: str) -> dict[str, str]:
    """Hương asks for the withdrawal."""
    package = ask_for_withdrawal(Clip.objects.get(pk=clip_id), "Sai tên nhân vật.", member=_member("Hương"))
    return {"package": str(package.pk)}


def _member(name: str) -> Member:
    found = member_of(Person.objects.get(name=name), Station.objects.get(slug="song-hong"))
    assert found is not None
    return found


VERBS: dict[str, Callable[..., dict[str, str]]] = {
    "begin": begin,
    "send": send,
    "sign": sign_it,
    "correct": correct,
    "withdraw": withdraw,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
