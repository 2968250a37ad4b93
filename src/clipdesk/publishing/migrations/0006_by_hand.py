import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import clipdesk.kernel.clock
import clipdesk.kernel.ids

# Where people post by hand, a publication waits in `by_hand` between `sending` and `processing`. Into it leads nothing but a
# sign-off in force of exactly its package, from `sending` or (given back) from `processing`; `processing` is checked again
# when somebody takes it. Everything else stays as it was (0002).
FORWARD = """
CREATE OR REPLACE FUNCTION publishing_only_what_was_signed() RETURNS trigger LANGUAGE plpgsql AS $$
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
    ELSIF NEW.state = 'by_hand' THEN
        allowed := before IN ('sending', 'processing') AND NEW.package_id = OLD.package_id
            AND publishing_is_signed(NEW, 'send');
    ELSIF NEW.state = 'processing' THEN
        allowed := before IN ('sending', 'by_hand') AND NEW.package_id = OLD.package_id
            AND publishing_is_signed(NEW, 'send');
    ELSIF NEW.state IN ('live', 'corrected') AND before NOT IN ('live', 'corrected') THEN
        allowed := (before IN ('processing', 'unknown') AND NEW.package_id = OLD.package_id
                    AND NEW.shown_id = NEW.package_id)
            OR (before IN ('sending', 'by_hand', 'failed') AND NEW.shown_id = OLD.shown_id);
    END IF;
    IF NEW.shown_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.shown_id IS DISTINCT FROM OLD.shown_id) THEN
        allowed := allowed AND NEW.state IN ('live', 'corrected') AND before IN ('processing', 'unknown');
    END IF;
    IF NOT allowed THEN
        RAISE EXCEPTION 'no valid sign-off of exactly this package' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
APPEND_ONLY = "\n".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON publishing_{table} "
    "FOR EACH ROW EXECUTE FUNCTION history_refuse();"
    for table in ("handlink", "handlinkused", "handword")
)
PROTECT = django.db.models.deletion.PROTECT


def _id() -> models.UUIDField:
    return models.UUIDField(default=clipdesk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)


def _at() -> models.DateTimeField:
    return models.DateTimeField(default=clipdesk.kernel.clock.now, editable=False)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("destinations", "0005_by_hand"),
        ("history", "0002_append_only"),
        ("publishing", "0005_as_demanded"),
        ("review", "0007_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="HandLink",
            fields=[
                ("id", _id()),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", _at()),
                ("expires_at", models.DateTimeField()),
                ("made_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("package", models.ForeignKey(on_delete=PROTECT, related_name="+", to="review.package")),
                (
                    "publication",
                    models.ForeignKey(on_delete=PROTECT, related_name="hand_links", to="publishing.publication"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandLinkUsed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("at", _at()),
                ("attempt", models.ForeignKey(on_delete=PROTECT, related_name="+", to="publishing.attempt")),
                (
                    "link",
                    models.OneToOneField(on_delete=PROTECT, related_name="used", to="publishing.handlink"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("remote_id", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=400)),
                ("words", models.TextField(blank=True)),
                ("compared", models.CharField(blank=True, max_length=10)),
                ("at", _at()),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("package", models.ForeignKey(on_delete=PROTECT, related_name="+", to="review.package")),
                (
                    "publication",
                    models.ForeignKey(on_delete=PROTECT, related_name="hand_words", to="publishing.publication"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=~Q(remote_id=""), fields=["remote_id"], name="hand_word_post"),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="publication", name="publication_waits"),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=Q(state__in=["prepared", "sending", "by_hand", "processing", "unknown", "failed"]),
                fields=["state"],
                name="publication_waits",
            ),
        ),
    ]
