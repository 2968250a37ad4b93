from django.db import migrations

FORWARD = """
ALTER TABLE destinations_destination ADD CONSTRAINT practice_is_the_stations
    FOREIGN KEY (station_id, practice) REFERENCES accounts_station (id, is_practice);
"""


class Migration(migrations.Migration):
    dependencies = [("destinations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
