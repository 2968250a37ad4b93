from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("publishing", "0007_longer_remote_ids")]
    operations = [
        migrations.AddField(
            model_name="publication", name="brought", field=models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["destination"],
                condition=Q(state="cancelled", shown=None) & ~Q(remote_id=""),
                name="publication_left_behind",
            ),
        ),
    ]
