"""Who may say, confirm, end and pass on an involvement: the state's side. Who may at all is `access.scope`'s."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.viewers import viewer_in_post
from patchwork.activity.models import Deed
from patchwork.agreements import packs
from patchwork.directory import taxonomy
from patchwork.directory.models import Post, Service
from patchwork.involvement import audiences
from patchwork.involvement.models import Contact, Involvement, TeamInvitation
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people.models import Person, Shield
from patchwork.people.rules import is_privacy, may_change

LONG_AGO = timedelta(days=25 * 366)
"""Nobody has worked with a child for longer; an older date is a slip of the finger."""


def post_of(viewer: Viewer) -> uuid.UUID:
    """The post acted in. Deeds always have one; only previews do not."""
    assert viewer.post_id is not None
    return viewer.post_id


def account_of(viewer: Viewer) -> uuid.UUID:
    """Who acts, whatever the post."""
    assert viewer.account_id is not None
    return viewer.account_id


def service_of(viewer: Viewer) -> uuid.UUID:
    """The service of the post acted in."""
    assert viewer.service_id is not None
    return viewer.service_id


# ── saying so ─────────────────────────────────────────────────────────────────────────────────────────────────────

ALREADY = Answer(_("You have already said that you work with this person."))
ALREADY_SERVICE = Answer(_("Your service as a whole is already there."), field="whom")


def may_declare_involvement(viewer: Viewer, person: Person, *, for_service: bool = False) -> Answer:
    """Whether this post may say that it (or its service) works with this person."""
    if viewer.post_id is None or viewer.service_id is None or not access.may(viewer, View.CARD, person):
        return NOT_HERE
    if viewer.has("privacy"):
        return Answer(_("As privacy officer you watch over the record and do not work with people. Switch post."))
    if _is_shielded(viewer, person):
        return Answer(_("This record is protected. Contact the office named on the card."))
    if not (changing := may_change(viewer, person)):
        return changing
    if standing_rows(viewer, person, for_service=for_service).exists():
        return ALREADY_SERVICE if for_service else ALREADY
    return YES


def standing_rows(viewer: Viewer, person: Person, *, for_service: bool = False) -> QuerySet[Involvement]:
    """Involvements of this post (or of its service as a whole) that have neither ended nor run out."""
    whose = Q(post__isnull=True, service_id=service_of(viewer)) if for_service else Q(post_id=post_of(viewer))
    lasting = Q(confirmed_at__isnull=False) | Q(provisional_until__gt=viewer.now)
    return Involvement.objects.filter(whose, lasting, person=person, ended_on__isnull=True)


def may_begin_on(viewer: Viewer, day: date) -> Answer:
    """Since when somebody can say that they have worked with a person."""
    if day > viewer.today:
        return Answer(_("Enter today or a day before: say it once you have begun."), field="since")
    if day < viewer.today - LONG_AGO:
        return Answer(_("Check the year: that is a very long time ago."), field="since")
    return YES


def may_take_role(viewer: Viewer, role: str) -> Answer:
    """Roles are those of the viewer's kind of service, and the one of the post itself."""
    usual = {one.code for one in taxonomy.roles(jurisdiction=viewer.jurisdiction, service=viewer.service_kind)}
    return YES if role == viewer.role or role in usual else Answer(_("Choose what you do from the list."), field="role")


def may_join_on_invitation(viewer: Viewer, invitation: TeamInvitation) -> Answer:
    """Whether the invitation is to this viewer and still waits for an answer."""
    if not access.may(viewer, View.CARD, invitation):
        return NOT_HERE
    if invitation.withdrawn_at is not None:
        return Answer(_("Your colleague has taken this invitation back."))
    return YES if invitation.answered_at is None else Answer(_("This invitation was answered already."))


def _is_shielded(viewer: Viewer, person: Person) -> bool:
    shields = Shield.objects.filter(person=person, lifted_at__isnull=True)
    return bool(shields.exclude(named_posts__contains=[viewer.post_id]).exists())


# ── confirming ────────────────────────────────────────────────────────────────────────────────────────────────────


