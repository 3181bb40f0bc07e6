# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reply of many pages is burnt in by the worker: for whom, and why it could not be."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("replies", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="delivered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="error",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="reply",
            name="state",
            field=models.CharField(
                choices=[
                    ("unmatched", "whose letter is not known"),
                    ("proposed", "matched by its number"),
                    ("confirmed", "confirmed"),
                    ("sealing", "being sealed"),
                    ("delivered", "delivered"),
                    ("dropped", "dropped"),
                ],
                default="unmatched",
                max_length=10,
            ),
        ),
    ]
