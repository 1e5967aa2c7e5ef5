/*
 * struck.c - the files of one export that a fault has struck
 */
#include "tests/support/struck.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#define DAILY                                                           \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','timeUnit':'day'," \
	"'interval':1,'startTime':1767225600}"

void struck_release(struct struck *x)
{
	buf_release(&x->paths);
	buf_release(&x->bytes);
	cJSON_Delete(x->fault);
}

struct reading {
	struct struck *out;
	const char *root;
};

static int read_file(void *ctx, const char *path, uint64_t size UNUSED, struct err *e)
{
	struct reading *r = ctx;
	AUTO(mem_free) char *whole = mem_printf("%s/%s", r->root, path);

	buf_printf(&r->out->paths, "%s\n", path);
	buf_clear(&r->out->bytes);
	return file_read(whole, SIZE_MAX, &r->out->bytes, e);
}

void struck_export(const char *format, const char *does, struct struck *out)
{
	AUTO(mem_free) char *flow = NULL;
	struct err e = { 0 };
	struct mock mock;
	struct reading r = { out, NULL };

	*out = (struct struck){ 0 };
	mock_begin(&mock, NULL);
	if (does) {
		AUTO_MEM char *fault = strstr(does, "'fault'")
		                               ? mem_strdup(does)
		                               : mem_printf("{'fault':'f','on':'file',"
		                                            "'do':%s}",
		                                            does);
		AUTO(mem_free) char *text = quoted(fault);
		struct mock_reply armed =
			mock_ask(&mock, "POST", "/__admin/faults", text);

		if (armed.status != 201)
			fail_msg("%s", armed.text);
		mock_reply_release(&armed);
	}
	flow = mock_make_flow(&mock, STRUCK_DATASET, format, "NONE", DAILY);
	if (does) {
		struct mock_reply shown =
			mock_ask(&mock, "GET", "/__admin/faults/f", NULL);

		out->fault = TAKE(shown.body);
		mock_reply_release(&shown);
	}
	r.root = mock.exports;
	if (file_is_dir(mock.exports) && file_walk(mock.exports, read_file, &r, &e) < 0)
		fail_msg("%s", e.text);
	mock_end(&mock);
}

char *struck_receipt(const struct struck *x, const char *member)
{
	const cJSON *list = json_get(x->fault, "receipts");
	const cJSON *value = json_get(list ? list->child : NULL, member);

	return value ? json_text(value) : mem_strdup("");
}

int64_t struck_effective(const struct struck *x)
{
	int64_t n = -1;

	assert_true(json_int(x->fault, "effective", &n));
	return n;
}
