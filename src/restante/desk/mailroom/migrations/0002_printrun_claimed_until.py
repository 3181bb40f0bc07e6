# SPDX-License-Identifier: AGPL-3.0-or-later
"""Page and worker could typeset one run at once; now whoever begins claims it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mailroom", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="printrun", name="claimed_until", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
