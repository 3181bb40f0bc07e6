# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every claim and source has its person and key now, so the database may insist on them."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_sentences_are_claims"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="claim",
            name="says_en",
        ),
        migrations.RemoveField(
            model_name="claim",
            name="says_ru",
        ),
        migrations.RemoveField(
            model_name="claim",
            name="text_en",
        ),
        migrations.RemoveField(
            model_name="claim",
            name="text_ru",
        ),
        migrations.RemoveField(
            model_name="source",
            name="note_en",
        ),
        migrations.RemoveField(
            model_name="source",
            name="note_ru",
        ),
        migrations.RemoveField(
            model_name="source",
            name="published_day",
        ),
        migrations.AlterField(
            model_name="claim",
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
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="people.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="claim_key_once"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="claim_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
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
                name="claim_public_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publication__in", ["draft", "review", "source_attributed", "confirmed", "disputed", "withdrawn"])
                ),
                name="claim_publication_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("section__in", ["who", "happened", "write"])), name="claim_section_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="source_key_once"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["public", "team", "two_keys", "sealed"])),
                name="source_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
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
                name="source_public_by_two",
            ),
        ),
    ]