def supervises(viewer: Viewer, row: Involvement) -> bool:
    """Whether the viewer is the supervisor of the post, or one in the service that is there as a whole."""
    if not viewer.has("supervisor"):
        return False
    if row.post is not None:
        return bool(row.post.supervisor_id == viewer.post_id)
    return row.service_id == viewer.service_id and not _said_so_for_service(viewer, row)


def _said_so_for_service(viewer: Viewer, row: Involvement) -> bool:
    said = Deed.objects.filter(person_id=row.person_id, post__account_id=account_of(viewer), kind="declared")
    return said.filter(at__gte=row.declared_at).exists()


def is_oneself(viewer: Viewer, post: Post | None) -> bool:
    """Whether the viewer holds this post, whichever they act in: nobody vouches for themselves by switching post."""
    return post is not None and post.account_id == viewer.account_id


def looks_confirmable(viewer: Viewer, row: Involvement, mine: Involvement | None) -> bool:
    """Whether to show "Confirm" beside a row: `may_confirm` without asking the database again."""
    if not row.is_provisional or is_oneself(viewer, row.post):
        return False
    if row.post is not None and supervises(viewer, row):
        return True
    confirmed = mine is not None and mine.post_id == viewer.post_id and not mine.is_provisional
    elsewhere = row.service.organisation_id != viewer.organisation_id
    # Of a restricted kind who sees more than the lead is named in that row's audience.
    acts = not viewer.is_restricted or row.audience_id is not None
    return confirmed and elsewhere and acts and not row.is_sensitive and not viewer.is_sensitive


def may_confirm(viewer: Viewer, row: Involvement) -> Answer:
    """By their supervisor, or by a confirmed member from another organisation whom they did not invite."""
    if not access.may(viewer, View.TEAM, row):
        return NOT_HERE
    if (state := is_standing(viewer, row)) is not YES:
        return state
    if not row.is_provisional:
        return Answer(_("This is confirmed already."))
    if not (changing := may_change(viewer, row.person)):
        return changing
    if is_oneself(viewer, row.post):
        return Answer(_("You cannot confirm yourself. Ask your supervisor, or a colleague from another organisation."))
    if supervises(viewer, row):
        return YES
    if row.is_sensitive:
        return Answer(_("Only their own supervisor confirms this."))
    return _may_confirm_as_member(viewer, row)


def _may_confirm_as_member(viewer: Viewer, row: Involvement) -> Answer:
    if viewer.is_sensitive:
        return Answer(_("Your confirmation would show that your service is here. Leave it to another colleague."))
    if not access.may(viewer, View.ACT, row.person):
        if viewer.is_restricted:
            return Answer(_("Their supervisor confirms this, or another member of the team."))
        return Answer(_("You can confirm others once you are confirmed yourself."))
    if row.service.organisation_id == viewer.organisation_id:
        return Answer(_("Their supervisor confirms this, or a member of the team from another organisation."))
    if was_invited_by(viewer, row):
        return Answer(_("They invited you, so someone else has to confirm them."))
    return YES


def was_invited_by(viewer: Viewer, row: Involvement) -> bool:
    """Whether the holder of `row` brought the viewer into this team, by whichever of their posts."""
    if row.post is None:
        return False
    me, they = account_of(viewer), row.post.account_id
    came = Involvement.objects.filter(person_id=row.person_id, post__account_id=me, invited_by__account_id=they)
    asked = TeamInvitation.objects.filter(person_id=row.person_id, post__account_id=they, answered_by__account_id=me)
    return came.exists() or asked.exists()


# ── ending, passing on, leading ───────────────────────────────────────────────────────────────────────────────────


def is_standing(viewer: Viewer, row: Involvement) -> Answer:
    """Whether the involvement goes on: not ended, not run out."""
    if row.ended_on is not None and row.ended_on <= viewer.today:
        return Answer(_("This has ended already."))
    if row.is_provisional and row.provisional_until is not None and row.provisional_until <= viewer.now:
        return Answer(_("This was not confirmed in time and has ended. It can be said again."))
    return YES


