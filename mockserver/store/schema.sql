-- schema.sql - the whole state of one mock
--
-- Entities that clients write are the JSON text that GET answers, with what is
-- looked up in columns of the same row.  Runs are rows of numbers, rendered when read.
-- Times are milliseconds since 1970; a null time is "never" or "not yet".
-- Every select has an order.

create table if not exists meta(
	name text primary key,
	value integer not null
) strict, without rowid;

-- What a client has set while the mock ran, over what the start said: texts as the
-- admin API takes them.
create table if not exists setting(
	name text primary key,
	value text not null
) strict, without rowid;

-- An organisation's sandbox, by number: what lists are searched by first.
create table if not exists tenant(
	number integer primary key,
	org text not null,
	sandbox text not null,
	unique (org, sandbox)
) strict;

create table if not exists entity(
	seq integer primary key,       -- order of creation; never given out twice
	tenant integer not null references tenant(number),
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
	base text,                     -- base connection's id; of a flow, the one with the
	                               -- credentials, also after the target is deleted
	unsound integer not null,      -- 1: credentials that break their spec's patterns
	-- What lists are filtered by, as the text has it (entity.h); all but the name of
	-- flows only.
	name text,
	source text,
	target text,
	source_spec text,
	target_spec text,
	output_type text,
	is_destination text,           -- "true" or "false"
	-- 1: the service wrote it last, for a run: updated_at, version and etag say so, and
	-- the body does not (entity.h).
	by_service integer not null default 0
) strict;
create unique index if not exists entity_id on entity(kind, id);
create index if not exists entity_base on entity(base) where base is not null;
create index if not exists entity_updated on entity(tenant, kind, updated_at);
-- Every index costs each create a microsecond: those of flows only are for lists that
-- are long and asked for so; of connections such a list is searched and sorted.
create index if not exists flow_by_created on entity(tenant, created_at) where kind = 3;
create index if not exists flow_by_name on entity(tenant, name, updated_at) where kind = 3;
create index if not exists flow_by_spec on entity(tenant, spec, updated_at) where kind = 3;
create index if not exists flow_by_state
	on entity(tenant, state collate nocase, updated_at) where kind = 3;
create index if not exists flow_by_source
	on entity(tenant, source, updated_at) where kind = 3;
create index if not exists flow_by_target
	on entity(tenant, target, updated_at) where kind = 3;
create index if not exists flow_by_source_spec
	on entity(tenant, source_spec, updated_at) where kind = 3;
create index if not exists flow_by_target_spec
	on entity(tenant, target_spec, updated_at) where kind = 3;
create index if not exists flow_by_output_type
	on entity(tenant, output_type, updated_at) where kind = 3;
create index if not exists flow_by_destination
	on entity(tenant, is_destination, updated_at) where kind = 3;

-- Connection specs and flow specs that clients have written, each its organisation's;
-- built-in ones are files.
create table if not exists spec(
	seq integer primary key,
	org text not null,
	kind integer not null,         -- enum spec_kind
	id text not null,
	body text not null,
	unique (org, kind, id)
) strict;

