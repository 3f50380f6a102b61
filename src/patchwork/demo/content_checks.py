"""Whether the hand-written world fits together: names that lead nowhere, unknown codes, impossible deeds."""

from __future__ import annotations

from collections.abc import Iterator

from patchwork.agreements import packs
from patchwork.demo.written import (
    Attention,
    Contact,
    Exclusion,
    Family,
    Invite,
    Involvement,
    Look,
    Pattern,
    Practitioner,
    Shield,
    World,
)
from patchwork.directory import taxonomy

type Happened = Involvement | Pattern | Contact | Attention | Look


def problems(world: World) -> Iterator[str]:
    """What does not fit together, one sentence each."""
    yield from _directory_problems(world)
    for family in world.families:
        for sentence in _family_problems(world, family):
            yield f"family {family.short_name}: {sentence}"


def _directory_problems(world: World) -> Iterator[str]:
    kinds = taxonomy.taxonomy()
    if world.hub_service not in world.services:
        yield f"area: no service {world.hub_service}"
    for organisation in world.organisations.values():
        if organisation.kind not in kinds.organisation_kinds:
            yield f"organisation {organisation.short_name}: no kind {organisation.kind}"
        if any(not domain.endswith(".example") for domain in organisation.domains):
            yield f"organisation {organisation.short_name}: a domain must end in .example"
    for service in world.services.values():
        if service.organisation not in world.organisations:
            yield f"service {service.short_name}: no organisation {service.organisation}"
        elif world.organisation_of(service.short_name).kind not in kinds.service_kinds[service.kind].organisations:
            yield f"service {service.short_name}: its kind of organisation does not run a {service.kind}"
    for someone in world.practitioners.values():
        yield from (f"practitioner {someone.short_name}: {sentence}" for sentence in _post_problems(world, someone))


def _post_problems(world: World, someone: Practitioner) -> Iterator[str]:
    for service, role in ((someone.service, someone.role), *((post.service, post.role) for post in someone.also)):
        if service not in world.services:
            yield f"no service {service}"
            continue
        kind = world.services[service].kind
        if kind not in taxonomy.role(role).services and role not in {"administrator", "other_role"}:
            yield f"a {kind} has no {role}"
        if not any(someone.email.endswith(f"@{domain}") for domain in world.organisation_of(service).domains):
            yield "the e-mail address is not of the organisation's domains"
    for other in (someone.supervisor, someone.away.cover if someone.away else ""):
        if other and other not in world.practitioners:
            yield f"no practitioner {other}"
    if someone.supervisor and not _supervises(world.practitioners.get(someone.supervisor)):
        yield f"{someone.supervisor} is no supervisor"


def _supervises(someone: Practitioner | None) -> bool:
    if someone is None:
        return False
    return "supervisor" in someone.powers or any("supervisor" in post.powers for post in someone.also)


def _family_problems(world: World, family: Family) -> Iterator[str]:
    names = {person.short_name for person in family.persons}
    yield from (f"no person {name}" for name in _persons_named(family) if name not in names)
    yield from (f"no practitioner {name}" for name in _posts_named(family) if name not in world.practitioners)
    for involvement in family.involvements:
        yield from _involvement_problems(world, family, involvement)
    for kind in {one.kind for one in family.contacts} | {one.kind for one in family.patterns}:
        if kind not in {known.code for known in packs.CONTACT_KINDS}:
            yield f"no kind of contact {kind}"
    yield from (f"no category {one.category}" for one in family.attentions if one.category not in world.pack.attentions)
    yield from (f"no purpose {one.purpose}" for one in family.looks if one.purpose not in world.pack.purposes)
    for one in family.said:
        if one.said == "not_asked" and one.because not in world.pack.not_asked:
            yield f"{one.by} was not asked because {one.because}: not in the pack"
    working = {(one.post, one.person) for one in family.involvements}
    contacts: tuple[Contact | Pattern, ...] = (*family.contacts, *family.patterns)
    for contact in contacts:
        if (contact.post, contact.person) not in working:
            yield f"{contact.post} is in contact with {contact.person} but not involved"
    for attention in family.attentions:
        for post in (attention.post, *attention.to, *attention.acknowledged):
            if (post, attention.person) not in working:
                yield f"{post} gives or gets an attention about {attention.person} but is not involved"


def _involvement_problems(world: World, family: Family, involvement: Involvement) -> Iterator[str]:
    who = f"{involvement.post or involvement.service} with {involvement.person}"
    if involvement.post in world.practitioners or involvement.service in world.services:
        service = world.service_of(involvement)
        sensitive = taxonomy.service_kind(service.kind).sensitive
        if sensitive != involvement.is_sensitive:
            yield f"{who}: sensitive services, and only they, need a ground and an audience"
        if world.role_of(involvement) not in taxonomy.taxonomy().roles:
            yield f"{who}: no role {involvement.role}"
        if involvement.basis and involvement.basis not in world.pack.bases:
            yield f"{who}: no basis {involvement.basis}"
    else:
        yield f"{who}: neither a practitioner nor a service"
    if involvement.ground and involvement.ground not in world.pack.grounds:
        yield f"{who}: no ground {involvement.ground}"
    yield from (f"{who}: no organisation {one}" for one in involvement.audience if one not in world.organisations)
    if involvement.end_reason and involvement.end_reason not in world.pack.end_reasons:
        yield f"{who}: no end reason {involvement.end_reason}"
    if (involvement.ended_days_ago is None) != (not involvement.end_reason):
        yield f"{who}: an end needs a reason and a reason an end"


def _happened(family: Family) -> tuple[Happened, ...]:
    return (*family.involvements, *family.patterns, *family.contacts, *family.attentions, *family.looks)


def _persons_named(family: Family) -> set[str]:
    happened = _happened(family)
    shields: tuple[Shield | Exclusion | Invite, ...] = (*family.shields, *family.exclusions, *family.invites)
    return (
        {row.person for row in happened}
        | {row.person for row in shields}
        | {name for row in family.related for name in (row.who, row.of)}
        | {name for row in family.said for name in (row.by, row.on)}
    )


def _posts_named(family: Family) -> set[str]:
    names = {row.post for row in _happened(family)} | {row.post for row in family.exclusions}
    names |= {row.post for row in family.invites}
    names |= {row.to_post for row in family.invites} | {row.asked_by for row in family.exclusions}
    names |= {row.invited_by for row in family.involvements} | {row.to for row in family.said}
    names |= {name for row in family.shields for name in row.named}
    names |= {name for row in family.attentions for name in (*row.to, *row.acknowledged)}
    return names - {""}
