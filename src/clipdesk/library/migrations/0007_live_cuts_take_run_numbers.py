from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0004_channels'),
    ]

    operations = [
        migrations.AddField(
            model_name='livecut',
            name='run',
            field=models.BigIntegerField(default=0, editable=False),
        ),
    ]
