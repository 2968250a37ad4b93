from django.db import migrations, models

import clipdesk.kernel.clock

FORWARD = (
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON destinations_spending "
    "FOR EACH ROW EXECUTE FUNCTION history_refuse();"
)


class Migration(migrations.Migration):

    dependencies = [
        ('destinations', '0008_account_title'),
        ('history', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(max_length=340)),
                ('quota', models.CharField(max_length=20)),
                ('amount', models.IntegerField()),
                ('at', models.DateTimeField(default=clipdesk.kernel.clock.now)),
                ('used_up_until', models.DateTimeField(null=True)),
                ('publication', models.UUIDField()),
                ('package', models.CharField(max_length=64)),
                ('part', models.CharField(max_length=10)),
            ],
            options={
                'indexes': [models.Index(fields=['holder', 'quota', 'at'], name='spending_in_a_span')],
            },
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
