/*
 * operation.c - the rows of operations.def, as data
 */
#include "mockserver/contract/operation.h"

#include "lib/str.h"

static const struct operation_row rows[] = {
#define OPERATION(name, method, path, gate, body, schema, query, headers, status, \
                  errors, ids, provenance, handler)                               \
	[OP_##name] = {                                                           \
		#name, #method, path,   #gate,  #body, schema,                    \
		query, headers, status, errors, ids,   PROVENANCE_##provenance    \
	},
#include "mockserver/contract/operations.def"
#undef OPERATION
};
static_assert(ARRAY_LEN(rows) == OPERATION_COUNT, "every operation has a row");

const struct operation_row *operation_row(enum operation operation)
{
	assert(operation < OPERATION_COUNT);
	return &rows[operation];
}

bool operation_takes(enum operation operation, const char *parameter)
{
	struct str rest = str_of(operation_row(operation)->query), word;

	while (str_split(&rest, ' ', &word)) {
		if (word.size && strchr("*+", word.at[word.size - 1]))
			word.size--;
		if (str_is(word, parameter))
			return true;
	}
	return false;
}
