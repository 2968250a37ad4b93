from django.db import migrations

FORWARD = """
CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON history_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
