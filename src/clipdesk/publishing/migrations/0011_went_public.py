from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0010_spending'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['station', '-first_live_at'], name='publication_went_public'),
        ),
    ]
