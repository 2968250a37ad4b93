from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0006_backup_source'),
    ]

    operations = [
        migrations.AddField(
            model_name='livecut',
            name='run',
            field=models.BigIntegerField(default=0, editable=False),
        ),
    ]
