import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('publishing', '0008_brought'),
    ]

    operations = [
        migrations.CreateModel(
            name='MetricDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=80)),
                ('version', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateTimeField(null=True)),
                ('valid_until', models.DateTimeField(null=True)),
                ('place', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(default='count', max_length=10)),
                ('grows', models.BooleanField(default=True)),
                ('label_en', models.CharField(max_length=120)),
                ('label_vi', models.CharField(max_length=120)),
                ('wording_en', models.TextField()),
                ('wording_vi', models.TextField()),
                ('source', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('platform', 'name', 'version'), name='definition_once'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_from__lt', models.F('valid_until')), _connector='OR'), name='definition_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='measurement', serialize=False, to='publishing.publication')),
                ('next_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('absent', models.BooleanField(default=False)),
                ('trouble_message', models.TextField(blank=True)),
                ('trouble_params', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['next_at'], name='measurement_due')],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.DateTimeField()),
                ('taken_at', models.DateTimeField()),
                ('value', models.BigIntegerField()),
                ('fell', models.BooleanField(default=False)),
                ('definition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audience.metricdefinition')),
                ('publication', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='publishing.publication')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['taken_at'], name='sample_by_time')],
                'constraints': [models.UniqueConstraint(fields=('publication', 'definition', 'slot'), name='sample_once'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='sample_is_a_count')],
            },
        ),
    ]
