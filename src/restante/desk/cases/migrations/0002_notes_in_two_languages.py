# SPDX-License-Identifier: AGPL-3.0-or-later
"""A source's note was in one language, English, and a Russian page showed it so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RenameField(model_name="source", old_name="note", new_name="note_en"),
        migrations.AlterField(
            model_name="source",
            name="note_en",
            field=models.CharField(blank=True, max_length=500, verbose_name="note in English"),
        ),
        migrations.AddField(
            model_name="source",
            name="note_ru",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="note in Russian"),
            preserve_default=False,
        ),
    ]
