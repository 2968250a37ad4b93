"""Raise and end the alarms of a channel, and tell people of them without a storm."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from clipdesk.accounts.models import Notice
from clipdesk.accounts.notices import mark_as_read, people_who_may, tell
from clipdesk.accounts.roles import INGEST, OPERATE
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record, transition
from clipdesk.kernel.clock import now
from clipdesk.library.models import Channel, ChannelAlarm

#: A picture that comes and goes raises alarm after alarm: of one kind people are told no more often than this.
QUIET_MINUTES = 15
#: What was wrong has been right for so long before an alarm ends.
STEADY_SECONDS = 5
KEPT_DAYS = 30
_NOTICE = "channel_alarm"


def raise_alarm(channel: Channel, kind: str, began_at: datetime) -> None:
    """Raise an alarm, unless there is one of this kind; tell people, unless they were told of one a moment ago."""
    with transaction.atomic():
        made = {"station": channel.station, "began_at": began_at}
        alarm, is_new = ChannelAlarm.objects.get_or_create(
            channel=channel, kind=kind, state=ChannelAlarm.RAISED, defaults=made
        )
        if is_new:
            record(alarm, "channel_alarm_raised", by=CLIPDESK, after={"channel": channel.name, "kind": kind})
        if alarm.told_at is None and not _was_told(alarm):
            ChannelAlarm.objects.filter(pk=alarm.pk).update(told_at=now())
            tell_of(channel, _NOTICE, _cause(alarm))


def end_alarms(channel: Channel, kinds: Collection[str]) -> None:
    """End the alarms of these kinds; what people were told of them counts as read."""
    for alarm in channel.alarms.filter(state=ChannelAlarm.RAISED, kind__in=kinds) if kinds else ():
        with transaction.atomic():
            transition(alarm, ChannelAlarm.END, by=CLIPDESK, changes={"ended_at": now()})
            mark_as_read(Notice.objects.filter(cause=f"{_NOTICE}:{_cause(alarm)}"))


def end_of_stopped() -> None:
    """End the alarms of channels that are off."""
    for alarm in ChannelAlarm.objects.filter(state=ChannelAlarm.RAISED, channel__state=Channel.OFF):
        end_alarms(alarm.channel, [alarm.kind])


def forget_old() -> None:
    """Forget what ended long ago; the history keeps it."""
    old = now() - timedelta(days=KEPT_DAYS)
    ChannelAlarm.objects.filter(state=ChannelAlarm.ENDED, ended_at__lt=old).delete()


def tell_of(channel: Channel, kind: str, cause: str) -> None:
    """Tell the operators and those who cut on the channel's desk; inside a transaction."""
    people = {person.pk: person for person in people_who_may(OPERATE, channel.station)}
    people |= {person.pk: person for person in people_who_may(INGEST, channel.station, channel.desk)}
    link = f"/s/{channel.station.slug}/channels/{channel.pk}/"
    tell(people.values(), station=channel.station, desk=channel.desk, kind=kind, cause=cause, link=link)


def _was_told(alarm: ChannelAlarm) -> bool:
    since = now() - timedelta(minutes=QUIET_MINUTES)
    others = ChannelAlarm.objects.filter(~Q(pk=alarm.pk), channel=alarm.channel, kind=alarm.kind)
    return others.filter(told_at__gt=since).exists()


def _cause(alarm: ChannelAlarm) -> str:
    return f"alarm:{alarm.pk}"
