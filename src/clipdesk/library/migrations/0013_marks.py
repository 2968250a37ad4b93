"""Marks of channels and of what is cut from them, and the digest of the token with which playout sets them."""

import django.db.models.deletion
from django.db import migrations, models

import clipdesk.kernel.clock


class Migration(migrations.Migration):

    dependencies = [("library", "0012_series_template")]

    operations = [
        migrations.AddField("channel", "mark_digest", models.CharField(blank=True, max_length=64, default="")),
        migrations.AlterField("channel", "mark_digest", models.CharField(blank=True, max_length=64)),
        migrations.CreateModel(
            name="ChannelMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tick", models.BigIntegerField()),
                ("wall", models.DateTimeField()),
                ("label", models.CharField(blank=True, max_length=120)),
                ("by", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="library.channel"
                    ),
                ),
            ],
            options={
                "ordering": ["tick", "pk"],
                "indexes": [
                    models.Index(fields=["channel", "tick"], name="channel_mark_by_time"),
                    models.Index(fields=["channel", "made_at"], name="channel_mark_made"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.CharField(max_length=60)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("by", models.CharField(blank=True, max_length=200)),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="library.recording"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
