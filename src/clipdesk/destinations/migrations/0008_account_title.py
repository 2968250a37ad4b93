from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('destinations', '0007_receivers'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='title',
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
