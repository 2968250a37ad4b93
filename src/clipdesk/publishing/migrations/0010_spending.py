from django.db import migrations

# What counted until now stands in the publications: the Reels of the last day. From here on it is written down.
FORWARD = """
INSERT INTO destinations_spending (holder, quota, amount, at, publication, package, part)
SELECT 'facebook:' || account.remote, 'reels', 1, publication.first_live_at, publication.id, '', 'show'
FROM publishing_publication publication
JOIN destinations_account account ON account.destination_id = publication.destination_id
WHERE account.kind = 'facebook' AND account.shape = '9:16' AND publication.first_live_at > now() - interval '24 hours';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('destinations', '0009_spending'),
        ('publishing', '0009_room'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name='publication',
            name='publication_allowance',
        ),
    ]
