import django.db.models.deletion
from django.db import migrations, models

import clipdesk.kernel.clock

# The shape that was sealed for the destination, of what is measured already.
SHAPES = """
update audience_measurement as measurement set shape = coalesce(post ->> 'shape', '')
from publishing_publication as publication
join review_package as package on package.id = publication.shown_id
cross join jsonb_array_elements(package.canonical::jsonb -> 'posts') as post
where publication.id = measurement.publication_id and post ->> 'publication' = publication.id::text
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_recovery'),
        ('audience', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='measurement',
            name='shape',
            field=models.CharField(blank=True, default='', max_length=10),
            preserve_default=False,
        ),
        migrations.RunSQL(SHAPES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='TermsAccepted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(max_length=20)),
                ('state', models.CharField(default='accepted', max_length=20)),
                ('made_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.station')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('station', 'platform'), name='terms_once'), models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'taken_back'])), name='terms_state_known')],
            },
        ),
    ]