def is_own(viewer: Viewer, row: Involvement) -> bool:
    """The viewer's own, or that of the viewer's service as a whole."""
    return row.post_id == viewer.post_id if row.post_id is not None else row.service_id == viewer.service_id


def may_end(viewer: Viewer, row: Involvement) -> Answer:
    """Its holder, anyone of a service that is there as a whole, and the supervisor; not while it is restricted."""
    return is_theirs_to_end(viewer, row) and may_change(viewer, row.person)


def is_theirs_to_end(viewer: Viewer, row: Involvement) -> Answer:
    """`may_end`, of a restricted record too: what the person takes back, and what goes on without a leaver."""
    if not access.may(viewer, View.TEAM, row):
        return NOT_HERE
    if not is_own(viewer, row) and not supervises(viewer, row):
        return Answer(_("Only they themselves or their supervisor end this."))
    return is_standing(viewer, row)


def may_undo_end(viewer: Viewer, row: Involvement) -> bool:
    """Whoever could end it, while the person is still here for them."""
    return (is_own(viewer, row) or supervises(viewer, row)) and access.may(viewer, View.CARD, row.person)


def may_end_on(viewer: Viewer, row: Involvement, day: date) -> Answer:
    """From the day it began until today."""
    if day > viewer.today:
        return Answer(_("Enter today or a day before."), field="on")
    if day < row.started_on:
        return Answer(_("It cannot end before it began."), field="on")
    return YES


def may_end_because(viewer: Viewer, reason: str) -> Answer:
    """Handing over and moving away are pages of their own, because they do more than end."""
    known = packs.pack(viewer.jurisdiction).end_reasons.get(reason)
    if known is None or known.hands_over or known.moved_away:
        return Answer(_("Choose why it ends."), field="reason")
    return YES


NO_AGREEMENT = Answer(_("Only a record of a service that is kept private rests on their agreement."))


def may_withdraw_agreement(viewer: Viewer, row: Involvement) -> Answer:
    """Whoever holds the sensitive record notes that they no longer agree, or its supervisor does."""
    if not (answer := is_theirs_to_end(viewer, row)):
        return NOT_HERE if not row.is_sensitive else answer
    return YES if row.is_sensitive else NO_AGREEMENT


def may_take_out(row: Involvement, organisation: uuid.UUID | None) -> Answer:
    """Everybody, or an organisation that may know until now."""
    if organisation is None or organisation in audiences.named_by(row):
        return YES
    return Answer(_("This organisation may not know anyway. Choose from the list."), field="whom")


def has_team_desk(viewer: Viewer) -> bool:
    """Whether there is a page for them with the people of the posts they supervise."""
    return viewer.is_active and viewer.has("supervisor")


def may_record_objection(viewer: Viewer, person: Person) -> Answer:
    """What somebody says to the privacy officer, the privacy officer notes."""
    if not is_privacy(viewer) or not access.may(viewer, View.CARD, person):
        return NOT_HERE
    return YES


def may_hand_over(viewer: Viewer, row: Involvement, *, leaves: bool = False) -> Answer:
    """As ending; and what is not confirmed cannot be passed on. Who `leaves` for good leaves a restricted one too."""
    if not (answer := is_theirs_to_end(viewer, row) if leaves else may_end(viewer, row)):
        return answer
    return YES if not row.is_provisional else Answer(_("You can hand over once you are confirmed yourself."))


def may_take_over(viewer: Viewer, row: Involvement, post: Post) -> Answer:
    """To whom: a colleague of the same organisation; of a sensitive service only of the service itself."""
    same = post.service_id == row.service_id
    near = post.service.organisation_id == row.service.organisation_id
    if post.pk == row.post_id or not (same or (near and not row.is_sensitive and not post.service.is_sensitive)):
        return Answer(_("Choose a colleague from your own organisation."), field="to")
    if not access.may(viewer_in_post(post, now=viewer.now), View.CARD, row.person):
        return Answer(_("This colleague cannot take over. Choose another, or your service."), field="to")
    return YES


