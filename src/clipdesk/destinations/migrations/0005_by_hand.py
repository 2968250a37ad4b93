import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("destinations", "0004_accounts")]
    operations = [
        migrations.AddField(
            model_name="account",
            name="official",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="by_hand",
                to="destinations.officialaccount",
            ),
        ),
        migrations.AddField(model_name="account", name="ended_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(official=None) | models.Q(sealed=None), name="by_hand_has_no_token"
            ),
        ),
    ]
