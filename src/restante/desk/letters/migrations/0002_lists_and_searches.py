# SPDX-License-Identifier: AGPL-3.0-or-later
"""An operator's queue in its order and the latest letters, each from an index alone: rows are heavy with sealed words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="letter", name="letter_by_channel"),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["state", "channel", "arrived", "id"], name="letter_channel_queue"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["-state_day", "id", "state"], name="letter_latest"),
        ),
    ]
