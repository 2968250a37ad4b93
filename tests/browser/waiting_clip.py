"""`waiting_clip.py RECORDING SECONDS`: Lan cuts so many seconds of a practice recording and sends them to review.

Answers with the clip as JSON. The desk's own workers render it, seal it and make its review copy.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from clipdesk.accounts.member import member_of  # noqa: E402  the apps come first
from clipdesk.accounts.models import Person, Station  # noqa: E402
from clipdesk.clips import editing  # noqa: E402
from clipdesk.library.models import Recording  # noqa: E402
from clipdesk.publishing.sending import Plan, send_to_review  # noqa: E402

FIRST = 20  # second of the bulletin: the opening is over, somebody speaks


def send(recording_id: str, seconds: str) -> dict[str, str]:
    """Cut and send."""
    lan = member_of(Person.objects.get(email__startswith="lan@"), Station.objects.get(slug="practice"))
    assert lan is not None
    clip = editing.new_clip(lan, Recording.objects.get(pk=recording_id))
    cues = [
        {"start": f"{FIRST + at}/1", "end": f"{FIRST + at + 4}/1", "text": "Nước sông Xanh lên nhanh trong đêm"}
        for at in range(0, int(seconds), 5)
    ]
    recipe = {"ranges": [{"start": f"{FIRST}/1", "end": f"{FIRST + int(seconds)}/1"}], "captions": cues}
    words = {"title": "Bản tin 5 giờ 30", "description": "Mực nước lúc 5 giờ là bốn mét mười tám.", "recipe": recipe}
    editing.save(clip, editing.content_with(clip.content, words), base=clip.head_number, member=lan)
    send_to_review(clip, [Plan(lan.station.destinations.get())], base=clip.head_number, member=lan)
    return {"clip": str(clip.pk)}


if __name__ == "__main__":
    print(json.dumps(send(*sys.argv[1:])))
