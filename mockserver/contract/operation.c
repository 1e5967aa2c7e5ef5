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

bool operation_param_next(struct str *list, struct operation_param *out)
{
	struct str word, name;

	do {
		if (!str_split(list, ' ', &word))
			return false;
	} while (!word.size);
	if (!str_split(&word, '=', &name))
		return false;
	*out = (struct operation_param){
		.name = name,
		.values = word.at ? word : str_of(""),
		.required = name.at[name.size - 1] == '*',
		.extra = name.at[name.size - 1] == '+',
	};
	out->name.size -= out->required || out->extra;
	return true;
}

bool operation_takes(enum operation operation, const char *name,
                     struct operation_param *out)
{
	struct str rest = str_of(operation_row(operation)->query);

	while (operation_param_next(&rest, out)) {
		if (str_is(out->name, name))
			return true;
	}
	return false;
}

/* The next letter, in lower case; 0 at the end. */
static char next_letter(struct str *rest)
{
	char c = '-';

	while (rest->size && strchr("-_", c)) {
		c = *rest->at++;
		rest->size--;
	}
	return strchr("-_", c) ? '\0' : str_lower(c);
}

/* "RE_TRIGGER" and "re-trigger" are one word. */
static bool same_word(struct str a, struct str b)
{
	char left, right;

	do {
		left = next_letter(&a);
		right = next_letter(&b);
	} while (left && left == right);
	return left == right;
}

bool operation_param_fits(const struct operation_param *p, const char *value)
{
	struct str rest = p->values, one;

	if (!rest.size)
		return true;
	while (str_split(&rest, '|', &one)) {
		if (same_word(one, str_of(value)))
			return true;
	}
	return false;
}
