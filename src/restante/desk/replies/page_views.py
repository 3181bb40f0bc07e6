# SPDX-License-Identifier: AGPL-3.0-or-later
"""One page of a reply: its image, turning it, and what of it to cover or to cut away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from restante.desk.access.asking import who_asks
from restante.desk.replies import actions, queries
from restante.desk.replies.forms import in_percent, read_boxes
from restante.desk.ui.doors import Who, open_to

BLANK_ROWS = 3


@open_to(Who.VOLUNTEER)
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it stands, or `covered`, as it would be delivered; never kept by the browser."""
    shown = queries.picture_of(who_asks(request), pk, covered="covered" in request.GET)
    return HttpResponse(shown, content_type="image/jpeg")


@open_to(Who.VOLUNTEER, "GET", "POST")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Cover and crop. The numbers work without the script, which only draws them."""
    found = queries.page_for(who_asks(request), pk)
    if request.method == "POST":
        crops = read_boxes(request.POST, "crop")
        seen = request.POST.get("seen", "")
        actions.mark_page(pk, read_boxes(request.POST, "cover"), crops[0] if crops else None, seen=seen)
        return redirect("replies:reply", found.reply_id)
    covers = in_percent(found.covers)
    rows = [*covers, *({} for _ in range(BLANK_ROWS))]
    crop = in_percent([found.crop])[0] if found.crop else {}
    is_open = found.reply.state in actions.OPEN
    context = {"page": found, "rows": rows, "crop": crop, "is_open": is_open, "seen": queries.marks_of(found)}
    return render(request, "replies/page.html", context)


@open_to(Who.VOLUNTEER, "POST")
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """A quarter clockwise."""
    found = queries.page_for(who_asks(request), pk)
    actions.turn_page(pk)
    if "page" in request.POST:
        return redirect("replies:page", pk)
    return redirect("replies:reply", found.reply_id)


@open_to(Who.VOLUNTEER, "POST")
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the delivery, or back into it."""
    found = queries.page_for(who_asks(request), pk)
    actions.leave_out(pk, left_out=not found.left_out)
    return redirect("replies:reply", found.reply_id)


@open_to(Who.VOLUNTEER, "POST")
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's page."""
    return redirect("replies:reply", actions.split_off(who_asks(request), pk).pk)
