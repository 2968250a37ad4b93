import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clips', '0011_closing_card'),
        ('library', '0009_finished'),
    ]

    operations = [
        migrations.AddField(
            model_name='look',
            name='opening',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.storedfile'),
        ),
    ]