def looks_fit_to_lead(viewer: Viewer, row: Involvement, lead: Involvement | None, mine: Involvement | None) -> bool:
    """Whether to show "Make lead" beside a row: `may_make_lead` without asking the database again."""
    if row.is_lead or row.is_provisional or row.is_sensitive or row.audience_id is not None or viewer.is_sensitive:
        return False
    if lead is not None:
        return is_own(viewer, lead) or (lead.post is not None and supervises(viewer, lead))
    if viewer.is_restricted:
        return False
    return mine is not None and mine.post_id == viewer.post_id and not mine.is_provisional


def may_make_lead(viewer: Viewer, row: Involvement) -> Answer:
    """The lead hands on the lead, or the lead's supervisor does; where nobody leads, any confirmed member."""
    if not access.may(viewer, View.TEAM, row):
        return NOT_HERE
    if (state := is_standing(viewer, row)) is not YES:
        return state
    if not (changing := may_change(viewer, row.person)):
        return changing
    if row.is_provisional or row.is_sensitive or row.audience_id is not None:
        return Answer(_("Choose a confirmed member of the team whom everybody can see."))
    if row.is_lead:
        return Answer(_("They lead already."))
    return _may_give_lead(viewer, row)


def _may_give_lead(viewer: Viewer, row: Involvement) -> Answer:
    current = Involvement.objects.confirmed(viewer.now, viewer.today)
    lead = current.filter(person_id=row.person_id, is_lead=True).select_related("post").first()
    if lead is not None and not is_own(viewer, lead) and not supervises(viewer, lead):
        return Answer(_("Only the lead practitioner or their supervisor hands on the lead."))
    if lead is None and viewer.is_restricted:
        return ASK_THE_LEAD
    if lead is None and (viewer.is_sensitive or not access.may(viewer, View.ACT, row.person)):
        return Answer(_("You can say who leads once you are confirmed yourself."))
    return YES


def may_record_move(viewer: Viewer, person: Person) -> Answer:
    """The lead, the lead's supervisor or the hub; where nobody leads, any confirmed member. It closes the record."""
    if not access.may(viewer, View.TEAM, person):
        return NOT_HERE
    if person.moved_to_area:
        return Answer(_("This has been passed on already."))
    if viewer.has("hub"):
        return YES
    if not (changing := may_change(viewer, person)):
        return changing
    current = Involvement.objects.confirmed(viewer.now, viewer.today).filter(person=person)
    lead = current.filter(is_lead=True).select_related("post").first()
    if lead is not None and (is_own(viewer, lead) or supervises(viewer, lead)):
        return YES
    if lead is None and not viewer.is_sensitive and access.may(viewer, View.ACT, person):
        return YES
    return Answer(_("This closes the record for everyone. Ask the lead practitioner or the hub to do it."))


# ── contacts ──────────────────────────────────────────────────────────────────────────────────────────────────────

A_YEAR = timedelta(days=366)
NOT_INVOLVED = Answer(_("Say first that you work with this person."))


def may_happen_at(viewer: Viewer, moment: datetime) -> Answer:
    """When a contact that is noted now may have been."""
    if moment > viewer.now:
        return Answer(_("Enter a time that has passed. For a visit to come, choose “I will see”."), field="day")
    if moment < viewer.now - A_YEAR:
        return Answer(_("Enter a day within the last year."), field="day")
    return YES


def may_be_planned_for(viewer: Viewer, moment: datetime, *, whole_day: bool) -> Answer:
    """When a contact may be planned for: from today on, within a year."""
    day = moment.astimezone(viewer.zone).date()
    if day < viewer.today or (day == viewer.today and not whole_day and moment < viewer.now):
        return Answer(_("Enter a time to come. For a visit that was, choose “I saw”."), field="day")
    if moment > viewer.now + A_YEAR:
        return Answer(_("Enter a day within a year from now."), field="day")
    return YES


def may_cancel_contact(viewer: Viewer, contact: Contact) -> Answer:
    """Whoever noted or planned it takes it back, or the supervisor does."""
    if contact.cancelled_at is None and not access.may(viewer, View.TEAM, contact.person):
        return NOT_HERE
    supervised = viewer.has("supervisor") and contact.post is not None and contact.post.supervisor_id == viewer.post_id
    if contact.post_id != viewer.post_id and not supervised:
        return NOT_HERE
    return YES if contact.cancelled_at is None else Answer(_("This was taken back already."))


