/*
 * dataset.c - what a dataset is, and when its records arrived
 */
#include "mockserver/data/dataset.h"

#include "mockserver/data/load.h"

const char *dataset_id(const struct dataset *d)
{
	return json_str(d->entry, "id");
}

const char *dataset_name(const struct dataset *d)
{
	return json_str(d->entry, "name");
}

const cJSON *dataset_entry(const struct dataset *d)
{
	return d->entry;
}

enum dataset_behavior dataset_behavior(const struct dataset *d)
{
	return d->behavior;
}

const struct column_def *dataset_schema(const struct dataset *d)
{
	return &d->schema;
}

uint64_t dataset_arrived(const struct dataset *d, vtime zero, vtime until)
{
	if (d->records)
		return records_arrived(d->records, zero, until);
	return arrival_count(generator_arrival(d->generator), zero, until);
}

vtime dataset_arrival(const struct dataset *d, vtime zero, uint64_t i)
{
	if (d->records)
		return i < records_count(d->records)
		               ? records_arrival(d->records, zero, i)
		               : VTIME_NEVER;
	return arrival_at(generator_arrival(d->generator), zero, i);
}
