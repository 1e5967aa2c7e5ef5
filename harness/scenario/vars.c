/*
 * vars.c - what `${name}` stands for in a scenario
 */
#include "harness/scenario/vars.h"

#include "harness/scenario/expr.h"
#include "harness/scenario/node.h"
#include "lib/mem.h"

void vars_release(struct vars *v)
{
	cJSON_Delete(v->values);
	v->values = NULL;
}

void vars_set(struct vars *v, const char *name, cJSON *value)
{
	assert(value);
	if (!v->values)
		v->values = json_new_object();
	json_set(v->values, name, value);
}

/* The length of the name at the start of a path. */
static size_t name_length(const char *path)
{
	return strcspn(path, ".[");
}

const cJSON *vars_find(const struct vars *v, const char *path)
{
	AUTO_MEM char *name = mem_printf("%.*s", (int)name_length(path), path);
	const char *rest = path + strlen(name);

	for (; v; v = v->outer) {
		const cJSON *value = json_get(v->values, name);

		if (value)
			return *rest ? json_at(value, rest + (*rest == '.')) : value;
	}
	return NULL;
}

/* One piece of a text: plain bytes, or what stands between "${" and "}". */
struct text_piece {
	const char *at;
	size_t size;
	bool variable;
};

/*
 * Cuts the next piece off the text: 1, 0 at its end, -1 for a "${" without "}".
 * "$${" gives the plain piece "${".
 */
static int next_piece(const char **text, struct text_piece *out)
{
	const char *start = *text, *found = strstr(start, "${");

	if (!*start)
		return 0;
	if (found && found > start && found[-1] == '$') {
		/* plain text up to the doubled sign, then "${" without it */
		bool here = found == start + 1;

		*out = here ? (struct text_piece){ found, 2, false }
		            : (struct text_piece){ start, (size_t)(found - 1 - start),
			                           false };
		*text = here ? found + 2 : found - 1;
		return 1;
	}
	if (found != start) {
		*out = (struct text_piece){
			start, found ? (size_t)(found - start) : strlen(start), false
		};
		*text = start + out->size;
		return 1;
	}
	found = strchr(start, '}');
	if (!found)
		return -1;
	*out = (struct text_piece){ start + 2, (size_t)(found - start - 2), true };
	*text = found + 1;
	return 1;
}

static bool is_open(const struct vars *v)
{
	while (v->outer)
		v = v->outer;
	return v->open;
}

/* The caller owns the value; NULL where the piece stays as it is written. */
static int value_of(const struct vars *v, const struct yaml *y, const cJSON *node,
                    const struct text_piece *piece, cJSON **out, struct err *e)
{
	AUTO(mem_free) char *path = NULL;
	struct err why = { 0 };
	struct expr x;

	const cJSON *value;

	if (expr_parse((struct str){ piece->at, piece->size }, &x, &why) < 0)
		return node_err(y, node, e, "%s", why.text);
	path = mem_printf("%.*s", (int)x.path.size, x.path.at);
	value = vars_find(v, path);
	*out = NULL;
	if (!value && !x.has_fallback && is_open(v))
		return 0;
	if (expr_value(&x, value, out, &why) < 0)
		return node_err(y, node, e, "%s", why.text);
	return 0;
}

static void add_text(const cJSON *value, struct buf *out)
{
	if (cJSON_IsString(value))
		buf_add_str(out, value->valuestring);
	else
		json_print(value, out);
}

static int expand_string(const struct vars *v, const struct yaml *y, const cJSON *node,
                         cJSON **out, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	const char *rest = node->valuestring;
	struct text_piece piece = { 0 };
	int more;

	while ((more = next_piece(&rest, &piece)) > 0) {
		AUTO(cJSON_Delete) cJSON *value = NULL;

		if (!piece.variable) {
			buf_add(&text, piece.at, piece.size);
			continue;
		}
		if (value_of(v, y, node, &piece, &value, e) < 0)
			return -1;
		if (!value) {
			buf_add(&text, piece.at - 2, piece.size + 3);
			continue;
		}
		if (piece.at == node->valuestring + 2 && !*rest) {
			*out = TAKE(value);
			return 0;
		}
		add_text(value, &text);
	}
	if (more < 0) {
		node_err(y, node, e, "'${' without '}'");
		return -1;
	}
	*out = json_new_str(buf_str(&text));
	return 0;
}

static int expand_members(const struct vars *v, const struct yaml *y, const cJSON *node,
                          cJSON *into, struct err *e)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, node) {
		cJSON *value;

		if (vars_expand(v, y, member, &value, e) < 0)
			return -1;
		if (cJSON_IsArray(into))
			json_push(into, value);
		else
			json_set(into, member->string, value);
	}
	return 0;
}

int vars_expand(const struct vars *v, const struct yaml *y, const cJSON *node,
                cJSON **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *made = NULL;

	if (cJSON_IsString(node))
		return expand_string(v, y, node, out, e);
	if (!cJSON_IsArray(node) && !cJSON_IsObject(node)) {
		*out = json_copy(node);
		return 0;
	}
	made = cJSON_IsArray(node) ? json_new_array() : json_new_object();
	if (expand_members(v, y, node, made, e) < 0)
		return -1;
	*out = TAKE(made);
	return 0;
}

int vars_expand_text(const struct vars *v, const struct yaml *y, const cJSON *node,
                     char **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *value = NULL;
	struct buf text = { 0 };

	if (vars_expand(v, y, node, &value, e) < 0)
		return -1;
	add_text(value, &text);
	*out = buf_take(&text);
	return 0;
}

static int each_use_in_text(const struct yaml *y, const cJSON *node, vars_visit_fn *visit,
                            void *ctx, struct err *e)
{
	const char *rest = node->valuestring;
	struct text_piece piece = { 0 };
	int more;

	while ((more = next_piece(&rest, &piece)) > 0) {
		AUTO_MEM char *name = NULL;
		struct err why = { 0 };
		struct expr x;

		if (!piece.variable)
			continue;
		if (expr_parse((struct str){ piece.at, piece.size }, &x, &why) < 0)
			return node_err(y, node, e, "%s", why.text);
		name = mem_printf("%.*s", (int)x.path.size, x.path.at);
		name[name_length(name)] = '\0';
		if (visit(ctx, node, name, x.has_fallback ? VARS_OPTIONAL : VARS_NEEDED,
		          e) < 0)
			return -1;
	}
	return more < 0 ? node_err(y, node, e, "'${' without '}'") : 0;
}

int vars_each_use(const struct yaml *y, const cJSON *node, vars_visit_fn *visit,
                  void *ctx, struct err *e)
{
	const cJSON *member;

	if (cJSON_IsString(node))
		return each_use_in_text(y, node, visit, ctx, e);
	cJSON_ArrayForEach(member, node) {
		if (vars_each_use(y, member, visit, ctx, e) < 0)
			return -1;
	}
	return 0;
}
