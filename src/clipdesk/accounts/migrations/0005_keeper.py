import clipdesk.kernel.clock
import clipdesk.kernel.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_bot_and_webhook'),
    ]

    operations = [
        migrations.CreateModel(
            name='Keeper',
            fields=[
                ('id', models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('named_at', models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('sent_size', models.BigIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keepers', to='accounts.station')),
            ],
        ),
        migrations.AddConstraint(
            model_name='keeper',
            constraint=models.UniqueConstraint(fields=('station', 'email'), name='keeper_once'),
        ),
    ]
