import clipdesk.kernel.clock
import clipdesk.kernel.ids
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

_PATIENCE = [django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(3600)]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_recovery'),
        ('library', '0004_channels'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='silence_alarm',
            field=models.PositiveIntegerField(blank=True, default=30, null=True, validators=_PATIENCE),
        ),
        migrations.AddField(
            model_name='channel',
            name='black_alarm',
            field=models.PositiveIntegerField(blank=True, default=30, null=True, validators=_PATIENCE),
        ),
        migrations.AddField(
            model_name='channel',
            name='frozen_alarm',
            field=models.PositiveIntegerField(blank=True, default=60, null=True, validators=_PATIENCE),
        ),
        migrations.AddField(
            model_name='channel',
            name='loudness',
            field=models.FloatField(null=True),
        ),
        migrations.CreateModel(
            name='ChannelAlarm',
            fields=[
                ('id', models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('state', models.CharField(default='raised', max_length=10)),
                ('began_at', models.DateTimeField()),
                ('raised_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('told_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='library.channel')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
            ],
            options={
                'indexes': [models.Index(fields=['channel', '-raised_at'], name='channel_alarm_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['raised', 'ended'])), name='channel_alarm_state_known'), models.UniqueConstraint(condition=models.Q(('state', 'raised')), fields=('channel', 'kind'), name='channel_alarm_once')],
            },
        ),
    ]
