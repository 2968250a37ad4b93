from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0005_channel_alarms'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='backup_kind',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='channel',
            name='backup_address',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='channel',
            name='on_backup',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='segment',
            name='backup',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('backup_address', ''), ('backup_kind', '')), models.Q(('backup_kind__in', ['hls', 'ts_http', 'ts_udp', 'radio']), models.Q(('backup_address', ''), _negated=True)), _connector='OR'), name='channel_backup_whole'),
        ),
    ]
