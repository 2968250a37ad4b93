import clipdesk.kernel.clock
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("destinations", "0003_official_accounts")]
    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("destination", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="account", serialize=False, to="destinations.destination")),
                ("kind", models.CharField(default="telegram", editable=False, max_length=20)),
                ("remote", models.CharField(max_length=100)),
                ("username", models.CharField(blank=True, max_length=100)),
                ("shape", models.CharField(default="9:16", max_length=10)),
                ("sealed", models.BinaryField(null=True)),
                ("checked_at", models.DateTimeField(default=clipdesk.kernel.clock.now)),
                ("trouble_message", models.TextField(blank=True)),
                ("trouble_params", models.JSONField(default=dict)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("kind", "remote"), name="account_of_one_station")]},
        ),
    ]
