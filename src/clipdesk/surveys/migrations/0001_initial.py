import uuid

import django.db.models.deletion
from django.db import migrations, models

import clipdesk.kernel.clock
import clipdesk.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0006_recovery'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('public_name', models.CharField(default=clipdesk.kernel.ids.short_id, editable=False, max_length=20, unique=True)),
                ('state', models.CharField(default='draft', max_length=10)),
                ('form', models.JSONField()),
                ('wave', models.PositiveSmallIntegerField(default=1)),
                ('sample_type', models.CharField(default='open_link', max_length=20)),
                ('population', models.TextField(blank=True)),
                ('recruitment', models.TextField(blank=True)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('asks_from', models.DateTimeField(null=True)),
                ('asks_until', models.DateTimeField(null=True)),
                ('daily_from', models.TimeField(null=True)),
                ('daily_until', models.TimeField(null=True)),
                ('delete_on', models.DateField(null=True)),
                ('answers_deleted_on', models.DateField(null=True)),
                ('one_page', models.BooleanField(default=False)),
                ('links_only', models.BooleanField(default=False)),
                ('least', models.PositiveSmallIntegerField(default=10)),
                ('quotas', models.JSONField(default=list)),
                ('turned_away', models.PositiveIntegerField(default=0)),
                ('margins', models.JSONField(default=list)),
                ('trims', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('previous', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='surveys.survey')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
            ],
        ),
        migrations.CreateModel(
            name='SurveyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('canonical', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='surveys.survey')),
            ],
        ),
        migrations.CreateModel(
            name='SingleLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('used', models.BooleanField(default=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='single_links', to='surveys.survey')),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.JSONField()),
                ('size', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='surveys.survey')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code_sha256', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(max_length=20)),
                ('data', models.JSONField(default=dict)),
                ('seconds', models.PositiveIntegerField(default=0)),
                ('caught', models.BooleanField(default=False)),
                ('invited', models.BooleanField(default=False)),
                ('begun_on', models.DateField()),
                ('completed_on', models.DateField(null=True)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.survey')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveyversion')),
            ],
        ),
        migrations.AddConstraint(
            model_name='surveyversion',
            constraint=models.UniqueConstraint(fields=('survey', 'number'), name='survey_version_once'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'asking', 'closed'])), name='survey_state_known'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('delete_on__isnull', False), ('opened_at__isnull', False)), _connector='OR'), name='survey_asked_has_end'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('previous', None), models.Q(('previous', models.F('id')), _negated=True), _connector='OR'), name='survey_follows_another'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('survey', 'number'), name='release_once'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['survey', 'completed_on'], name='survey_answers'),
        ),
    ]
