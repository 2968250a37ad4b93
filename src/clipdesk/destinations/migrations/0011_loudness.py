"""Each destination may have its own loudness."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("destinations", "0010_sealed_address")]
    operations = [
        migrations.AddField("destination", "loudness", models.CharField(blank=True, default="", max_length=30), preserve_default=False),
    ]