-- What a flow has still to do, and where it stands.  The row stays when the flow's
-- entity is deleted: its runs need it.
create table if not exists flow(
	seq integer primary key,       -- its entity's
	tenant integer not null references tenant(number),
	id text not null,
	org text not null,
	sandbox text not null,
	spec text not null,
	source text not null,          -- source connection's id
	target text not null,          -- target connection's id
	full integer not null,         -- 1: every tick exports all there is
	start_at integer,              -- null: no schedule
	step_ms integer not null,      -- 0: once
	end_at integer,                -- exclusive
	next_at integer,               -- the next tick; null: none
	ticked_at integer,             -- the newest tick; null: none
	ticked_once integer not null default 0, -- 1: a one-time schedule has ticked; 2: it
	                               -- has, and the tick is the one at missed_at
	last_run integer,              -- newest run's serial
	active integer,                -- serial of the tick's run that has not ended; 0: one that
	                               -- begins late
	missed_at integer,             -- the last tick that fell due meanwhile
	life text                      -- how its runs live; null: as the mock's do
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

-- What runs set out to do: JSON, one row for all runs that do the same.
create table if not exists plan(
	serial integer primary key,
	body text not null unique
) strict;

create table if not exists run(
	serial integer primary key,    -- its id is a seeded bijection of it
	tenant integer not null references tenant(number),
	flow integer not null references flow(seq),
	plan integer references plan(serial),
	demanded integer not null,     -- 1: a client asked for it
	scheduled_at integer not null,
	created_at integer not null,
	started_at integer,
	completed_at integer,
	status integer not null,       -- enum run_status
	records integer not null,
	bytes integer not null,
	files integer not null,
	detail text,                   -- what the columns can't hold: JSON
	version integer not null,      -- counts writes
	updated_at integer not null,
	sent text                      -- members that a client has put: JSON
) strict;
-- Also for runs of any status: a select for each is merged (store/select.c).
create index if not exists run_status on run(tenant, status, created_at);
create index if not exists run_flow_status on run(flow, status, created_at);

-- How far the times of runs lie behind their creation, at most: bounds of all of them.
create table if not exists late(
	which integer primary key,     -- enum run_time
	least integer not null,
	most integer not null
) strict;

-- Runs that have not ended.
create table if not exists job(
	run integer primary key,       -- a run's serial; below 0: the flow's run begins, late
	flow integer not null references flow(seq),
	flow_id text not null,
	due_at integer,                -- when it goes on; null: once it was read so often
	reads integer not null
) strict;
create index if not exists job_due on job(due_at, flow_id, run) where due_at is not null;

-- Every file written, relative to the export root: what reset may remove.
create table if not exists file(
	serial integer primary key autoincrement, -- its newest row may be deleted
	run integer not null,
	path text not null,
	bytes integer not null,
	records integer not null,
	expires_at integer,            -- null: it stays
	appears_at integer,            -- null: it is in its place
	appears_as text                -- its place, where `path` is not that yet
) strict;
create index if not exists file_path on file(path);
create index if not exists file_run on file(run);
create index if not exists file_expires on file(expires_at) where expires_at is not null;
create index if not exists file_appears on file(appears_at) where appears_at is not null;

-- Records that were posted to datasets, or lay in files of their folders: each batch
-- as it was sent.
create table if not exists batch(
	seq integer primary key,
	dataset text not null,
	id text not null,
	file text,                     -- its name in the folder; null: posted
	taken_at integer not null,     -- what its relative times count from
	records integer not null,
	first_at integer not null,     -- when its first record arrives
	last_at integer not null,      -- and its last
	lines text not null
) strict;
create index if not exists batch_last on batch(dataset, last_at, seq);
create unique index if not exists batch_file on batch(dataset, file) where file is not null;

-- Faults that are armed, in the order of their declaration, and what came of each.
create table if not exists fault(
	seq integer primary key,       -- never given out twice
	name text not null unique,
	body text not null,            -- as it was armed: JSON
	at_start integer not null,     -- 1: an option of the start armed it
	matched integer not null default 0,
	fired integer not null default 0,
	effective integer not null default 0,
	shadowed integer not null default 0
) strict;

-- What was counted of each key: of all requests (""), an operation, a flow, a client.
create table if not exists fault_key(
	fault integer not null references fault(seq),
	key text not null,
	matched integer not null,
	fired integer not null,
	primary key (fault, key)
) strict, without rowid;

-- What a fault remembers: a token, an entity, the minute of a key.
create table if not exists fault_mark(
	fault integer not null references fault(seq),
	name text not null,
	at integer not null,
	reads integer not null,        -- how often it was used
	body text,                     -- the answer that it repeats
	primary key (fault, name)
) strict, without rowid;

create table if not exists fault_receipt(
	serial integer primary key,    -- never given out twice
	fault integer not null references fault(seq),
	key text not null,
	ordinal integer not null,      -- of the occurrence, among those of the key
	request integer not null,      -- its number
	at integer not null,
	operation text not null,
	action integer not null,       -- which of the fault's, from 0
	value integer not null,        -- what was drawn or counted: milliseconds, seconds
	done text not null,            -- what was done and where
	effective integer not null,    -- 1: it was seen to be done
	run integer not null,          -- serial of the run, or that of the file; 0: none; below
	                               -- 0: the flow's run that begins late
	flow integer not null,         -- the flow's number
	scheduled_at integer not null, -- of the run
	about text                     -- which run or file: JSON; null: a request
) strict;
create index if not exists fault_receipt_fault on fault_receipt(fault, serial);
create index if not exists fault_receipt_run on fault_receipt(run) where run <> 0;
create index if not exists fault_receipt_flow on fault_receipt(flow) where flow > 0;
