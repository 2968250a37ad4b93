from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_fileprint")]

    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                fields=["package_sha256"], condition=models.Q(outcome="live"), name="attempt_went_live"
            ),
        ),
    ]
