import django.db.models.deletion
from django.db import migrations, models

import clipdesk.kernel.clock
import clipdesk.kernel.ids

TABLES = ("officialaccount", "accountstatement", "accountend")
FORWARD = "\n".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON destinations_{table} "
    "FOR EACH ROW EXECUTE FUNCTION history_refuse();"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_told_how"),
        ("destinations", "0002_practice_is_the_stations"),
        ("history", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficialAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("platform", models.CharField(max_length=20)),
                ("made_at", models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="official_accounts",
                        to="accounts.station",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccountStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("handle", models.CharField(blank=True, max_length=120)),
                ("name", models.CharField(max_length=120)),
                ("url", models.CharField(max_length=300)),
                ("owner", models.CharField(max_length=160)),
                ("since", models.DateField()),
                ("made_at", models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="destinations.officialaccount",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account", "number"), name="statement_once")],
            },
        ),
        migrations.CreateModel(
            name="AccountEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField()),
                ("mistaken", models.BooleanField(default=False)),
                ("because", models.TextField()),
                ("made_at", models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="destinations.officialaccount",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
