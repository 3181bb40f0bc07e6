# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a copy of a source proves: quotations looked up in it, and its time stamps."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_links_said_again"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lookup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("found", "found, to the letter"),
                            ("differs", "found, set differently"),
                            ("missing", "not found"),
                            ("picture", "a picture: compare it by eye"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sealed_place", models.BinaryField(blank=True, default=b"")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Stamping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("moment", models.CharField(blank=True, max_length=32, verbose_name="time (UTC)")),
                ("by", models.CharField(blank=True, max_length=200, verbose_name="by")),
                (
                    "trust",
                    models.CharField(
                        choices=[
                            ("named", "vouched for by the root certificate that was given with it"),
                            ("listed", "vouched for by a root certificate that browsers trust too"),
                            ("alone", "vouched for by its own certificates only, which anybody could have made"),
                            ("block", "to be compared with that block of Bitcoin"),
                            ("pending", "promised by a calendar, not yet in a block"),
                        ],
                        max_length=8,
                    ),
                ),
                ("token", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveField(
            model_name="capture",
            name="file_name",
        ),
        migrations.RemoveField(
            model_name="capture",
            name="token",
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn__isnull", True)), fields=("source", "sha256"), name="capture_file_once"
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="capture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lookups", to="cases.capture"
            ),
        ),
        migrations.AddField(
            model_name="stamping",
            name="capture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stampings", to="cases.capture"
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.UniqueConstraint(fields=("capture", "digest"), name="lookup_once"),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["found", "differs", "missing", "picture"])),
                name="lookup_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stamping",
            constraint=models.UniqueConstraint(fields=("capture", "digest"), name="stamping_once"),
        ),
        migrations.AddConstraint(
            model_name="stamping",
            constraint=models.CheckConstraint(
                condition=models.Q(("trust__in", ["named", "listed", "alone", "block", "pending"])),
                name="stamping_trust_known",
            ),
        ),
    ]
