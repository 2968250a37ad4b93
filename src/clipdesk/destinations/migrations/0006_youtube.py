import django.db.models.deletion
from django.db import migrations, models

import clipdesk.kernel.clock
import clipdesk.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_told_how"), ("destinations", "0005_by_hand")]
    operations = [
        migrations.AddField(model_name="account", name="token_ends_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="account", name="fresh", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="account", name="fresh_until", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="OAuthClient",
            fields=[
                ("id", models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(default="youtube", editable=False, max_length=20)),
                ("client_id", models.CharField(max_length=200)),
                ("sealed", models.BinaryField()),
                ("station", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="oauth_clients", to="accounts.station")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("station", "kind"), name="oauth_client_once")]},
        ),
        migrations.CreateModel(
            name="ProposedAccount",
            fields=[
                ("id", models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(default="youtube", editable=False, max_length=20)),
                ("remote", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("username", models.CharField(blank=True, max_length=100)),
                ("sealed", models.BinaryField()),
                ("token_ends_at", models.DateTimeField(null=True)),
                ("by_name", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(default=clipdesk.kernel.clock.now)),
                ("station", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="proposed_accounts", to="accounts.station")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("station", "kind", "remote"), name="proposed_once")]},
        ),
    ]
