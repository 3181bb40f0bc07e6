# SPDX-License-Identifier: AGPL-3.0-or-later
"""In a picture people look for words, and say so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_held"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="lookup",
            name="lookup_outcome_known",
        ),
        migrations.AlterField(
            model_name="lookup",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("found", "found, to the letter"),
                    ("differs", "found, set differently"),
                    ("seen", "compared by eye"),
                    ("missing", "not found"),
                    ("picture", "a picture: compare it by eye"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["found", "differs", "seen", "missing", "picture"])),
                name="lookup_outcome_known",
            ),
        ),
    ]
