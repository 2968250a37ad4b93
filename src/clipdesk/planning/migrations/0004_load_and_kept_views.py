import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_recovery'),
        ("planning", "0003_campaigns_and_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='holiday',
            name='left_out',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='holiday',
            name='rule',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['station', 'done_at'], name='assignment_by_done'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('state__in', ['open', 'asked', 'accepted', 'declined'])), fields=['station', 'deadline'], name='assignment_waiting'),
        ),
        migrations.CreateModel(
            name='Capacity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.JSONField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('station', 'person'), name='capacity_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('view', models.CharField(blank=True, max_length=10)),
                ('desk', models.CharField(blank=True, max_length=36)),
                ('who', models.CharField(blank=True, max_length=36)),
                ('line', models.CharField(blank=True, max_length=36)),
                ('kind', models.CharField(blank=True, max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.station')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('station', 'person'), name='kept_view_once')],
            },
        ),
        migrations.CreateModel(
            name='UsualMinutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('minutes', models.PositiveIntegerField()),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.desk')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('desk', 'kind'), name='usual_minutes_once'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='usual_minutes_are_some')],
            },
        ),
    ]
