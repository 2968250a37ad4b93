"""Where another system is called may hold a key: from now on the database keeps it sealed, and its machine and SHA-256 open."""

from urllib.parse import urlsplit

from clipdesk.connectors.secret import Secret
from clipdesk.destinations.vault import seal
from clipdesk.kernel.canonical import digest
from django.db import migrations, models


def seal_addresses(apps, schema_editor):
    for account in apps.get_model("destinations", "Account").objects.filter(kind="receiver", sealed_address=None):
        address = account.remote
        account.sealed_address = seal(Secret(address), account.pk)
        account.remote = f"{urlsplit(address).hostname or ''} {digest(address.encode())}"
        account.save(update_fields=["sealed_address", "remote"])


class Migration(migrations.Migration):
    dependencies = [("destinations", "0009_spending")]
    operations = [
        migrations.AddField("account", "sealed_address", models.BinaryField(null=True)),
        migrations.AlterField("account", "remote", models.CharField(max_length=330)),
        migrations.RunPython(seal_addresses, migrations.RunPython.noop),
    ]
