"""`python verbs.py VERB …` on a running desk: what people do with a channel, by the product's own actions. Prints JSON."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from clipdesk.accounts.member import Member, member_of  # noqa: E402
from clipdesk.accounts.models import Person  # noqa: E402
from clipdesk.config.testing_cast import make_newsroom  # noqa: E402
from clipdesk.kernel.clock import now  # noqa: E402
from clipdesk.kernel.errors import ClipdeskError  # noqa: E402
from clipdesk.library import channels, cutting_live, planned, series  # noqa: E402
from clipdesk.library.models import Channel, LiveCut, PlannedRecording, Series  # noqa: E402
from clipdesk.media.live import TICKS  # noqa: E402

#: What costs nothing where nobody wants to be told.
_UNWATCHED = ("silence_alarm", "black_alarm", "frozen_alarm")


def begin(kind: str, address: str) -> dict[str, Any]:
    """A newsroom with a channel that is recorded."""
    return _begun(kind, address, black_alarm=10)


def begin_unwatched(kind: str, address: str) -> dict[str, Any]:
    """The same; nobody looks at what the channel shows."""
    return _begun(kind, address, **dict.fromkeys(_UNWATCHED))


def _begun(kind: str, address: str, **alarms: int | None) -> dict[str, Any]:
    room = make_newsroom(practice=True)
    said = {"name": "STV 1", "desk": room.news, "kind": kind, "address": address}
    channel = channels.make(room.thao, {**said, "hours": 24, "gigabytes": 1, "alarm_seconds": 10, **alarms})
    channels.start(channel, room.thao)
    return {"channel": str(channel.pk), "folder": str(channel.folder)}


def another(name: str, kind: str, address: str) -> dict[str, Any]:
    """One more channel that is recorded."""
    channel = _made(name, kind, address)
    channels.start(channel, _member("Thảo"))
    return {"channel": str(channel.pk), "folder": str(channel.folder)}


def refused(kind: str, address: str) -> dict[str, Any]:
    """Why no channel can be made of this address."""
    try:
        _made("refused", kind, address)
    except ClipdeskError as error:
        return {"code": error.code}
    return {"code": ""}


def _made(name: str, kind: str, address: str) -> Channel:
    desk = Channel.objects.select_related("desk").order_by("made_at")[0].desk
    said = {"name": name, "desk": desk, "kind": kind, "address": address, "hours": 1, "gigabytes": 1}
    return channels.make(_member("Thảo"), {**said, "alarm_seconds": 10, **dict.fromkeys(_UNWATCHED)})


def mark_in() -> dict[str, Any]:
    """Press “In now”."""
    return {"cut": str(cutting_live.begin(Channel.objects.get(), _lan()).pk)}


def mark_out(cut: str) -> dict[str, Any]:
    """Press “Out now”."""
    cutting_live.finish(LiveCut.objects.select_related("channel").get(pk=cut), _lan())
    return {}


def cut_last(name: str, seconds: str) -> dict[str, Any]:
    """Have a recording made of the last seconds of a channel."""
    channel = Channel.objects.select_related("station", "desk").get(name=name)
    newest = channel.newest
    assert newest is not None
    cut = cutting_live.begin(channel, _lan(), newest.ends - int(seconds) * TICKS)
    cutting_live.finish(cut, _lan(), newest.ends - TICKS // 2)
    return {"cut": str(cut.pk)}


def made(cut: str) -> dict[str, Any]:
    """What came of it."""
    row = LiveCut.objects.get(pk=cut)
    found: dict[str, Any] = {"state": row.state, "trouble": row.trouble_message}
    if row.recording is not None:
        found |= {"recording": row.recording.state, "original": str(row.recording.original_path)}
    if row.within is not None:
        found |= {"start": float(row.within.start), "end": float(row.within.end)}
    return found


def schedule(seconds: str) -> dict[str, Any]:
    """Plan one recording of so many seconds that begins in five."""
    channel = Channel.objects.select_related("station", "desk").get()
    starts = (now() + timedelta(seconds=5)).replace(microsecond=0)
    said = {"title": "Bản tin", "desk": channel.desk, "language": "vi", "zone": "UTC", "rule": ""}
    at = {"first_on": starts.date(), "first_at": starts.time(), "seconds": int(seconds)}
    series.make(channel, _member("Thảo"), {**said, **at})
    return {"starts": starts.timestamp()}


def look_at_planned() -> dict[str, Any]:
    """What the clock does every minute."""
    planned.look()
    return {}


def scheduled() -> dict[str, Any]:
    """What has become of the recording that was planned."""
    row = PlannedRecording.objects.select_related("cut").get()
    found: dict[str, Any] = {"state": row.state, "trouble": row.trouble_message}
    found["lost"] = [[since.timestamp(), until.timestamp()] for since, until in row.lost]
    return found | (made(str(row.cut.pk)) | {"state": row.state} if row.cut else {})


def forget_scheduled() -> dict[str, Any]:
    """Begin anew."""
    Series.objects.all().delete()
    return {}


def _lan() -> Member:
    return _member("Lan")


def _member(name: str) -> Member:
    person = Person.objects.get(name=name)
    member = member_of(person, Channel.objects.order_by("made_at")[0].station)
    assert member is not None
    return member


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])) + "\n")
