from django.db import migrations

# A package is signed as often as it demands, by as many different people, before anything of it is sent; or by one who
# released it in an emergency, which is a row of its own. What a sign-off must be stays as it was (0002).
FORWARD = """
CREATE FUNCTION review_is_signed_by_enough(package review_package) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT count(DISTINCT s.signer_id) >= coalesce((package.canonical::jsonb #>> '{demands,signers}')::int, 1)
        OR coalesce(bool_or(EXISTS (SELECT 1 FROM review_emergency e WHERE e.sign_off_id = s.id)), false)
    FROM review_signoff s
    WHERE s.package_id = package.id
      AND s.package_sha256 = package.sha256
      AND (package.kind = 'withdrawal' OR s.valid_until > now())
      AND (s.method = 'signing_key' OR NOT coalesce((package.canonical::jsonb #>> '{demands,needs_key}')::boolean, false))
      AND NOT EXISTS (SELECT 1 FROM review_signoffvoid v WHERE v.sign_off_id = s.id)
$$;
CREATE OR REPLACE FUNCTION publishing_is_signed(publication publishing_publication, purpose text) RETURNS boolean
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
          AND review_is_signed_by_enough(p)
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
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_what_went_live"), ("review", "0007_rules")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
