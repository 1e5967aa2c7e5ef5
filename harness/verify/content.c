/*
 * content.c - reads an exported file from its first byte to its last: a row a type
 */
#include "harness/verify/content.h"

static const struct {
	const char *name;
	const struct content_type *type;
} types[] = {
#define RECORDS(name, where) { #name, &content_##name },
#include "harness/files/records.def"
#undef RECORDS
};

static const struct content_type *type_of(struct records_form form)
{
	size_t i = 0;

	while (strcmp(types[i].name, records_type_name(form.type)) != 0) {
		i++;
		assert(i < ARRAY_LEN(types));
	}
	return types[i].type;
}

int content_read(const struct tree_file *file, struct records_form form,
                 struct content_reading *r, struct err *e)
{
	return type_of(form)->read(file, form.compression, r, e);
}

int content_skim(const struct tree_file *file, struct records_form form,
                 struct content_reading *r, struct err *e)
{
	return type_of(form)->skim(file, form.compression, r, e);
}
