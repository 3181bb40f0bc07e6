# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a case: claims, their course, campaign and history. What must be filled first is still loose here."""

import django.core.validators
import django.db.models.deletion
import restante.desk.cases.columns
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_claims_grow"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="citation",
            options={"ordering": ["order", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="claim",
            options={"ordering": ["section", "order", "key"]},
        ),
        migrations.AlterModelOptions(
            name="source",
            options={"ordering": ["title", "key"]},
        ),
        migrations.AddField(
            model_name="citation",
            name="lang",
            field=models.CharField(blank=True, max_length=8, verbose_name="language of the quotation"),
        ),
        migrations.AddField(
            model_name="citation",
            name="machine_translated",
            field=models.BooleanField(default=False, verbose_name="translated by a machine"),
        ),
        migrations.AddField(
            model_name="citation",
            name="order",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="citation",
            name="prefix",
            field=models.CharField(blank=True, max_length=300, verbose_name="the words before"),
        ),
        migrations.AddField(
            model_name="citation",
            name="stance",
            field=restante.desk.cases.columns.CodeColumn(
                default="says", max_length=40, terms="stance", verbose_name="what it does"
            ),
        ),
        migrations.AddField(
            model_name="citation",
            name="suffix",
            field=models.CharField(blank=True, max_length=300, verbose_name="the words after"),
        ),
        migrations.AddField(
            model_name="citation",
            name="translated_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="translated by"),
        ),
        migrations.AddField(
            model_name="citation",
            name="translation",
            field=restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="translation"),
        ),
        migrations.AddField(
            model_name="claim",
            name="attribution",
            field=restante.desk.cases.columns.CodeColumn(
                blank=True, max_length=40, terms="attribution", verbose_name="the authorities' answer"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="decided",
            field=models.DateField(blank=True, null=True, verbose_name="decided"),
        ),
        migrations.AddField(
            model_name="claim",
            name="field",
            field=models.CharField(blank=True, max_length=64, verbose_name="what of it"),
        ),
        migrations.AddField(
            model_name="claim",
            name="first_ok",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="imported",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="claim",
            name="key",
            field=models.CharField(default="", max_length=64, verbose_name="short name"),
        ),
        migrations.AddField(
            model_name="claim",
            name="needs_two",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="publication",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("review", "for review"),
                    ("source_attributed", "shown as the source's word"),
                    ("confirmed", "shown as confirmed"),
                    ("disputed", "shown as disputed"),
                    ("withdrawn", "withdrawn"),
                ],
                default="draft",
                max_length=24,
                verbose_name="decision",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="role",
            field=restante.desk.cases.columns.CodeColumn(
                default="unknown", max_length=40, terms="role", verbose_name="who this is in the case"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="says",
            field=restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="who says so"),
        ),
        migrations.AddField(
            model_name="claim",
            name="second_ok",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="status",
            field=restante.desk.cases.columns.CodeColumn(
                default="alleged", max_length=40, terms="claim_status", verbose_name="how well it is borne out"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="subject",
            field=models.CharField(default="person", max_length=80, verbose_name="about"),
        ),
        migrations.AddField(
            model_name="claim",
            name="team_note",
            field=models.TextField(blank=True, verbose_name="note for the team"),
        ),
        migrations.AddField(
            model_name="claim",
            name="text",
            field=restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="what is said"),
        ),
        migrations.AddField(
            model_name="claim",
            name="value",
            field=models.CharField(blank=True, max_length=300, verbose_name="value"),
        ),
        migrations.AddField(
            model_name="claim",
            name="value_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "no value"),
                    ("date", "date"),
                    ("span", "length of time"),
                    ("number", "number"),
                    ("text", "word"),
                ],
                max_length=8,
                verbose_name="kind of value",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="claim",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("public", "everybody"),
                    ("team", "the team"),
                    ("two_keys", "waits for a second editor"),
                    ("sealed", "nobody outside, ever"),
                ],
                default="team",
                max_length=16,
                verbose_name="who may see it",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="why",
            field=restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="the editors' reason"),
        ),
        migrations.AddField(
            model_name="claim",
            name="withdrawn",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="withdrawn_why",
            field=restante.desk.cases.columns.TextsColumn(
                blank=True, default=dict, verbose_name="why it was withdrawn"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="connection",
            field=restante.desk.cases.columns.CodeColumn(
                blank=True, max_length=40, terms="role", verbose_name="whose it is"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="first_ok",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="imported",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="source",
            name="lang",
            field=models.CharField(default="en", max_length=8, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="source",
            name="material",
            field=restante.desk.cases.columns.CodeColumn(
                blank=True, max_length=40, terms="material", verbose_name="kind of material"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="needs_two",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="source",
            name="note",
            field=restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="how it came to us"),
        ),
        migrations.AddField(
            model_name="source",
            name="order",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="source",
            name="origin",
            field=models.CharField(
                blank=True, max_length=64, verbose_name="origin: one word for all that go back to one report"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="permission",
            field=models.CharField(blank=True, max_length=200, verbose_name="permission to quote, for the team"),
        ),
        migrations.AddField(
            model_name="source",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="published",
            field=restante.desk.cases.columns.PartialDateColumn(
                blank=True, default="", max_length=48, verbose_name="published"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="relays",
            field=restante.desk.cases.columns.ListColumn(
                blank=True, default=list, of="", verbose_name="whom it retells"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="reliability",
            field=restante.desk.cases.columns.CodeColumn(
                blank=True, max_length=40, terms="reliability", verbose_name="how reliable, for the team"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="second_ok",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="team_note",
            field=models.TextField(blank=True, verbose_name="note for the team"),
        ),
        migrations.AddField(
            model_name="source",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="source",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("public", "everybody"),
                    ("team", "the team"),
                    ("two_keys", "waits for a second editor"),
                    ("sealed", "nobody outside, ever"),
                ],
                default="team",
                max_length=16,
                verbose_name="who may see it",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="withdrawn",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="withdrawn_why",
            field=restante.desk.cases.columns.TextsColumn(
                blank=True, default=dict, verbose_name="why it was withdrawn"
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="order",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="claim",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="section",
            field=models.CharField(
                choices=[
                    ("who", "Who it is"),
                    ("happened", "What is said to have happened"),
                    ("write", "How to write"),
                ],
                default="happened",
                max_length=16,
                verbose_name="where on the page",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="key",
            field=models.CharField(
                max_length=64,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z0-9][a-z0-9._-]{0,63}\\Z", "Small Latin letters, digits, hyphens and dots, at most 64."
                    )
                ],
                verbose_name="short name",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="title",
            field=models.CharField(blank=True, max_length=300, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="source",
            name="url",
            field=models.CharField(
                blank=True,
                max_length=1000,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="link",
            ),
        ),
        migrations.CreateModel(
            name="Capture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                ("retrieved", models.CharField(blank=True, max_length=32, verbose_name="fetched (UTC)")),
                ("sha256", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=128)),
                ("size", models.PositiveBigIntegerField()),
                ("url", models.CharField(blank=True, max_length=1000, verbose_name="link")),
                ("tool", models.CharField(blank=True, max_length=120, verbose_name="tool")),
                (
                    "archive_url",
                    models.CharField(
                        blank=True,
                        max_length=1000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="copy in a public archive",
                    ),
                ),
                ("stamp", models.CharField(blank=True, max_length=32, verbose_name="kind of time stamp")),
                ("stamped", models.CharField(blank=True, max_length=32, verbose_name="stamped (UTC)")),
                ("blob", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("token", models.BinaryField(blank=True, default=b"")),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="captures", to="cases.source"
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.AddField(
            model_name="citation",
            name="capture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="citations",
                to="cases.capture",
            ),
        ),
        migrations.CreateModel(
            name="CaseVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("digest", models.CharField(max_length=64)),
                ("json", models.TextField()),
                ("keys", models.JSONField(default=list)),
                ("taken_out", models.DateField(blank=True, null=True)),
                ("taken_out_why", restante.desk.cases.columns.TextsColumn(blank=True, default=dict)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_versions",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="ClaimLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                (
                    "relation",
                    restante.desk.cases.columns.CodeColumn(max_length=40, terms="relation", verbose_name="relation"),
                ),
                (
                    "note",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="the editors' reason"
                    ),
                ),
                (
                    "end",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_to", to="cases.claim"
                    ),
                ),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "start",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_from", to="cases.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                ("day", models.DateField(verbose_name="day")),
                (
                    "kind",
                    restante.desk.cases.columns.CodeColumn(
                        max_length=40, terms="correction_kind", verbose_name="what kind"
                    ),
                ),
                (
                    "what",
                    restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="what stood there"),
                ),
                (
                    "why",
                    restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="why it changed"),
                ),
                ("about", models.CharField(blank=True, max_length=80, verbose_name="about")),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-order", "key"],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                ("title", restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="title")),
                (
                    "kind",
                    restante.desk.cases.columns.CodeColumn(
                        max_length=40, terms="document_kind", verbose_name="what kind"
                    ),
                ),
                ("translation_of", models.CharField(blank=True, max_length=64, verbose_name="translation of")),
                (
                    "capture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.capture",
                        verbose_name="copy",
                    ),
                ),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["order", "key"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                (
                    "kind",
                    restante.desk.cases.columns.CodeColumn(max_length=40, terms="event_kind", verbose_name="what kind"),
                ),
                (
                    "when",
                    restante.desk.cases.columns.PartialDateColumn(
                        blank=True, default="", max_length=48, verbose_name="date"
                    ),
                ),
                (
                    "text",
                    restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="what happened"),
                ),
                (
                    "state",
                    restante.desk.cases.columns.CodeColumn(
                        default="held", max_length=40, terms="event_state", verbose_name="state"
                    ),
                ),
                ("time", models.CharField(blank=True, max_length=5, verbose_name="time")),
                ("zone", models.CharField(blank=True, max_length=48, verbose_name="time zone, such as Europe/Moscow")),
                ("place", restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="place")),
                (
                    "participants",
                    restante.desk.cases.columns.ListColumn(
                        blank=True, default=list, of="Participant", verbose_name="who took part"
                    ),
                ),
                ("uid", models.CharField(max_length=120)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("changed", models.DateField(blank=True, null=True)),
                (
                    "claims",
                    restante.desk.cases.columns.ListColumn(
                        blank=True, default=list, of="", verbose_name="claims about it"
                    ),
                ),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["when", "order", "key"],
            },
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                ("text", models.CharField(max_length=200, verbose_name="name")),
                ("lang", models.CharField(max_length=8, verbose_name="language")),
                ("script", models.CharField(blank=True, max_length=8, verbose_name="script, such as Cyrl")),
                (
                    "kind",
                    restante.desk.cases.columns.CodeColumn(
                        default="common", max_length=40, terms="name_kind", verbose_name="what kind"
                    ),
                ),
                ("scheme", models.CharField(blank=True, max_length=32, verbose_name="transliteration by")),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["order", "key"],
            },
        ),
        migrations.CreateModel(
            name="Proceeding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                ("title", restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="title")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="number")),
                ("jurisdiction", models.CharField(blank=True, max_length=16, verbose_name="country of the court")),
                (
                    "body",
                    restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="who investigates"),
                ),
                ("court", restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="court")),
                (
                    "opened",
                    restante.desk.cases.columns.PartialDateColumn(
                        blank=True, default="", max_length=48, verbose_name="opened"
                    ),
                ),
                (
                    "resumed",
                    restante.desk.cases.columns.ListColumn(
                        blank=True, default=list, of="PartialDate", verbose_name="resumed"
                    ),
                ),
                (
                    "stage",
                    restante.desk.cases.columns.CodeColumn(
                        default="unknown", max_length=40, terms="stage", verbose_name="stage"
                    ),
                ),
                ("outcome", restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="outcome")),
                (
                    "co_accused",
                    restante.desk.cases.columns.ListColumn(
                        blank=True, default=list, of="", verbose_name="accused in the same case"
                    ),
                ),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["order", "key"],
            },
        ),
        migrations.CreateModel(
            name="CustodyPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                (
                    "kind",
                    restante.desk.cases.columns.CodeColumn(
                        default="unknown", max_length=40, terms="custody_kind", verbose_name="what kind"
                    ),
                ),
                (
                    "start",
                    restante.desk.cases.columns.PartialDateColumn(
                        blank=True, default="", max_length=48, verbose_name="from"
                    ),
                ),
                (
                    "end",
                    restante.desk.cases.columns.PartialDateColumn(
                        blank=True, default="", max_length=48, verbose_name="until"
                    ),
                ),
                ("ongoing", models.BooleanField(default=False, verbose_name="goes on")),
                (
                    "end_reason",
                    restante.desk.cases.columns.CodeColumn(
                        blank=True, max_length=40, terms="end_reason", verbose_name="why it ended"
                    ),
                ),
                ("place", restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="place")),
                ("regime", models.CharField(blank=True, max_length=80, verbose_name="regime")),
                ("concurrent", models.BooleanField(default=False, verbose_name="beside another stay")),
                (
                    "claims",
                    restante.desk.cases.columns.ListColumn(
                        blank=True, default=list, of="", verbose_name="claims about it"
                    ),
                ),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proceeding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="custody",
                        to="cases.proceeding",
                        verbose_name="proceeding",
                    ),
                ),
            ],
            options={
                "ordering": ["start", "order", "key"],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                ("article", models.JSONField(default=dict, verbose_name="article of the law")),
                (
                    "start",
                    restante.desk.cases.columns.PartialDateColumn(
                        blank=True, default="", max_length=48, verbose_name="from"
                    ),
                ),
                (
                    "end",
                    restante.desk.cases.columns.PartialDateColumn(
                        blank=True, default="", max_length=48, verbose_name="until"
                    ),
                ),
                (
                    "outcome",
                    restante.desk.cases.columns.CodeColumn(
                        default="unknown", max_length=40, terms="charge_outcome", verbose_name="what came of it"
                    ),
                ),
                ("reclassified_from", models.CharField(blank=True, max_length=64, verbose_name="before it stood")),
                (
                    "activity",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="what was in fact done or said"
                    ),
                ),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proceeding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="cases.proceeding"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "key"],
            },
        ),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                (
                    "organisation",
                    restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="organisation"),
                ),
                (
                    "status",
                    restante.desk.cases.columns.CodeColumn(
                        max_length=40, terms="recognition_status", verbose_name="as what"
                    ),
                ),
                (
                    "when",
                    restante.desk.cases.columns.PartialDateColumn(
                        blank=True, default="", max_length=48, verbose_name="when"
                    ),
                ),
                (
                    "criteria",
                    restante.desk.cases.columns.ListColumn(
                        blank=True, default=list, of="", verbose_name="by which criteria"
                    ),
                ),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recognitions",
                        to="cases.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "ordering": ["when", "key"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("actor", models.CharField(max_length=64)),
                ("verb", models.CharField(max_length=32)),
                ("change", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="people.person",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9._-]{0,63}\\Z",
                                "Small Latin letters, digits, hyphens and dots, at most 64.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "everybody"),
                            ("team", "the team"),
                            ("two_keys", "waits for a second editor"),
                            ("sealed", "nobody outside, ever"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="who may see it",
                    ),
                ),
                ("needs_two", models.BooleanField(default=False)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_why",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="why it was withdrawn"
                    ),
                ),
                ("team_note", models.TextField(blank=True, verbose_name="note for the team")),
                ("imported", models.JSONField(blank=True, default=dict)),
                (
                    "kind",
                    restante.desk.cases.columns.CodeColumn(
                        max_length=40, terms="action_kind", verbose_name="what kind"
                    ),
                ),
                (
                    "ask",
                    restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="what is asked"),
                ),
                (
                    "targets",
                    restante.desk.cases.columns.ListColumn(blank=True, default=list, of="Target", verbose_name="whom"),
                ),
                ("opens", models.DateField(blank=True, null=True, verbose_name="from")),
                ("closes", models.DateField(blank=True, null=True, verbose_name="send before")),
                ("letter", restante.desk.cases.columns.TextsColumn(blank=True, default=dict, verbose_name="letter")),
                (
                    "avoid",
                    restante.desk.cases.columns.TextsColumn(
                        blank=True, default=dict, verbose_name="what would do harm"
                    ),
                ),
                (
                    "outcomes",
                    restante.desk.cases.columns.ListColumn(
                        blank=True, default=list, of="ActionOutcome", verbose_name="what was done and what came of it"
                    ),
                ),
                ("wish", models.TextField(blank=True, verbose_name="the family's wish, for the team")),
                (
                    "first_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "second_ok",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["order", "key"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="action_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                        name="action_visibility_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                            models.Q(
                                ("first_ok__isnull", False),
                                ("second_ok__isnull", False),
                                models.Q(("first_ok", models.F("second_ok")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="action_public_by_two",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="capture_key_once"),
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="capture_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="capture_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseversion",
            constraint=models.UniqueConstraint(fields=("person", "number"), name="case_version_once"),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="claimlink_key_once"),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="claimlink_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="claimlink_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.UniqueConstraint(fields=("start", "relation", "end"), name="claimlink_once"),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("start", models.F("end")), _negated=True), name="claimlink_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="correction_key_once"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="correction_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="correction_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="document_key_once"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="document_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="document_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="event_key_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="event_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="event_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("charge_brought", "death", "release", "witness_death", "witness_statement")),
                        _negated=True,
                    ),
                    ("needs_two", True),
                    _connector="OR",
                ),
                name="event_grave_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("person", "uid"), name="event_uid_once"),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="personname_key_once"),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="personname_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="personname_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="proceeding",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="proceeding_key_once"),
        ),
        migrations.AddConstraint(
            model_name="proceeding",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="proceeding_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proceeding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proceeding_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyperiod",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="custody_key_once"),
        ),
        migrations.AddConstraint(
            model_name="custodyperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="custody_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="custody_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("ongoing", True), _negated=True), ("end", ""), _connector="OR"),
                name="custody_ongoing_has_no_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="charge_key_once"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="charge_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="charge_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(condition=models.Q(("needs_two", True)), name="charge_by_two"),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="recognition_key_once"),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="recognition_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs_two", True), ("visibility", "public"), _negated=True),
                    models.Q(
                        ("first_ok__isnull", False),
                        ("second_ok__isnull", False),
                        models.Q(("first_ok", models.F("second_ok")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recognition_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("person", "kind", "key", "version"), name="revision_once"),
        ),
    ]
