# SPDX-License-Identifier: AGPL-3.0-or-later
"""A charge may be known before its proceeding is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_settled")]

    operations = [
        migrations.AlterField(
            model_name="charge",
            name="proceeding",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="cases.proceeding",
                verbose_name="proceeding",
            ),
        ),
    ]
