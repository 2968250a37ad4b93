from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0010_looked'),
    ]

    operations = [
        migrations.AddField(
            model_name='signoff',
            name='played',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
