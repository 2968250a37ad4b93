from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0006_by_hand")]
    operations = [
        migrations.AlterField(model_name="publication", name="remote_id", field=models.CharField(blank=True, max_length=1000))
    ]
