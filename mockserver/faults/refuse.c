/*
 * refuse.c - why a fault can't be armed, and which node of the JSON says so
 */
#include "mockserver/faults/refuse.h"

#include <stdarg.h>

int fault_refuse_at(struct fault_refuse *r, const cJSON *node, const char *fmt, ...)
{
	char text[sizeof(r->e->text)];
	va_list ap;

	if (r->e->code)
		return -1;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->at = node;
	return err_set(r->e, ERR_INVALID, "%s", text);
}

static bool find(const cJSON *at, const cJSON *node, struct buf *out)
{
	const size_t size = out->size;
	const cJSON *child;
	size_t i = 0;

	if (at == node)
		return true;
	cJSON_ArrayForEach(child, at) {
		char index[24];

		snprintf(index, sizeof(index), "%zu", i++);
		json_pointer_add(out, cJSON_IsObject(at) ? child->string : index);
		if (find(child, node, out))
			return true;
		out->size = size;
	}
	return false;
}

void fault_refuse_pointer(const cJSON *root, const cJSON *node, struct buf *out)
{
	if (!find(root, node, out))
		buf_clear(out);
}
