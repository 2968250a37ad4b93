from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("destinations", "0006_youtube")]
    operations = [
        migrations.AlterField(model_name="account", name="remote", field=models.CharField(max_length=300)),
        migrations.AlterField(model_name="account", name="username", field=models.CharField(blank=True, max_length=300)),
    ]
