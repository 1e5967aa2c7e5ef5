/*
 * fuzz_yaml.c - any bytes are a tree that JSON can say, or an error with a place
 */
#include "lib/yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

/* libfyaml 0.7.12 loses 512 bytes on a quoted text with many escapes. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so";
}

static void judge_marks(const struct yaml *y, const cJSON *node)
{
	struct yaml_mark at = yaml_where(y, node);
	const cJSON *child;

	assert(at.line > 0 && at.column > 0);
	cJSON_ArrayForEach(child, node)
		judge_marks(y, child);
}

/* What was read is printed as JSON, and reads back the same. */
static void judge(const struct yaml *y)
{
	struct buf text = { 0 };
	struct err e = { 0 };
	cJSON *again;
	int rc;

	judge_marks(y, y->root);
	json_print(y->root, &text);
	rc = json_parse(buf_str(&text), text.size, &again, &e);
	assert(rc == 0);
	assert(json_equal(y->root, again));
	cJSON_Delete(again);
	buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { 0 };
	struct yaml y;

	if (yaml_parse("fuzz", (const char *)data, size, &y, &e) < 0) {
		assert(e.code == ERR_INVALID && !strncmp(e.text, "fuzz:", 5));
		assert(!y.root && !y.marks);
		return 0;
	}
	judge(&y);
	yaml_release(&y);
	return 0;
}
