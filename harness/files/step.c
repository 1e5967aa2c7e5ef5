/*
 * step.c - files: what a flow exported, as it lies on disk
 */
#include "harness/files/expected.h"
#include "harness/files/files.h"
#include "harness/steps/capture.h"
#include "lib/mem.h"

static const struct key keys[] = {
	{ "files", JSON_TEXT, KEY_NEEDED },
	{ "expect", JSON_MAP, .shape = expected_shape },
	CAPTURE_KEY,
	{ 0 },
};

static int check_files(struct loader *l UNUSED, struct step *s, struct err *e)
{
	const cJSON *expect = json_get(s->node, "expect");

	if (expect && expected_check(s->y, expect, e) < 0)
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

static void say(struct play *p, const struct files *f)
{
	buf_printf(&p->said, " -> %zu in %zu folder%s, %llu rows, %llu bytes", f->count,
	           f->folder_count, f->folder_count == 1 ? "" : "s",
	           (unsigned long long)f->rows, (unsigned long long)f->bytes);
}

static int read_and_compare(struct play *p, const struct step *s, const struct exports *x,
                            struct err *e)
{
	AUTO(cJSON_Delete) cJSON *expect = NULL;
	AUTO(cJSON_Delete) cJSON *found = NULL;
	const cJSON *patterns = json_get(s->node, "expect");
	struct files files = { 0 };
	int rc = 0;

	if (patterns && vars_expand(p->scope, s->y, patterns, &expect, e) < 0)
		return -1;
	rc = files_read(x, expect, &files, &p->diffs, e);
	if (rc == 0 && expected_metrics(expect))
		rc = exports_metrics(p->target, x->flow, &files.metrics, e);
	if (rc == 0) {
		say(p, &files);
		expected_compare(&files, &p->diffs);
		found = found_json(&files);
	}
	if (rc == 0 && !p->diffs.count)
		rc = capture_values(p, s->y, json_get(s->node, "capture"), found, NULL,
		                    e);
	found_release(&files);
	return rc;
}

static int run_files(struct play *p, const struct step *s, struct err *e)
{
	const char *lacks = target_lacks(p->target, CAN_FILES);
	AUTO_MEM char *flow = NULL;
	struct exports x = { 0 };
	struct err why = { 0 };
	int rc;

	if (vars_expand_text(p->scope, s->y, step_subject(s), &flow, e) < 0)
		return -1;
	buf_printf(&p->said, "files of %s", flow);
	if (lacks) {
		play_skip(p, lacks);
		return 0;
	}
	if (target_preview(p->target))
		return 0;
	call_release(&p->call);
	rc = exports_find(p->target, flow, &x, &why);
	if (rc == 0)
		rc = read_and_compare(p, s, &x, &why);
	/* What the API's answers do not lead to is a failure of theirs. */
	if (rc < 0 && why.code == ERR_NOT_FOUND) {
		diffs_add(&p->diffs, "files", "a way from the flow to its folder",
		          why.text);
		rc = 0;
	} else if (rc < 0) {
		(void)err_pass(e, &why);
	}
	exports_release(&x);
	return rc;
}

const struct step_kind step_files_kinds[] = {
	{ .name = "files",
	  .what = "a files step",
	  .forms = { "files: FLOW_ID" },
	  .help = "what the flow exported, as it lies on disk (`flowcheck help files`)",
	  .keys = keys,
	  .check = check_files,
	  .run = run_files },
	{ 0 },
};
