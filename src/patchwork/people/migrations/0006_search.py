"""The search table: the one that stands outside row security, reached through two functions only.

Row security lets no index operator run before its policy that is not leakproof, and `&&` on an array is not: as the
application's login a search by GIN would read the whole table (docs/decisions/finding-by-blocking-keys.md). So the
application has no grant on this table at all. Both functions run as its owner, work for the area of the transaction and
no other, and pin their search path.
"""

# ruff: noqa: S608 (the only thing put into these statements is AREA, below)
import django.contrib.postgres.fields
from django.db import migrations, models

AREA = "nullif(current_setting('patchwork.area', true), '')::smallint"

TABLE = """
CREATE TABLE people_searchrow (
    person_id uuid PRIMARY KEY,
    area_id smallint NOT NULL,
    is_shielded boolean NOT NULL,
    keys integer[] NOT NULL,
    facts text NOT NULL,
    FOREIGN KEY (area_id, person_id) REFERENCES people_person (area_id, id) ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX people_searchrow_keys ON people_searchrow USING gin (keys) WITH (fastupdate = off);
ALTER TABLE people_searchrow ALTER COLUMN keys SET STATISTICS 0;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'patchwork_app') THEN
        REVOKE ALL ON people_searchrow FROM patchwork_app;
    END IF;
END
$$;
"""

FIND = f"""
CREATE FUNCTION people_search(wanted integer[], must text[], most integer)
RETURNS TABLE (person_id uuid, is_shielded boolean, facts text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT s.person_id, s.is_shielded, s.facts FROM public.people_searchrow s
        WHERE s.keys && wanted AND s.area_id = {AREA} AND (must IS NULL OR s.facts LIKE ANY (must)) LIMIT most;
END
$$;
"""

KEEP = f"""
CREATE FUNCTION people_search_keep(persons uuid[], their_keys text[], their_facts text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.people_searchrow AS known (person_id, area_id, is_shielded, keys, facts)
    SELECT it.person, {AREA}, EXISTS (
        SELECT FROM public.people_shield s WHERE s.person_id = it.person AND s.lifted_at IS NULL
    ), it.keys::integer[], it.facts
    FROM unnest(persons, their_keys, their_facts) AS it (person, keys, facts)
    ON CONFLICT (person_id) DO UPDATE
        SET is_shielded = excluded.is_shielded, keys = excluded.keys, facts = excluded.facts
        WHERE known.area_id = excluded.area_id
          AND (known.is_shielded, known.keys, known.facts) IS DISTINCT FROM
              (excluded.is_shielded, excluded.keys, excluded.facts)
$$;
"""

SHIELDED = """
CREATE FUNCTION people_search_shielded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed uuid := coalesce(NEW.person_id, OLD.person_id);
BEGIN
    UPDATE public.people_searchrow r SET is_shielded = EXISTS (
        SELECT FROM public.people_shield s WHERE s.person_id = changed AND s.lifted_at IS NULL
    ) WHERE r.person_id = changed AND r.area_id = coalesce(NEW.area_id, OLD.area_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER people_search_shielded AFTER INSERT OR UPDATE OR DELETE ON people_shield
    FOR EACH ROW EXECUTE FUNCTION people_search_shielded();
"""

GONE = """
DROP TRIGGER people_search_shielded ON people_shield;
DROP FUNCTION people_search_shielded(), people_search_keep(uuid[], text[], text[]), people_search(integer[], text[], integer);
DROP TABLE people_searchrow;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_merging")]

    operations = [
        migrations.DeleteModel("FindKey"),
        migrations.CreateModel(
            "SearchRow",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                ("area_id", models.SmallIntegerField()),
                ("is_shielded", models.BooleanField(default=False)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                ("facts", models.TextField()),
            ],
            options={"db_table": "people_searchrow", "managed": False},
        ),
        migrations.RunSQL([TABLE, FIND, KEEP, SHIELDED], [GONE]),
    ]
