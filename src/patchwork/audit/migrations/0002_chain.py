"""The chain: a deferred trigger links every event at commit, and the application may only insert and read.

The per-area lock is the last thing a transaction takes, so that writers queue for microseconds only.
`audit_event_text` says exactly what is hashed; `audit.verifying` builds the same text in Python.
"""

from __future__ import annotations

from django.db import migrations

CHAIN = """
CREATE FUNCTION audit_event_text(event_id bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT concat_ws('|',
        e.id, e.area_id, e.kind, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(e.account::text, ''), coalesce(e.post::text, ''), coalesce(e.service::text, ''),
        coalesce(e.organisation::text, ''), coalesce(e.request_id::text, ''), e.purpose,
        coalesce((SELECT string_agg(s.id || ':' || s.subject || ':' || array_to_string(s.shown, ','), ';' ORDER BY s.id)
                  FROM public.audit_auditsubject s WHERE s.area_id = e.area_id AND s.event_id = e.id), ''))
    FROM public.audit_auditevent e WHERE e.id = event_id
$$;

CREATE FUNCTION audit_link_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    head record;
    month text := to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM');
BEGIN
    PERFORM set_config('patchwork.area', NEW.area_id::text, true);
    PERFORM pg_advisory_xact_lock(1096107336, NEW.area_id::int);
    SELECT number, segment, hash INTO head FROM public.audit_auditlink
        WHERE area_id = NEW.area_id ORDER BY number DESC LIMIT 1;
    INSERT INTO public.audit_auditlink (area_id, number, event, segment, hash)
    VALUES (NEW.area_id, coalesce(head.number, 0) + 1, NEW.id, greatest(head.segment, month),
            sha256(coalesce(head.hash, ''::bytea) || convert_to(public.audit_event_text(NEW.id), 'UTF8')));
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER audit_link AFTER INSERT ON audit_auditevent
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_link_event();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'patchwork_app') THEN
        REVOKE ALL ON audit_auditevent, audit_auditsubject, audit_auditlink, audit_auditanchor, audit_auditreference
            FROM patchwork_app;
        GRANT SELECT, INSERT ON audit_auditevent, audit_auditsubject, audit_auditanchor TO patchwork_app;
        GRANT SELECT ON audit_auditlink TO patchwork_app;
        GRANT SELECT, INSERT, DELETE ON audit_auditreference TO patchwork_app;
    END IF;
END
$$;
"""

UNCHAIN = """
DROP TRIGGER IF EXISTS audit_link ON audit_auditevent;
DROP FUNCTION IF EXISTS audit_link_event();
DROP FUNCTION IF EXISTS audit_event_text(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CHAIN, UNCHAIN)]
