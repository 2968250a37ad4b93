from django.db import migrations

FORWARD = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION history_refuse();"
    f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();"
    for table in ("history_ledgerleaf", "history_ledgercheckpoint")
)


class Migration(migrations.Migration):
    dependencies = [("history", "0003_checkpoints")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