# ── inviting ──────────────────────────────────────────────────────────────────────────────────────────────────────

ASK_THE_LEAD = Answer(_("Your kind of service does not do this. Ask the lead practitioner or the hub."))
NOT_YET = Answer(_("You can invite others once you are confirmed yourself."))
ONLY_AUDIENCE = Answer(
    _("An invitation from you would show that your service is here. You can invite only colleagues who may see that.")
)
ALREADY_ASKED = Answer(_("They have been asked already. You will hear from them."), field="to")
ASK_AGAIN_AFTER = timedelta(days=28)


WHOLE_POST = ("account", "area", "service__organisation")


def may_invite(viewer: Viewer, person: Person) -> Answer:
    """Confirmed members invite who is missing."""
    if access.may(viewer, View.ACT, person):
        return YES
    if not access.may(viewer, View.TEAM, person):
        return NOT_HERE
    return ASK_THE_LEAD if viewer.is_restricted else NOT_YET


def may_be_invited(viewer: Viewer, person: Person, *, post: Post | None, service: Service) -> Answer:
    """Not oneself, not who is seen in the team already, not twice; from a sensitive service only its audience.

    Whether somebody hidden is there already makes no difference here, nor does what a sensitive service answered:
    otherwise asking again would tell.
    """
    if is_oneself(viewer, post):
        return Answer(_("That is you."), field="to")
    if viewer.is_sensitive and not _may_know_of(viewer, person, post, service):
        return ONLY_AUDIENCE
    whom = Q(post=post) if post is not None else Q(post__isnull=True, service=service)
    rows = Involvement.objects.current(viewer.now, viewer.today).filter(whom, person=person)
    if access.scope(rows, viewer, View.TEAM).exists():
        return Answer(_("They are in the team already."), field="to")
    asked = TeamInvitation.objects.filter(person=person, to_post=post, to_service=None if post else service)
    waiting = Q(answered_at__isnull=True, withdrawn_at__isnull=True)
    if service.is_sensitive:
        waiting = Q(asked_at__gt=viewer.now - ASK_AGAIN_AFTER)
    return ALREADY_ASKED if access.scope(asked.filter(waiting), viewer, View.TEAM).exists() else YES


def _may_know_of(viewer: Viewer, person: Person, post: Post | None, service: Service) -> bool:
    """Whom a sensitive service may ask: its own colleagues; of an organisation that its audience names only who is
    confirmed with this person already, as its involvement itself is seen. That organisation's others must not learn of
    it by being asked.
    """
    if service.pk == viewer.service_id:
        return True
    rows = Involvement.objects.confirmed(viewer.now, viewer.today).filter(person=person)
    mine = rows.filter(post_id=post_of(viewer))
    if post is None or not rows.filter(post=post).exists():
        return False
    them = viewer_in_post(Post.objects.select_related(*WHOLE_POST).get(pk=post.pk), now=viewer.now)
    return access.scope(mine.filter(access.named(them, privately=True)), viewer, View.TEAM).exists()


def asked_service(invitation: TeamInvitation) -> Service | None:
    """The service that is asked, or that of the colleague or newcomer who is."""
    if invitation.to_post is not None:
        of_post: Service = invitation.to_post.service
        return of_post
    return invitation.to_service or (invitation.to_newcomer.service if invitation.to_newcomer else None)


def may_withdraw(viewer: Viewer, invitation: TeamInvitation) -> Answer:
    """Whoever asked takes it back. To a sensitive service that is always said to have worked: see `may_be_invited`."""
    if invitation.post_id != viewer.post_id or not access.may(viewer, View.TEAM, invitation):
        return NOT_HERE
    if invitation.withdrawn_at is not None:
        return Answer(_("This was taken back already."))
    target = asked_service(invitation)
    if invitation.answered_at is not None and not (target and target.is_sensitive):
        return Answer(_("They have answered already."))
    return YES
