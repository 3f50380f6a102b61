"""Lists sent by an organisation's own systems: a key, a file, and where to ask what became of it. No session, no name.

POST /api/caseloads/?service=<id>     the file as the body
GET  /api/caseloads/<upload>/         how it stands, in numbers
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from patchwork.directory.models import Service
from patchwork.imports import actions, queries, rules, standing, tokens
from patchwork.imports.models import FeedToken, Upload, Way
from patchwork.imports.reading import MOST_BYTES
from patchwork.kit.answers import Refused
from patchwork.kit.context import set_area
from patchwork.kit.requests import PatchworkRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = frozenset({"text/csv", XLSX, "application/octet-stream"})


def _no(status: int, words: str) -> JsonResponse:
    response = JsonResponse({"error": words}, status=status)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="caseloads"'
    return response


def _token(request: PatchworkRequest) -> FeedToken | None:
    """The key of the request; from here on the transaction works for its area."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    area_id = tokens.area_of(secret) if scheme.lower() == "bearer" else None
    set_area(area_id)
    return tokens.token_of(secret, now=timezone.now()) if area_id is not None else None


@csrf_exempt
@login_not_required
@require_POST
def send_caseload(request: PatchworkRequest) -> HttpResponse:
    """Take a file for one of the organisation's services."""
    token = _token(request)
    if token is None:
        return _no(401, "no such key")
    if request.content_type not in TYPES:
        return _no(415, "send text/csv or an .xlsx workbook")
    service = _service(token, request.GET.get("service", ""))
    if service is None:
        return _no(404, "no such service of your organisation")
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return _no(413, "at most 20 MB")
    try:
        by = standing.service_viewer(service, now=timezone.now())
        arrival = actions.receive(by=by, service=service, data=data, way=Way.API, token=token)
    except Refused as refusal:
        return _no(422, str(refusal.words))
    return JsonResponse(_stands(arrival.upload, new=arrival.is_new), status=202 if arrival.is_new else 200)


@login_not_required
@require_GET
def caseload(request: PatchworkRequest, upload_id: uuid.UUID) -> HttpResponse:
    """How a list stands that a key of the same organisation sent."""
    token = _token(request)
    if token is None:
        return _no(401, "no such key")
    rows = Upload.objects.filter(pk=upload_id, way=Way.API, feed__organisation=token.organisation_id).defer("file")
    upload = rows.select_related("feed__service__area", "feed__service__organisation", "area").first()
    return _no(404, "no such list") if upload is None else JsonResponse(_stands(upload, new=False, request=request))


def _service(token: FeedToken, asked: str) -> Service | None:
    services = Service.objects.select_related("organisation", "area").filter(
        area_id=token.area_id, organisation=token.organisation_id, closed_on__isnull=True
    )
    try:
        return services.filter(pk=uuid.UUID(asked)).first()
    except ValueError:
        found = list(services[:2])
        return found[0] if not asked and len(found) == 1 else None


def _stands(upload: Upload, *, new: bool, request: PatchworkRequest | None = None) -> dict[str, Any]:
    """Numbers only. What may be told of matches is what the service itself may be told."""
    said: dict[str, Any] = {
        "id": str(upload.pk), "status": reverse("caseload", args=[upload.pk]), "state": upload.state,
        "new": new, "rows": upload.rows_count,
    }  # fmt: skip
    if upload.failure:
        said["failure"] = actions.failure_words(upload)
    if request is not None and upload.cleared_at is None and not upload.is_at_work:
        by = standing.service_viewer(upload.feed.service, now=timezone.now())
        said["counts"] = queries.counts_of(upload, by) | {"ended": upload.counts.get("ended", 0)}
        said["adds_people"] = rules.adds_persons(upload.feed)
    return said
