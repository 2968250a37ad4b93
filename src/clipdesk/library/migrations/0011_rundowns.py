"""Items of a rundown know presenter, rights, plan, real times and how their place is known."""

from django.db import migrations, models


def say_how(apps, schema_editor):
    """What was placed was placed by its script; of all else, where it lies is the plan."""
    items = apps.get_model("library", "RundownItem").objects
    items.filter(placed=True).update(by="script", sought=True)
    items.filter(placed=False).update(planned=models.F("start"), planned_end=models.F("end"))


class Migration(migrations.Migration):

    dependencies = [("library", "0010_encoders_send_here")]

    operations = [
        migrations.AddField("rundownitem", "presenter", models.CharField(blank=True, max_length=200, default="")),
        migrations.AddField("rundownitem", "rights", models.CharField(blank=True, max_length=300, default="")),
        migrations.AddField("rundownitem", "planned_end", models.CharField(blank=True, max_length=60, default="")),
        migrations.AddField("rundownitem", "real", models.CharField(blank=True, max_length=60, default="")),
        migrations.AddField("rundownitem", "real_end", models.CharField(blank=True, max_length=60, default="")),
        migrations.AddField("rundownitem", "by", models.CharField(max_length=10, default="plan")),
        migrations.AddField("rundownitem", "sought", models.BooleanField(default=False)),
        migrations.AddField("rundownitem", "margin", models.FloatField(null=True)),
        migrations.RunPython(say_how, migrations.RunPython.noop),
        migrations.RemoveField("rundownitem", "placed"),
        *(
            migrations.AlterField("rundownitem", name, models.CharField(blank=True, max_length=length))
            for name, length in (("presenter", 200), ("rights", 300), ("planned_end", 60), ("real", 60), ("real_end", 60))
        ),
        migrations.AddConstraint(
            "rundownitem",
            models.CheckConstraint(
                name="rundown_item_place_known", condition=models.Q(by__in=["plan", "real", "script", "hand"])
            ),
        ),
    ]
