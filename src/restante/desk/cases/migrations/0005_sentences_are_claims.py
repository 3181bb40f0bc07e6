# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sentences said, word for word, in the claims' own columns; a source that several people shared is copied."""

from django.db import migrations


def grow(apps, schema_editor):
    claims, sources, citations = (apps.get_model("cases", name) for name in ("Claim", "Source", "Citation"))
    people = apps.get_model("people", "Person")
    for claim in claims.objects.all():
        claim.key = f"s{claim.pk}"
        claim.text = _both(claim.text_ru, claim.text_en)
        claim.says = _both(claim.says_ru, claim.says_en)
        claim.visibility, claim.publication = "public", "source_attributed"
        claim.save()
    first = people.objects.order_by("pk").first()
    for source in sources.objects.all():
        source.published = source.published_day.isoformat() if source.published_day else ""
        source.note = _both(source.note_ru, source.note_en)
        source.visibility = "public"
        cited = citations.objects.filter(source=source)
        owners = list(cited.order_by("claim__person").values_list("claim__person", flat=True).distinct())
        if not owners and first is None:  # nobody is known, so nobody's case can keep it
            source.delete()
            continue
        for place, owner in enumerate(owners or [first.pk]):
            before = source.pk
            if place:
                source.pk = None
            source.person_id = owner
            source.save()
            if place:
                citations.objects.filter(source_id=before, claim__person=owner).update(source=source)
                source.pk = before
    for citation in citations.objects.all():
        citation.order = citation.pk
        citation.save()


def shrink(apps, schema_editor):
    claims, sources = apps.get_model("cases", "Claim"), apps.get_model("cases", "Source")
    for claim in claims.objects.all():
        claim.text_ru, claim.text_en = claim.text.get("ru", ""), claim.text.get("en", "")
        claim.says_ru, claim.says_en = claim.says.get("ru", "")[:300], claim.says.get("en", "")[:300]
        claim.save()
    for source in sources.objects.all():
        source.note_ru, source.note_en = source.note.get("ru", "")[:500], source.note.get("en", "")[:500]
        source.save()


def _both(russian, english):
    return {lang: text for lang, text in (("ru", russian), ("en", english)) if text}


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_grown")]

    operations = [migrations.RunPython(grow, shrink)]
