"""Names on the picture on their way through review: whoever signs reads them, what changed is told, the rules look at them."""

from collections.abc import Callable
from typing import Any

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.review.changes import compared
from clipdesk.review.models import Package
from clipdesk.review.models.policy import policy_of
from clipdesk.review.risks import found_in
from clipdesk.review.signing import sign

LAN = {"start": "1/5", "end": "2/5", "name": "Nguyễn Thị Lan", "role": "Chủ tịch <xã>"}


def _change(newsroom: Newsroom, clip: Clip, *named: dict[str, str]) -> Clip:
    content = editing.content_with(clip.content, {"recipe": {"lower_thirds": list(named)}})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    return clip


@pytest.fixture
def named(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> Package:
    return send(_change(newsroom, draft, LAN))


@pytest.mark.parametrize("page", ["", "phone/"])
def test_whoever_signs_reads_them_with_their_times(newsroom: Newsroom, named: Package, page: str) -> None:
    answer: Any = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{named.pk}/{page}"))
    ((at, one),) = answer.context["it"]["named"]
    assert (at, one.name, one.role) == ("0:00", "Nguyễn Thị Lan", "Chủ tịch <xã>")
    assert "Tên người trên hình" in answer.content.decode()
    assert "Chủ tịch &lt;xã&gt;" in answer.content.decode()


def test_what_changed_is_named(newsroom: Newsroom, named: Package, send: Callable[[Clip], Package]) -> None:
    sign(named, given_for(named), member=newsroom.minh)
    clip = _change(newsroom, Clip.objects.get(pk=named.clip_id), {**LAN, "name": "Nguyễn Thị Lam"})
    found = compared(send(clip), newsroom.minh.person)
    assert found is not None
    assert found.pictures
    assert [(str(change.name), change.rows, change.language) for change in found.changes] == [
        (
            "Tên người trên hình",
            [
                (
                    "Nguyễn Thị Lan · Chủ tịch <xã> (0:00 (0.20 s) – 0:00 (0.40 s))",
                    "Nguyễn Thị Lam · Chủ tịch <xã> (0:00 (0.20 s) – 0:00 (0.40 s))",
                )
            ],
            "vi",
        )
    ]


def test_rules_look_at_them(newsroom: Newsroom, named: Package) -> None:
    rules, content = policy_of(newsroom.station).rules, named.revision.content
    assert found_in(content, rules) == {}
    risky = editing.content_with(content, {"recipe": {"lower_thirds": [{**LAN, "role": "Vaccine"}]}})
    assert list(found_in(risky, rules).values()) == [["vaccine"]]
