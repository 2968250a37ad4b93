from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON surveys_surveyversion
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON surveys_release
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("history", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
