# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries, versions, pictures, authors' wishes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("withdrawn", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("data", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("day", models.DateField()),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("review", "to be read"),
                            ("shown", "published"),
                            ("replaced", "replaced"),
                            ("aside", "set aside"),
                        ],
                        default="review",
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("lang", models.CharField(max_length=16)),
                ("head", models.TextField()),
                ("kept", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("words", models.PositiveIntegerField()),
                ("form", models.CharField(max_length=16)),
                ("file_sha256", models.CharField(db_index=True, max_length=64)),
                ("cautions", models.JSONField(default=list)),
                ("brought_by", models.CharField(max_length=64)),
                ("brought", models.DateField()),
                ("read_by", models.CharField(blank=True, max_length=64)),
                ("decided", models.DateField(blank=True, null=True)),
                ("what", models.CharField(blank=True, max_length=300)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="library.entry"
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "number"), name="library_version_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "shown")), fields=("entry",), name="library_one_shown"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "review")), fields=("entry",), name="library_one_in_review"
                    ),
                ],
            },
        ),
    ]
