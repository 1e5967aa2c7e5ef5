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

static void add_name(const cJSON *value, bool first, struct buf *out)
{
	AUTO_MEM char *text =
		cJSON_IsString(value) ? mem_strdup(value->valuestring) : json_text(value);

	if (!first)
		buf_add_char(out, ',');
	for (const char *c = text; *c; c++)
		buf_add_char(out, (char)tolower((unsigned char)*c));
}

/* The axis's value in a cell of the `below` that are left; both are its rest then. */
static const cJSON *value_of_cell(const cJSON *axis, size_t *below, size_t *cell)
{
	size_t count = (size_t)cJSON_GetArraySize(axis), i;

	*below /= count;
	i = *cell / *below;
	*cell %= *below;
	return cJSON_GetArrayItem(axis, (int)i);
}

static void add_cell_name(const cJSON *matrix, size_t cells, size_t cell, struct buf *out)
{
	const cJSON *axis;

	cJSON_ArrayForEach(axis, matrix)
		add_name(value_of_cell(axis, &cells, &cell), axis == matrix->child, out);
}

/* A name that two have would pick both and tell neither. */
static int check_names(const struct yaml *y, const cJSON *matrix, size_t cells,
                       struct err *e)
{
	AUTO(cJSON_Delete) cJSON *names = json_new_object();

	for (size_t cell = 0; cell < cells; cell++) {
		AUTO(buf_release) struct buf name = { 0 };

		add_cell_name(matrix, cells, cell, &name);
		if (json_get(names, buf_str(&name)))
			return node_err(y, matrix, e,
			                "matrix: two combinations are called [%s]",
			                buf_str(&name));
		json_set(names, buf_str(&name), json_new_bool(true));
	}
	return 0;
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
	if (cell == 0 && check_names(y, matrix, out->cells, e) < 0)
		return -1;
	below = out->cells;
	out->cell = json_new_object();
	cJSON_ArrayForEach(axis, matrix) {
		const cJSON *value = value_of_cell(axis, &below, &cell);

		json_set(values, axis->string, json_copy(value));
		json_set(out->cell, axis->string, json_copy(value));
		add_name(value, axis == matrix->child, &name);
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
