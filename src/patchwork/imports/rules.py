"""Who may send a list, look at one, and set one up.

A list names people, so it is a practitioner's: whoever supervises a service sends its lists and sees the rows of their
own file. The organisation's administrator, who opens no person, sets up how lists are read and sees numbers of rows.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from patchwork.access import Viewer
from patchwork.directory import taxonomy
from patchwork.directory.models import Area, Power, Service
from patchwork.imports.models import AT_WORK, OVER, Feed, State, Upload
from patchwork.kit.answers import NOT_HERE, YES, Answer

KEPT_PRIVATE = Answer(
    _(
        "This service is kept private. For each person it says on what ground it is recorded and who may know; a list "
        "can say neither, so it is not taken. Say it on the person's page."
    )
)
CLOSED = Answer(_("This service is closed."))
AT_WORK_NOW = Answer(_("This list is being worked on. Wait until that is done."))


def has_lists(viewer: Viewer) -> bool:
    """Whoever supervises a service has its lists: a practitioner who sees the people of that service anyway."""
    allowed = viewer.is_active and viewer.has(Power.SUPERVISOR) and not viewer.opens_no_person
    return allowed and viewer.service_id is not None and not viewer.has(Power.PRIVACY)


def may_send_for(service: Service) -> Answer:
    """Whether lists of this service are taken at all, whoever or whatever sends them."""
    if service.is_sensitive or service.duty_line_only:
        return KEPT_PRIVATE
    return YES if service.closed_on is None else CLOSED


def may_upload(viewer: Viewer, service: Service) -> Answer:
    """A list of one's own service."""
    if not has_lists(viewer) or service.pk != viewer.service_id:
        return NOT_HERE
    return may_send_for(service)


def may_open(viewer: Viewer, upload: Upload) -> Answer:
    """The lists of one's own service, whoever of it sent them."""
    return YES if has_lists(viewer) and upload.feed.service_id == viewer.service_id else NOT_HERE


def may_map(viewer: Viewer, upload: Upload) -> Answer:
    """Until it is compared with who is here, columns may be named anew."""
    if not (opened := may_open(viewer, upload)):
        return opened
    if upload.state in (State.MAPPING, State.CHECKED):
        return YES
    return AT_WORK_NOW if upload.state in AT_WORK else Answer(_("This list has been compared already."))


def may_compare(viewer: Viewer, upload: Upload) -> Answer:
    """Once its quality is known."""
    if not (opened := may_open(viewer, upload)):
        return opened
    return YES if upload.state == State.CHECKED else _not_now(upload)


def may_apply(viewer: Viewer, upload: Upload) -> Answer:
    """Once the preview is there."""
    if not (opened := may_open(viewer, upload)):
        return opened
    return YES if upload.state == State.READY else _not_now(upload)


def may_drop(viewer: Viewer, upload: Upload) -> Answer:
    """Throw away what has not been applied."""
    if not (opened := may_open(viewer, upload)):
        return opened
    if upload.state in (State.APPLYING, State.UNDOING, *OVER):
        return Answer(_("This list has been applied or is over: undo it instead."))
    return YES


def may_undo(viewer: Viewer, upload: Upload) -> Answer:
    """While its rows are kept."""
    if not (opened := may_open(viewer, upload)):
        return opened
    if upload.state != State.DONE:
        return _not_now(upload)
    return YES if upload.cleared_at is None else Answer(_("Its rows are no longer kept, so it cannot be undone."))


def _not_now(upload: Upload) -> Answer:
    return AT_WORK_NOW if upload.state in AT_WORK else Answer(_("This list stands elsewhere by now: look again."))


def administers(viewer: Viewer) -> bool:
    """The organisation's own administrator."""
    return viewer.is_active and viewer.has(Power.ORGANISATION_ADMIN)


def may_set_up(viewer: Viewer, service: Service) -> Answer:
    """How a list of one's own organisation is read."""
    if not administers(viewer) or service.organisation_id != viewer.organisation_id:
        return NOT_HERE
    return may_send_for(service)


def adds_persons(feed: Feed) -> bool:
    """Whether a list of this service may add somebody who is not here: a kind that the area has listed, and never one
    that works with everybody.
    """
    kind = taxonomy.service_kind(feed.service.kind)
    return not kind.universal and kind.code in Area.objects.values_list("list_kinds", flat=True).get(pk=feed.area_id)
