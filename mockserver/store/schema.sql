-- schema.sql - the whole state of one mock
--
-- Entities that clients write are the JSON text that GET answers, with what is
-- looked up in columns beside it.  Runs are rows of numbers, rendered when read.
-- Times are milliseconds since 1970; a null time is "never" or "not yet".
-- Every select has an order.

create table if not exists meta(
	name text primary key,
	value integer not null
) strict, without rowid;

create table if not exists entity(
	seq integer primary key,       -- order of creation
	kind integer not null,         -- enum kind
	id text not null,
	org text not null,
	sandbox text not null,
	version integer not null,      -- counts writes; the etag shows a hash of it
	spec text not null,            -- connection spec or flow spec
	state text not null,
	created_at integer not null,
	updated_at integer not null,
	etag text not null,
	body text not null,
	base text                      -- id of its base connection
) strict;
create unique index if not exists entity_id on entity(kind, id);
create index if not exists entity_base on entity(base) where base is not null;

-- Base connections whose credentials break their spec's patterns: their test fails.
create table if not exists unsound(
	id text primary key
) strict, without rowid;

-- What a flow has still to do, and where it stands.
create table if not exists flow(
	seq integer primary key references entity(seq),
	id text not null,
	org text not null,
	sandbox text not null,
	spec text not null,
	source text not null,          -- id of its source connection
	target text not null,          -- id of its target connection
	full integer not null,         -- 1: every tick exports all there is
	start_at integer,              -- null: no schedule
	step_ms integer not null,      -- 0: once
	end_at integer,                -- exclusive
	next_at integer,               -- the next tick; null: none
	last_run integer               -- serial of its newest run
) strict;
create index if not exists flow_next on flow(next_at, id) where next_at is not null;
create unique index if not exists flow_id on flow(id);
create index if not exists flow_target on flow(target);

-- Up to when a flow has exported a dataset; moves only with success.
create table if not exists exported(
	flow integer not null references flow(seq),
	dataset text not null,
	until_at integer not null,
	primary key (flow, dataset)
) strict, without rowid;

create table if not exists run(
	serial integer primary key,    -- its id is a seeded bijection of it
	flow integer not null references flow(seq),
	scheduled_at integer not null,
	created_at integer not null,
	started_at integer not null,
	completed_at integer not null,
	status integer not null,       -- enum run_status
	records integer not null,
	bytes integer not null,
	files integer not null,
	detail text,                   -- per dataset, and errors: JSON
	version integer not null,      -- counts writes
	updated_at integer not null,
	sent text                      -- members that a client has put: JSON
) strict;
create index if not exists run_flow on run(flow, serial);

-- Every file written, relative to the export root: what reset may remove.
create table if not exists file(
	serial integer primary key,
	run integer not null,
	path text not null,
	bytes integer not null,
	records integer not null
) strict;
create index if not exists file_path on file(path);
