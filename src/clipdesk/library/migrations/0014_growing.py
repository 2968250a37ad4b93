"""A file that grows may be a channel's source."""

from django.db import migrations, models

_KINDS = ["hls", "ts_http", "ts_udp", "radio", "srt", "rtmp", "growing"]


class Migration(migrations.Migration):

    dependencies = [("library", "0013_marks")]

    operations = [
        migrations.RemoveConstraint("channel", "channel_kind_known"),
        migrations.RemoveConstraint("channel", "channel_backup_whole"),
        migrations.AddConstraint(
            "channel", models.CheckConstraint(condition=models.Q(("kind__in", _KINDS)), name="channel_kind_known")
        ),
        migrations.AddConstraint(
            "channel",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("backup_address", ""), ("backup_kind", "")),
                    models.Q(("backup_kind__in", _KINDS), models.Q(("backup_address", ""), _negated=True)),
                    _connector="OR",
                ),
                name="channel_backup_whole",
            ),
        ),
    ]
