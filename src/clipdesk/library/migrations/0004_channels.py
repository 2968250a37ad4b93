import clipdesk.kernel.clock
import clipdesk.kernel.ids
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_recovery'),
        ('library', '0003_origin_and_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('name_sort', models.TextField(editable=False)),
                ('kind', models.CharField(max_length=20)),
                ('address', models.CharField(max_length=1000)),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('hours', models.PositiveIntegerField(default=6, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(168)])),
                ('gigabytes', models.PositiveIntegerField(default=50, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)])),
                ('alarm_seconds', models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(3600)])),
                ('state', models.CharField(default='off', max_length=10)),
                ('made_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('beat_at', models.DateTimeField(null=True)),
                ('on_since', models.DateTimeField(null=True)),
                ('heard_at', models.DateTimeField(null=True)),
                ('tracks', models.JSONField(default=list)),
                ('bits_per_second', models.BigIntegerField(default=0)),
                ('trouble_message', models.TextField(blank=True)),
                ('trouble_params', models.JSONField(default=dict)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='accounts.desk')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='accounts.station')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('station', 'name'), name='channel_name_once'), models.CheckConstraint(condition=models.Q(('state__in', ['off', 'on'])), name='channel_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['hls', 'ts_http', 'ts_udp', 'radio'])), name='channel_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='LiveCut',
            fields=[
                ('id', models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='open', max_length=10)),
                ('begins', models.BigIntegerField()),
                ('ends', models.BigIntegerField(null=True)),
                ('origin', models.BigIntegerField(null=True)),
                ('trouble_message', models.TextField(blank=True)),
                ('trouble_params', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cuts', to='library.channel')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recording', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='live_cuts', to='library.recording')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
            ],
            options={
                'indexes': [models.Index(fields=['channel', '-made_at'], name='live_cut_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'wanted', 'made', 'failed', 'dropped'])), name='live_cut_state_known'), models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gt', models.F('begins')), _connector='OR'), name='live_cut_in_before_out')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('epoch', models.IntegerField()),
                ('first_pts', models.BigIntegerField()),
                ('begins', models.BigIntegerField()),
                ('ends', models.BigIntegerField()),
                ('gap', models.BigIntegerField(default=0)),
                ('size', models.BigIntegerField()),
                ('pictures', models.IntegerField()),
                ('keys', models.JSONField()),
                ('wall', models.DateTimeField()),
                ('kept_at', models.DateTimeField(default=clipdesk.kernel.clock.now)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='library.channel')),
            ],
            options={
                'indexes': [models.Index(fields=['channel', 'ends'], name='segment_by_time'), models.Index(condition=models.Q(('gap__gt', 0)), fields=['channel', '-number'], name='segment_gaps')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'number'), name='segment_number_once')],
            },
        ),
    ]
