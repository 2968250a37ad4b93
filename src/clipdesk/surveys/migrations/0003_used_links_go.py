from django.db import migrations, models

# Links that were used before stay used: their rows go, and how many there ever were is a number of the survey.
BEFORE = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE surveys_survey SET links_made = made.links
    FROM (SELECT survey_id, count(*) AS links FROM surveys_singlelink GROUP BY survey_id) AS made
    WHERE made.survey_id = surveys_survey.id;
DELETE FROM surveys_singlelink WHERE used;
"""
# What a deleted row leaves behind names the transaction that deleted it, until the table is vacuumed: from one row on.
VACUUM = """
ALTER TABLE surveys_singlelink SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
"""
VACUUM_BACK = """
ALTER TABLE surveys_singlelink RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_what_was_asked_stays")]
    operations = [
        migrations.AddField("survey", "links_made", models.PositiveIntegerField(default=0)),
        migrations.AddField("survey", "sampling", models.JSONField(default=dict)),
        migrations.AddField("survey", "crossing", models.JSONField(default=list)),
        migrations.AddField("answer", "stratum", models.CharField(blank=True, max_length=80)),
        migrations.AddField("answer", "unit", models.CharField(blank=True, max_length=80)),
        migrations.AddField("singlelink", "stratum", models.CharField(blank=True, max_length=80)),
        migrations.AddField("singlelink", "unit", models.CharField(blank=True, max_length=80)),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RemoveField("singlelink", "used"),
        migrations.RunSQL(VACUUM, VACUUM_BACK),
    ]
