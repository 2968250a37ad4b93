"""Two years of a big station, written straight into the tables: so many clips a day on six destinations, with their curves,
and raw samples of the last 30 days.

Counts are drawn: log-normal over the posts, growing with the logarithm of the age. Rows are copies of one real clip,
publication, package and sign-off with other keys and times, so that every column holds what the desk itself would write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from clipdesk.audience.models import Measurement, MetricDefinition, PackedCurve, Sample, TermsAccepted
from clipdesk.audience.packing import AGES
from clipdesk.clips.models import Clip
from clipdesk.destinations.models import Destination
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff

_HOURS = ",".join(str(age.total_seconds() / 3600) for age in AGES)


@dataclass(frozen=True)
class BigStation:
    """days: how far back; clips: a day, on each of six destinations; samples: at most so many raw ones."""

    days: int
    clips: int
    samples: int

    def fill(self, like: Publication) -> None:
        """Write it, as copies of one publication on the own site that is public. For tests `as_owner`."""
        MetricDefinition.load()
        with connection.cursor() as cursor:
            let_triggers_rest(cursor)
            copies(like.destination, "generate_series(1, 5) as n", _DESTINATION)
            cursor.execute("create temporary table drawn as " + _DRAWN, {"days": self.days, "clips": self.clips})
            copies(like.clip, "drawn as n", _CLIP)
            self._sign(like)
            cursor.execute(_PLACES, [like.station_id])
            cursor.execute(_POSTS)
            copies(like, "posts as n", _PUBLICATION)
            cursor.execute(
                f"insert into {_table(Measurement)} (publication_id, shape, packed, absent, trouble_message, "
                "trouble_params, read_at, tried_at, next_at) select post, shape, true, false, '', '{}', "
                "now(), now(), now() + interval '1 hour' from posts"
            )
            cursor.execute(_CURVES.format(curve=_table(PackedCurve), hours=_HOURS))
            cursor.execute(_SAMPLES.format(sample=_table(Sample)), [self.samples])
            TermsAccepted.objects.create(station_id=like.station_id, platform="youtube")
            cursor.execute("analyze")

    @staticmethod
    def _sign(like: Publication) -> None:
        assert like.package is not None
        assert like.sign_off is not None
        copies(like.package, "drawn as n where n.day < 40", _PACKAGE)
        copies(like.sign_off, "drawn as n where n.day < 40", _SIGN_OFF)


def let_triggers_rest(cursor: CursorWrapper) -> None:
    """Let rows be written that no sign-off stands behind. What waits for the end of the transaction is looked at before."""
    cursor.execute("set constraints all immediate")
    for table in ("publishing_publication", "destinations_destination"):
        cursor.execute(f"alter table {table} disable trigger user")
    cursor.execute("set constraints all deferred")


def copies(row: models.Model, of: str, changes: Mapping[str, str]) -> None:
    """Write a copy of a row for each row of a source called `n`, with other values in some columns, written in SQL."""
    table = row._meta.db_table
    pairs = ", ".join(f"'{column}', {value}" for column, value in changes.items())
    said = (
        f"insert into {table} select made.* from {of.partition(' where ')[0]} cross join lateral jsonb_populate_record("
        f"(select model_row from {table} as model_row where id = %s), jsonb_build_object({pairs})) as made"
    )
    if " where " in of:
        said += f" where {of.partition(' where ')[2]}"
    with connection.cursor() as cursor:
        cursor.execute(said, [row.pk])


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


#: Three of Facebook, two of YouTube; with the own site they are six.
_DESTINATION = {
    "id": "gen_random_uuid()",
    "kind": "case when n <= 2 then 'youtube' else 'facebook' end",
    "name": "'Kênh lớn ' || n",
}
_DRAWN = """
select gen_random_uuid() as clip, gen_random_uuid() as package, gen_random_uuid() as sign_off, day, one,
       now() - (day + random()) * interval '1 day' as since,
       (array['9:16', '16:9', '1:1'])[1 + floor(random() * 3)::int] as shape,
       exp(6 + 1.5 * (random() + random() + random() + random() - 2)) as fame, (10 + random() * 110)::float as seconds
from generate_series(0, %(days)s - 1) as day, generate_series(1, %(clips)s) as one
"""
_CLIP = {
    "id": "n.clip",
    "title": "'Tin ngày ' || n.day || ' số ' || n.one",
    "made_at": "n.since - interval '40 minutes'",
}
_PACKAGE = {
    "id": "n.package",
    "clip_id": "n.clip",
    "sha256": "encode(sha256(n.package::text::bytea), 'hex')",
    "made_at": "n.since - (5 + 20 * random()) * interval '1 minute'",
}
_SIGN_OFF = {"id": "n.sign_off", "package_id": "n.package", "signed_at": "n.since - random() * interval '4 minutes'"}
_PLACES = """
create temporary table places as
select destination.id as destination, definition.id as definition
from destinations_destination as destination join lateral (
    select id from audience_metricdefinition where platform = destination.kind and valid_until is null order by place limit 1
) as definition on true where destination.station_id = %s
"""
_POSTS = """
create temporary table posts as
select gen_random_uuid() as post, places.destination, places.definition, drawn.*, drawn.fame * exp(random() - 0.5) as reach
from drawn cross join places
"""
_PUBLICATION = {
    "id": "n.post",
    "clip_id": "n.clip",
    "destination_id": "n.destination",
    "remote_id": "left(replace(n.post::text, '-', ''), 16)",
    "first_live_at": "n.since",
    "shown_at": "n.since",
}
_CURVES = """
insert into {curve} (publication_id, definition_id, destination_id, shape, public_since, seconds, counts, gaps)
select post, definition, destination, shape, since, seconds,
       array(select case when since + hours * interval '1 hour' < now()
                    then round(reach * ln(1 + hours) / ln(25)) end from unnest(array[{hours}]) with ordinality as t (hours, place)
             order by place),
       array(select case when since + hours * interval '1 hour' < now() then 0 end
             from unnest(array[{hours}]) with ordinality as t (hours, place) order by place)
from posts
"""
_SAMPLES = """
insert into {sample} (publication_id, definition_id, slot, taken_at, value, fell)
select post, definition, since + age * interval '1 hour', since + age * interval '1 hour',
       round(reach * ln(1 + age) / ln(25)), false
from posts, generate_series(0, 719) as age
where day < 30 and since + age * interval '1 hour' < now() and (age < 48 or (age < 168 and age %% 6 = 0) or age %% 24 = 0)
order by day, age limit %s
"""


_TOLD = (Clip, Publication, PackedCurve, Sample, Package, SignOff, Destination)


def facts() -> dict[str, int]:
    """Return how much there is."""
    return {model.__name__: model._default_manager.count() for model in _TOLD}
