# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chain was only ever checked by tests; now the head keeps what the daily check found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="head", name="broken", field=models.PositiveBigIntegerField(blank=True, null=True)
        ),
        migrations.AddField(model_name="head", name="checked", field=models.DateTimeField(blank=True, null=True)),
    ]
