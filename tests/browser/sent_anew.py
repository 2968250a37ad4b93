"""`sent_anew.py CLIP SECONDS`: Lan shortens a clip that came back, writes another title, and sends it again."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from clipdesk.accounts.member import member_of  # noqa: E402  the apps come first
from clipdesk.accounts.models import Person  # noqa: E402
from clipdesk.clips import editing  # noqa: E402
from clipdesk.clips.models import Clip  # noqa: E402
from clipdesk.publishing.sending import Plan, send_to_review  # noqa: E402


def send(clip_id: str, seconds: str) -> dict[str, str]:
    """Shorten, rename, send."""
    clip = Clip.objects.get(pk=clip_id)
    lan = member_of(Person.objects.get(email__startswith="lan@"), clip.station)
    assert lan is not None
    start = clip.content.recipe.ranges[0].start
    recipe = {"ranges": [{"start": f"{start.numerator}/{start.denominator}", "end": f"{start + int(seconds)}/1"}]}
    content = editing.content_with(clip.content, {"title": "Bản tin 6 giờ", "recipe": recipe})
    editing.save(clip, content, base=clip.head_number, member=lan)
    send_to_review(clip, [Plan(lan.station.destinations.get())], base=clip.head_number, member=lan)
    return {"clip": clip_id}


if __name__ == "__main__":
    print(json.dumps(send(*sys.argv[1:])))
