/*
 * record.c - what the steps of a scenario sent, got and found, for reports
 */
#include "harness/run/record.h"

#include "lib/mem.h"

void record_release(struct record *r)
{
	cJSON_Delete(r->steps);
	free(r->text);
	*r = (struct record){ 0 };
}

static void set_cut(cJSON *object, const char *name, struct buf *text)
{
	static const char cut[] = "\n(cut)";

	if (text->size > RECORD_TEXT_MAX) {
		text->size = RECORD_TEXT_MAX;
		while (text->size &&
		       ((unsigned char)text->data[text->size] & 0xc0) == 0x80)
			text->size--; /* not within a character */
		buf_add_str(text, cut);
	}
	json_set(object, name, json_new_str(buf_str(text)));
	buf_clear(text);
}

static void add_exchange(const struct play *p, cJSON *step)
{
	const struct identity *who = target_identity(p->target);
	AUTO(buf_release) struct buf text = { 0 };

	if (!p->call.url)
		return;
	call_print(&p->call, who, &text);
	set_cut(step, "exchange", &text);
	call_print_curl(&p->call, who, &text);
	set_cut(step, "curl", &text);
}

static void add_differences(const struct play *p, cJSON *step)
{
	cJSON *all;

	if (!p->diffs.count)
		return;
	all = json_set(step, "differences", json_new_array());
	for (size_t i = 0; i < p->diffs.count; i++) {
		const struct diff *d = &p->diffs.all[i];
		cJSON *one = json_push(all, json_new_object());

		json_set(one, "path", json_new_str(d->path));
		json_set(one, "expected", json_new_str(d->expected));
		json_set(one, "got", json_new_str(d->actual));
	}
}

void record_step(void *ctx, const struct play *p)
{
	struct record *r = ctx;
	struct yaml_mark mark = yaml_where(p->step->y, p->step->node);
	AUTO(mem_free) char *at = mem_printf("%s:%d", p->step->y->file, mark.line);
	cJSON *step;

	if (!r->steps)
		r->steps = json_new_array();
	if (cJSON_GetArraySize(r->steps) >= RECORD_STEPS_MAX) {
		r->more++;
		return;
	}
	step = json_push(r->steps, json_new_object());
	json_set(step, "at", json_new_str(at));
	json_set(step, "said", json_new_str(buf_str(&p->said)));
	json_set(step, "fits", json_new_bool(p->diffs.count == 0));
	add_exchange(p, step);
	add_differences(p, step);
}

/* ---------------------------------------------------------------- the end */

static void mask_texts(const struct play *p, cJSON *value)
{
	for (cJSON *one = value->child; one; one = one->next) {
		if (cJSON_IsString(one)) {
			char *masked = play_masked(p, one->valuestring);

			free(one->valuestring);
			one->valuestring = masked;
		} else {
			mask_texts(p, one);
		}
	}
}

void record_end(void *ctx, const struct play *p)
{
	struct record *r = ctx;
	AUTO(cJSON_Delete) cJSON *whole = json_new_object();
	char *timeline = target_timeline(p->target);

	if (r->steps)
		mask_texts(p, r->steps);
	json_set(whole, "steps", r->steps ? TAKE(r->steps) : json_new_array());
	if (r->more)
		json_set(whole, "more", json_new_int(r->more));
	if (timeline)
		json_set(whole, "timeline", json_new_str(timeline));
	free(timeline);
	free(r->text);
	r->text = json_text(whole);
	r->more = 0;
}
