/*
 * matrix.c - a scenario that is played once for each combination of values
 */
#include "harness/scenario/matrix.h"

#include "lib/buf.h"
#include "lib/mem.h"

#include <ctype.h>

/* A key's values: a list of at least one text, number or truth value. */
static int check_axis(const struct yaml *y, const cJSON *axis, struct err *e)
{
	const cJSON *value;

	if (!cJSON_IsArray(axis) || !axis->child)
		return node_err(y, axis, e, "matrix: '%s' must be a list of values",
		                axis->string);
	cJSON_ArrayForEach(value, axis) {
		if (!cJSON_IsString(value) && !cJSON_IsNumber(value) &&
		    !cJSON_IsBool(value))
			return node_err(
				y, value, e,
				"matrix: a value is text, a number, true or false");
		if (node_has_variable(value))
			return node_err(y, value, e, "matrix: a value has no variables");
	}
	return 0;
}

static int count_cells(const struct yaml *y, const cJSON *matrix, size_t *out,
                       struct err *e)
{
	const cJSON *axis;

	*out = 1;
	if (!matrix->child)
		return node_err(y, matrix, e, "matrix: there are no values");
	cJSON_ArrayForEach(axis, matrix) {
		if (check_axis(y, axis, e) < 0)
			return -1;
		*out *= (size_t)cJSON_GetArraySize(axis);
		if (*out > MATRIX_MAX)
			return node_err(y, matrix, e,
			                "matrix: there are more than %d combinations",
			                MATRIX_MAX);
	}
	return 0;
}

static void add_name(const cJSON *value, struct buf *out)
{
	AUTO_MEM char *text =
		cJSON_IsString(value) ? mem_strdup(value->valuestring) : json_text(value);

	if (out->size)
		buf_add_char(out, ',');
	for (const char *c = text; *c; c++)
		buf_add_char(out, (char)tolower((unsigned char)*c));
}

int matrix_read(const struct yaml *y, size_t cell, cJSON *values, struct matrix *out,
                struct err *e)
{
	const cJSON *matrix = json_get(y->root, "matrix"), *axis;
	struct buf name = { 0 };
	size_t below;

	*out = (struct matrix){ .cells = 1 };
	if (!matrix)
		return 0;
	if (count_cells(y, matrix, &out->cells, e) < 0)
		return -1;
	assert(cell < out->cells);
	below = out->cells;
	out->cell = json_new_object();
	cJSON_ArrayForEach(axis, matrix) {
		size_t count = (size_t)cJSON_GetArraySize(axis);
		const cJSON *value;

		below /= count;
		value = cJSON_GetArrayItem(axis, (int)(cell / below % count));
		json_set(values, axis->string, json_copy(value));
		json_set(out->cell, axis->string, json_copy(value));
		add_name(value, &name);
	}
	out->name = buf_take(&name);
	return 0;
}

void matrix_release(struct matrix *m)
{
	free(m->name);
	cJSON_Delete(m->cell);
	*m = (struct matrix){ 0 };
}
