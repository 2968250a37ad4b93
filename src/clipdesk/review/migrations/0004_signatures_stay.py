from django.db import migrations

FORWARD = """
CREATE FUNCTION review_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.id, NEW.person_id, NEW.name, NEW.credential_id, NEW.public_key, NEW.rp_id, NEW.registered_at)
        IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.name, OLD.credential_id, OLD.public_key, OLD.rp_id, OLD.registered_at)
        OR NEW.sign_count < OLD.sign_count THEN
        RAISE EXCEPTION 'a signing key never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON review_signingkey
    FOR EACH ROW EXECUTE FUNCTION review_key_stays();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_signingkeyend
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_assertion
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON review_signedunder
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0003_signing_keys"), ("history", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
