# SPDX-License-Identifier: AGPL-3.0-or-later
"""A link that was withdrawn may be said anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_charge_alone")]

    operations = [
        migrations.RemoveConstraint(model_name="claimlink", name="claimlink_once"),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.UniqueConstraint(
                fields=["start", "relation", "end"],
                condition=models.Q(withdrawn__isnull=True),
                name="claimlink_once",
            ),
        ),
    ]
