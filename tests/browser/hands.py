"""`hands.py send RECORDING PLACE TITLE` · `sign CLIP` · `correct CLIP TITLE` · `withdraw CLIP`: what people of the practice
station do before and after something is posted by hand. Answers in JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import django

django.setup()

from clipdesk.accounts.identity import Confirmation  # noqa: E402  the apps come first
from clipdesk.accounts.member import Member, member_of  # noqa: E402
from clipdesk.accounts.models import Person, Station  # noqa: E402
from clipdesk.clips import editing  # noqa: E402
from clipdesk.clips.content import FLAGS  # noqa: E402
from clipdesk.clips.models import Clip  # noqa: E402
from clipdesk.destinations.models import Destination  # noqa: E402
from clipdesk.library.models import Recording  # noqa: E402
from clipdesk.publishing.sending import Plan, ask_for_withdrawal, send_to_review  # noqa: E402
from clipdesk.review.demands import all_yes  # noqa: E402
from clipdesk.review.models import Package  # noqa: E402
from clipdesk.review.signing import Given, sign  # noqa: E402


def send(recording_id: str, place_id: str, title: str) -> dict[str, str]:
    """Lan cuts two seconds of the bulletin and sends them there."""
    lan = _member("lan")
    clip = editing.new_clip(lan, Recording.objects.get(pk=recording_id))
    recipe = {"ranges": [{"start": "20/1", "end": "22/1"}]}
    words = {
        "title": title,
        "description": "Mực nước lúc 5 giờ là bốn mét mười tám.\n\nNguồn: Đài Sông Xanh.",
        "flags": dict.fromkeys(FLAGS, False) | {"ai_altered": True},
        "recipe": recipe,
    }
    editing.save(clip, editing.content_with(clip.content, words), base=clip.head_number, member=lan)
    send_to_review(clip, [Plan(Destination.objects.get(pk=place_id))], base=clip.head_number, member=lan)
    return {"clip": str(clip.pk)}


def sign_it(clip_id: str) -> dict[str, str]:
    """Minh watches, answers, and signs what waits."""
    package = Package.objects.get(clip=Clip.objects.get(pk=clip_id), state=Package.OPEN)
    given = Given(
        seen_sha256=package.sha256,
        watched=True,
        answers=all_yes(package),
        confirmation=Confirmation(method="password"),
    )
    return {"sign_off": str(sign(package, given, member=_member("minh")).pk)}


def correct(clip_id: str, title: str) -> dict[str, str]:
    """Lan corrects the title."""
    lan, clip = _member("lan"), Clip.objects.get(pk=clip_id)
    editing.begin_correction(clip, "Tên xã đã được sửa.", member=lan)
    editing.save(clip, editing.content_with(clip.content, {"title": title}), base=clip.head_number, member=lan)
    send_to_review(clip, [], base=clip.head_number, member=lan)
    return {"clip": clip_id}


def withdraw(clip_id: str) -> dict[str, str]:
    """Hương, or whoever prepares corrections, asks for the withdrawal."""
    package = ask_for_withdrawal(Clip.objects.get(pk=clip_id), "Sai tên nhân vật.", member=_member("huong"))
    return {"package": str(package.pk)}


def _member(mailbox: str) -> Member:
    person = Person.objects.get(email=f"{mailbox}@practice.example")
    found = member_of(person, Station.objects.get(slug="practice"))
    assert found is not None
    return found


VERBS: dict[str, Callable[..., dict[str, str]]] = {
    "send": send,
    "sign": sign_it,
    "correct": correct,
    "withdraw": withdraw,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
