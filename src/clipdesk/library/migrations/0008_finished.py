from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0007_live_cuts_take_run_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='recording',
            name='finished',
            field=models.BooleanField(default=False),
        ),
    ]
