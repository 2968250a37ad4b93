from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0008_brought'),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='room_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['destination', 'first_live_at'], name='publication_allowance'),
        ),
    ]
