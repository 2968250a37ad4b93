from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0008_scheduled_recordings'),
    ]

    operations = [
        migrations.AddField(
            model_name='recording',
            name='finished',
            field=models.BooleanField(default=False),
        ),
    ]
