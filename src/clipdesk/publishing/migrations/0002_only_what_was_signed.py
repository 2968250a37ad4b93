from django.db import migrations

# A publication cannot enter `sending` or `withdrawn` without a sign-off in force of exactly its package: the same row,
# the same digest (worked out anew from the sealed text), of this clip, naming this publication.
FORWARD = """
CREATE FUNCTION publishing_only_what_was_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('sending', 'withdrawn') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.package_id IS NOT DISTINCT FROM OLD.package_id
        AND NEW.sign_off_id IS NOT DISTINCT FROM OLD.sign_off_id THEN
        RETURN NEW;
    END IF;
    PERFORM 1
    FROM review_signoff s
    JOIN review_package p ON p.id = s.package_id
    JOIN clips_revision r ON r.id = p.revision_id
    JOIN clips_clip c ON c.id = p.clip_id
    WHERE s.id = NEW.sign_off_id
      AND s.package_id = NEW.package_id
      AND s.package_sha256 = p.sha256
      AND encode(sha256(convert_to(p.canonical, 'UTF8')), 'hex') = p.sha256
      AND s.valid_until > now()
      AND NOT EXISTS (SELECT 1 FROM review_signoffvoid v WHERE v.sign_off_id = s.id)
      AND p.state = 'signed'
      AND p.clip_id = NEW.clip_id
      AND EXISTS (
          SELECT 1 FROM jsonb_array_elements(p.canonical::jsonb -> 'posts') post
          WHERE post ->> 'publication' = NEW.id::text)
      AND ((NEW.state = 'withdrawn' AND p.kind = 'withdrawal')
        OR (NEW.state = 'sending' AND p.kind IN ('release', 'correction') AND c.head_number = r.number));
    IF NOT FOUND THEN
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
