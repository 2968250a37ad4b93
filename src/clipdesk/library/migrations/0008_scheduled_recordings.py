
import clipdesk.kernel.clock
import clipdesk.kernel.ids
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_recovery'),
        ('library', '0007_live_cuts_take_run_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=150)),
                ('language', models.CharField(max_length=2)),
                ('first_on', models.DateField()),
                ('first_at', models.TimeField()),
                ('zone', models.CharField(max_length=40)),
                ('rule', models.CharField(blank=True, max_length=200)),
                ('skipped', models.JSONField(default=list)),
                ('seconds', models.PositiveIntegerField()),
                ('pre_roll', models.PositiveIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(900)])),
                ('post_roll', models.PositiveIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(900)])),
                ('tells', models.BooleanField(default=True)),
                ('since', models.DateTimeField(default=clipdesk.kernel.clock.now)),
                ('state', models.CharField(default='active', max_length=10)),
                ('made_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='library.channel')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.desk')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
            ],
        ),
        migrations.CreateModel(
            name='PlannedRecording',
            fields=[
                ('id', models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='planned', max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('missing', models.JSONField(default=list)),
                ('trouble_message', models.TextField(blank=True)),
                ('trouble_params', models.JSONField(default=dict)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned', to='library.channel')),
                ('cut', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='planned', to='library.livecut')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='library.series')),
            ],
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['channel', 'state'], name='series_of_channel'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'ended'])), name='series_state_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('seconds__gt', 0)), name='series_has_length'),
        ),
        migrations.AddIndex(
            model_name='plannedrecording',
            index=models.Index(fields=['channel', '-starts_at'], name='planned_recording_list'),
        ),
        migrations.AddIndex(
            model_name='plannedrecording',
            index=models.Index(condition=models.Q(('state__in', ['planned', 'recording'])), fields=['state', 'begins_at'], name='planned_recording_due'),
        ),
        migrations.AddConstraint(
            model_name='plannedrecording',
            constraint=models.UniqueConstraint(fields=('series', 'starts_at'), name='planned_recording_once'),
        ),
        migrations.AddConstraint(
            model_name='plannedrecording',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'recording', 'making', 'done', 'partly', 'failed'])), name='planned_recording_state_known'),
        ),
        migrations.AddConstraint(
            model_name='plannedrecording',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='planned_recording_has_length'),
        ),
    ]
