import clipdesk.kernel.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clips', '0008_picture'),
        ('library', '0009_finished'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FinishedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brought_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finished_files', to='clips.clip')),
                ('cut_from', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finished_as', to='library.recording')),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finishes', to='library.recording')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('clip', 'recording'), name='finished_file_once')],
            },
        ),
    ]
