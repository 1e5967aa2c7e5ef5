/*
 * tables.c - the tables of operations, errors and limits as JSON, for people and pages
 */
#include "mockserver/contract/tables.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/effect.h"
#include "mockserver/contract/filter.h"
#include "mockserver/contract/limit.h"
#include "mockserver/contract/operation.h"
#include "mockserver/contract/refusal.h"

static cJSON *text_or_null(const char *text)
{
	return text ? json_new_str(text) : json_new_null();
}

static cJSON *word_of(struct str text)
{
	AUTO(mem_free) char *copy = mem_printf("%.*s", (int)text.size, text.at);

	return json_new_str(copy);
}

/* "D02 F02" as a list of texts. */
static cJSON *words(struct str rest, char sep)
{
	cJSON *list = json_new_array();
	struct str word;

	while (str_split(&rest, sep, &word))
		if (word.size)
			json_push(list, word_of(word));
	return list;
}

static cJSON *numbers(const char *text)
{
	cJSON *list = json_new_array(), *texts = words(str_of(text), ' '), *one;

	cJSON_ArrayForEach(one, texts) {
		int64_t n = 0;
		bool ok = str_to_int(one->valuestring, &n);

		assert(ok);
		(void)ok;
		json_push(list, json_new_int(n));
	}
	cJSON_Delete(texts);
	return list;
}

/* "outputType* op=A|B" as [{"name","required","provenance"[,"values"]}]. */
static cJSON *parameters(const char *text, enum provenance provenance)
{
	cJSON *list = json_new_array();
	struct str rest = str_of(text);
	struct operation_param p;

	while (operation_param_next(&rest, &p)) {
		cJSON *out = json_push(list, json_new_object());

		json_set(out, "name", word_of(p.name));
		json_set(out, "required", json_new_bool(p.required));
		json_set(out, "provenance",
		         json_new_str(provenance_name(p.extra ? PROVENANCE_EXAMPLE
		                                              : provenance)));
		if (p.values.size)
			json_set(out, "values", words(p.values, '|'));
	}
	return list;
}

static cJSON *operation(const struct operation_row *row)
{
	cJSON *out = json_new_object();

	json_set(out, "name", json_new_str(row->name));
	json_set(out, "method", json_new_str(row->method));
	json_set(out, "path", json_new_str(row->path));
	json_set(out, "gate", json_new_str(row->gate));
	json_set(out, "body", json_new_str(row->body));
	json_set(out, "schema", text_or_null(row->schema));
	json_set(out, "query", parameters(row->query, row->provenance));
	json_set(out, "headers", parameters(row->headers, row->provenance));
	json_set(out, "status", json_new_int(row->status));
	json_set(out, "errors", numbers(row->errors));
	json_set(out, "operations", words(str_of(row->ids), ' '));
	json_set(out, "provenance", json_new_str(provenance_name(row->provenance)));
	return out;
}

/* {"signs":["==","="],"passes":["same"]} */
static cJSON *operator(const struct filter_operator *row)
{
	static const char *const names[] = { "below", "same", "above" };
	cJSON *out = json_new_object();
	cJSON *signs = json_set(out, "signs", json_new_array());
	cJSON *passes = json_set(out, "passes", json_new_array());

	static_assert(1U << ARRAY_LEN(names) == FILTER_SETS, "every way has a name");
	json_push(signs, json_new_str(row->sign));
	if (row->twin)
		json_push(signs, json_new_str(row->twin));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (row->passes & 1U << i)
			json_push(passes, json_new_str(names[i]));
	}
	return out;
}

cJSON *tables_operations(void)
{
	cJSON *body = json_new_object();
	cJSON *list = json_set(body, "operations", json_new_array());
	cJSON *operators = json_set(body, "operators", json_new_array());

	for (int i = 0; i < OPERATION_COUNT; i++)
		json_push(list, operation(operation_row((enum operation)i)));
	for (int i = 0; i < FILTER_OP_COUNT; i++)
		json_push(operators, operator(filter_operator((enum filter_op)i)));
	return body;
}

static cJSON *error(const struct error_row *row)
{
	cJSON *out = json_new_object();

	json_set(out, "name", json_new_str(row->name));
	json_set(out, "status", json_new_int(row->status));
	json_set(out, "family", json_new_str(error_family_name(row->family)));
	json_set(out, "code", text_or_null(row->code));
	json_set(out, "title", text_or_null(row->title));
	json_set(out, "text", json_new_str(row->text));
	json_set(out, "provenance", json_new_str(provenance_name(row->provenance)));
	json_set(out, "source", json_new_str(row->source));
	return out;
}

cJSON *tables_errors(void)
{
	cJSON *body = json_new_object();
	cJSON *list = json_set(body, "errors", json_new_array());

	for (int i = E_NONE + 1; i < E_COUNT; i++)
		json_push(list, error(error_row((enum error)i)));
	return body;
}

/* {"part","member","effect","note"} */
static cJSON *effect(const struct effect_row *row)
{
	cJSON *out = json_new_object();

	json_set(out, "part", json_new_str(effect_part_name(row->part)));
	json_set(out, "member", json_new_str(row->member));
	json_set(out, "effect", json_new_str(effect_name(row->effect)));
	json_set(out, "note", text_or_null(row->note));
	return out;
}

cJSON *tables_effects(void)
{
	cJSON *body = json_new_object();
	cJSON *list = json_set(body, "effects", json_new_array());

	for (size_t i = 0; effect_at(i); i++)
		json_push(list, effect(effect_at(i)));
	return body;
}

static cJSON *limit(const struct limit_row *row)
{
	cJSON *out = json_new_object();

	json_set(out, "name", json_new_str(row->name));
	json_set(out, "bound", json_new_str(limit_bound_name(row->bound)));
	json_set(out, "number", json_new_int(row->number));
	json_set(out, "counted", json_new_str(row->counted));
	json_set(out, "error",
	         row->error == E_NONE ? json_new_null()
	                              : json_new_str(error_row(row->error)->name));
	json_set(out, "provenance", json_new_str(provenance_name(row->provenance)));
	json_set(out, "source", json_new_str(row->source));
	return out;
}

cJSON *tables_limits(void)
{
	cJSON *body = json_new_object();
	cJSON *list = json_set(body, "limits", json_new_array());

	for (int i = 0; i < LIMIT_COUNT; i++)
		json_push(list, limit(limit_row((enum limit)i)));
	return body;
}
