from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clips', '0006_credentials'),
        ('library', '0004_channels'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='render',
            name='render_once',
        ),
        migrations.AddField(
            model_name='render',
            name='ai_altered',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='render',
            constraint=models.UniqueConstraint(fields=('recording', 'recipe_sha256', 'ai_altered', 'engine'), name='render_once'),
        ),
    ]
