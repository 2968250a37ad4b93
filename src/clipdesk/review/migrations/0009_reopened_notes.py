import clipdesk.kernel.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_notereopened
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0008_picture_notes'),
        ('history', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='noteresolved',
            name='note',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='review.picturenote'),
        ),
        migrations.CreateModel(
            name='NoteReopened',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resolution', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reopened', to='review.noteresolved')),
            ],
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
