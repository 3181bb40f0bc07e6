# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences become claims where they stand; further columns and tables follow, and 0004 fills them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_notes_in_two_languages")]

    operations = [
        migrations.RemoveConstraint(model_name="sentence", name="sentence_says_something"),
        migrations.RemoveIndex(model_name="sentence", name="sentence_by_place"),
        migrations.RenameModel(old_name="Sentence", new_name="Claim"),
        migrations.RenameField(model_name="citation", old_name="sentence", new_name="claim"),
        migrations.RenameField(model_name="source", old_name="slug", new_name="key"),
        migrations.RenameField(model_name="source", old_name="published", new_name="published_day"),
    ]
