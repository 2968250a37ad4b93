"""A render may have its files at further loudnesses, for destinations that ask for one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clips", "0013_plan")]
    operations = [
        migrations.AddField("render", "levels", models.JSONField(default=list)),
        migrations.AlterField("renderfile", "role", models.CharField(max_length=40)),
    ]
