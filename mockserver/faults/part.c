/*
 * part.c - what `when` can ask for: the parts of a request, a run or a file
 */
#include "mockserver/faults/part.h"

#include "lib/buf.h"
#include "lib/nearest.h"

#define REQUESTS (1U << FAULT_OF_REQUESTS)
#define RUNS     (1U << FAULT_OF_RUNS)
#define FILES    (1U << FAULT_OF_FILES)

static const struct {
	const char *name;
	unsigned sorts;
} parts[] = {
	[FAULT_PART_PATH] = { "path", REQUESTS | FILES },
	[FAULT_PART_QUERY] = { "query", REQUESTS },
	[FAULT_PART_HEADERS] = { "headers", REQUESTS },
	[FAULT_PART_BODY] = { "body", REQUESTS },
	[FAULT_PART_CLIENT] = { "client", REQUESTS },
	[FAULT_PART_FLOW] = { "flow", RUNS | FILES },
	[FAULT_PART_DATASET] = { "dataset", RUNS | FILES },
	[FAULT_PART_DESTINATION] = { "destination", RUNS | FILES },
	[FAULT_PART_NAME] = { "name", RUNS | FILES },
	[FAULT_PART_SCHEDULED_AT] = { "scheduledAt", RUNS | FILES },
	[FAULT_PART_WEEKDAY] = { "weekday", RUNS | FILES },
	[FAULT_PART_ORDINAL] = { "ordinal", RUNS | FILES },
	[FAULT_PART_FILE] = { "file", FILES },
	[FAULT_PART_NUMBER] = { "number", FILES },
};
static_assert(ARRAY_LEN(parts) == FAULT_PART_COUNT, "every part has a row");

const char *fault_part_name(enum fault_part part)
{
	return parts[part].name;
}

/* "path, query and headers" */
static void list_parts(enum fault_sort sort, struct buf *out)
{
	size_t left = 0;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		left += (parts[i].sorts >> sort) & 1;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!((parts[i].sorts >> sort) & 1))
			continue;
		left--;
		buf_printf(out, "%s%s", parts[i].name,
		           left > 1    ? ", "
		           : left == 1 ? " and "
		                       : "");
	}
}

static int no_part(const cJSON *member, enum fault_sort sort, struct fault_refuse *r)
{
	struct nearest n = { .name = str_of(member->string) };
	AUTO(buf_release) struct buf known = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if ((parts[i].sorts >> sort) & 1)
			nearest_offer(&n, parts[i].name);
	}
	list_parts(sort, &known);
	return fault_refuse(r, member, "of %s, 'when' knows %s, not '%.60s'%s%s%s",
	                    fault_sort_name(sort), buf_str(&known), member->string,
	                    n.best ? "; did you mean '" : "", n.best ? n.best : "",
	                    n.best ? "'?" : "");
}

int fault_part_find(const cJSON *member, enum fault_sort sort, enum fault_part *out,
                    struct fault_refuse *r)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!((parts[i].sorts >> sort) & 1) ||
		    strcmp(parts[i].name, member->string) != 0)
			continue;
		*out = (enum fault_part)i;
		return 0;
	}
	return no_part(member, sort, r);
}
