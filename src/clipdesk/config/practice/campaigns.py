"""What the practice station runs up to, and whom it writes with: a campaign with phases, a request with its letters."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, stories
from clipdesk.planning.campaigns import running
from clipdesk.planning.contacts import corresponding
from clipdesk.planning.forms import slug_of
from clipdesk.planning.models import Assignment, Campaign, Contact, Letter, Made

#: title; language and days until the deadline of each clip; whether somebody has it
STORIES = (
    ("Sông Xanh trước mùa lũ", (("", 5), ("en", 7)), True),
    ("Nhà nào cũng cần một túi khẩn cấp", (("", 9),), False),
    ("Ai báo tin khi mất điện", (), False),
)


def fill_campaigns(station: Station, producer: Member, editor: Member) -> None:
    """Run a campaign and write some letters, by the product's own actions, inside the running transaction."""
    today = now().astimezone(ZoneInfo(station.timezone)).date()
    campaign = running.make(
        editor,
        {
            "name": "Mùa lũ trên sông Xanh",
            "first_on": today + timedelta(days=21),
            "last_on": today + timedelta(days=80),
            "about": "Trước khi nước lên, nhà nào cũng biết phải làm gì.",
            "languages": ["vi", "en"],
            "embargo": datetime.combine(today + timedelta(days=3), time(6), ZoneInfo(station.timezone)),
        },
    )
    for name, begins, ends in (("Chuẩn bị", 0, 13), ("Nhắc lại mỗi ngày", 14, 20), ("Trong mùa lũ", 21, 80)):
        days = {"first_on": today + timedelta(days=begins), "last_on": today + timedelta(days=ends)}
        running.add_phase(campaign, editor, {"name": name, **days})
    for title, clips, is_taken in STORIES:
        _story(editor, campaign, title, clips, producer if is_taken else None)
    _request(station, editor)


def _story(
    editor: Member, campaign: Campaign, title: str, clips: tuple[tuple[str, int], ...], who: Member | None
) -> None:
    desk = editor.station.desks.get(name="Thời sự")
    said = {"title": title, "slug": slug_of(title), "desk": desk, "line": None, "campaign": campaign, "about": ""}
    story = stories.make(editor, said)
    for language, days in clips:
        work = {"kind": Assignment.CUT, "what": "", "destination": None, "language": language, "minutes": 45}
        deadline = {"deadline": now() + timedelta(days=days)}
        assigning.make(story, editor, {**work, **deadline}, who.person if who else None)


def _request(station: Station, editor: Member) -> None:
    today = now().astimezone(ZoneInfo(station.timezone)).date()
    contact = corresponding.begin(
        editor,
        {
            "subject": "Dùng lại bản đồ ngập lụt trong clip",
            "desk": station.desks.get(name="Thời sự"),
            "direction": Contact.OURS,
            "kind": Contact.AGENCY,
            "party": "Trung tâm Khí tượng Thủy văn sông Xanh",
            "about": "Xin phép dùng bản đồ ngập lụt năm nay trong các clip của chiến dịch mùa lũ, có ghi nguồn.",
            "due_on": today + timedelta(days=4),
            "keeper": editor.person,
        },
    )
    letters = (
        (Letter.SENT, 6, "112/CV-ĐSX", "Đề nghị Trung tâm cho phép dùng bản đồ ngập lụt năm nay, có ghi rõ nguồn."),
        (Letter.RECEIVED, 2, "87/KTTV", "Trung tâm đã nhận được công văn và sẽ trả lời trong tuần."),
    )
    for direction, days, reference, text in letters:
        said = {"direction": direction, "on": today - timedelta(days=days), "reference": reference, "text": text}
        corresponding.add_letter(contact, editor, said, [])
    made = Made.objects.filter(station=station).order_by("at").first()
    if made is not None:
        corresponding.link(contact, made, editor)
