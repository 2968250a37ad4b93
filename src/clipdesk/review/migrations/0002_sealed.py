from django.db import migrations

FORWARD = """
CREATE FUNCTION review_package_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.canonical, NEW.sha256, NEW.kind, NEW.clip_id, NEW.revision_id, NEW.station_id)
        IS DISTINCT FROM (OLD.canonical, OLD.sha256, OLD.kind, OLD.clip_id, OLD.revision_id, OLD.station_id) THEN
        RAISE EXCEPTION 'a package never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sealed BEFORE UPDATE OR DELETE ON review_package
    FOR EACH ROW EXECUTE FUNCTION review_package_sealed();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_signoff
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_signoffvoid
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_sentback
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("history", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
