"""An alarm of a channel: something is wrong with what it sends, and has been for longer than the channel's setting."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.library.models.channel import Channel
from clipdesk.media.live.faults import BLACK, FROZEN, SILENT

#: It is no fault of the picture: the main source broke, and the backup is heard.
ON_BACKUP = "backup"


class ChannelAlarm(models.Model):
    """began_at: since when it is so, by the hour of the day of what was sent; told_at: when people were told, if they were."""

    RAISED, ENDED = "raised", "ended"
    END = move("channel_alarm_ended", "raised", ENDED)
    KINDS = {SILENT: _("Silent"), BLACK: _("Black"), FROZEN: _("Frozen"), ON_BACKUP: _("On the backup source")}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=RAISED)
    began_at = models.DateTimeField()
    raised_at = models.DateTimeField(default=now, editable=False)
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="channel_alarm_state_known", condition=models.Q(state__in=["raised", "ended"])),
            models.UniqueConstraint(
                fields=["channel", "kind"], condition=models.Q(state="raised"), name="channel_alarm_once"
            ),
        ]
        indexes = [models.Index(fields=["channel", "-raised_at"], name="channel_alarm_list")]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind}"

    def get_kind_display(self) -> str:
        """Return what is wrong in the active language."""
        return str(self.KINDS[self.kind])
