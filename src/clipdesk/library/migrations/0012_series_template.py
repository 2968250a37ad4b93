"""What the recordings of a series begin with, and how long they are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("library", "0011_rundowns")]

    operations = [
        migrations.AddField("series", "look", models.CharField(blank=True, max_length=60, default="")),
        migrations.AlterField("series", "look", models.CharField(blank=True, max_length=60)),
        migrations.AddField("series", "destinations", models.JSONField(default=list)),
        migrations.AddField("series", "keep_days", models.PositiveIntegerField(null=True)),
    ]
