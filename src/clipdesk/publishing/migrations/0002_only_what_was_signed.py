from django.db import migrations

# The promise as the schema holds it. A publication enters `sending` (release, correction) or `withdrawn` (withdrawal)
# only with a sign-off in force of exactly its package: the same row, the same digest (worked out anew from the sealed
# text), of this clip, naming this publication. It enters `processing`, the state in which the public call is made, only
# from `sending`, and is checked again at that moment. It becomes public only from a state in which that call may have
# been made, with the package unchanged; a sign-off that lapsed during sending leads back to what the public sees.
FORWARD = """
CREATE FUNCTION publishing_is_signed(publication publishing_publication, purpose text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1
        FROM review_signoff s
        JOIN review_package p ON p.id = s.package_id
        JOIN clips_revision r ON r.id = p.revision_id
        JOIN clips_clip c ON c.id = p.clip_id
        WHERE s.id = publication.sign_off_id
          AND s.package_id = publication.package_id
          AND s.package_sha256 = p.sha256
          AND encode(sha256(convert_to(p.canonical, 'UTF8')), 'hex') = p.sha256
          AND NOT EXISTS (SELECT 1 FROM review_signoffvoid v WHERE v.sign_off_id = s.id)
          AND p.state = 'signed'
          AND p.clip_id = publication.clip_id
          AND EXISTS (
              SELECT 1 FROM jsonb_array_elements(p.canonical::jsonb -> 'posts') post
              WHERE post ->> 'publication' = publication.id::text)
          AND CASE purpose
              WHEN 'withdraw' THEN p.kind = 'withdrawal'
              ELSE p.kind IN ('release', 'correction') AND s.valid_until > now()
                  AND c.state = 'signed' AND c.head_number = r.number
          END)
$$;
CREATE FUNCTION publishing_only_what_was_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := CASE TG_OP WHEN 'UPDATE' THEN OLD.state ELSE '' END;
    allowed boolean := true;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.package_id IS NOT DISTINCT FROM OLD.package_id
        AND NEW.sign_off_id IS NOT DISTINCT FROM OLD.sign_off_id AND NEW.shown_id IS NOT DISTINCT FROM OLD.shown_id THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'sending' THEN
        allowed := publishing_is_signed(NEW, 'send');
    ELSIF NEW.state = 'withdrawn' THEN
        allowed := publishing_is_signed(NEW, 'withdraw') AND NEW.shown_id IS NULL;
    ELSIF NEW.state = 'processing' THEN
        allowed := before = 'sending' AND NEW.package_id = OLD.package_id AND publishing_is_signed(NEW, 'send');
    ELSIF NEW.state IN ('live', 'corrected') AND before NOT IN ('live', 'corrected') THEN
        allowed := (before IN ('processing', 'unknown') AND NEW.package_id = OLD.package_id
                    AND NEW.shown_id = NEW.package_id)
            OR (before IN ('sending', 'failed') AND NEW.shown_id = OLD.shown_id);
    END IF;
    IF NEW.shown_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.shown_id IS DISTINCT FROM OLD.shown_id) THEN
        allowed := allowed AND NEW.state IN ('live', 'corrected') AND before IN ('processing', 'unknown');
    END IF;
    IF NOT allowed THEN
        RAISE EXCEPTION 'no valid sign-off of exactly this package' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_what_was_signed BEFORE INSERT OR UPDATE ON publishing_publication
    FOR EACH ROW EXECUTE FUNCTION publishing_only_what_was_signed();
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("review", "0002_sealed"), ("clips", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
