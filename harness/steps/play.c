/*
 * play.c - a scenario being played against a target, and how it ended
 */
#include "harness/steps/play.h"

#include "lib/mem.h"

#define DIFFS_SHOWN 20

void play_skip(struct play *p, const char *reason)
{
	assert(reason);
	p->skipped++;
	if (!p->skip_reason)
		p->skip_reason = mem_strdup(reason);
	buf_printf(&p->said, "skipped: %s", reason);
}

char *play_masked(const struct play *p, const char *text)
{
	const struct identity *who = target_identity(p->target);
	AUTO(buf_release) struct buf pairs = { 0 };
	AUTO(buf_release) struct buf seen = { 0 };
	AUTO(buf_release) struct buf token = { 0 };
	struct buf safe = { 0 };

	mask_pairs(text, &pairs);
	mask_seen_text(&p->seen, buf_str(&pairs), &seen);
	mask_text(buf_str(&seen), who->token_given ? who->token : NULL, MASK, &token);
	mask_text(buf_str(&token), who->key_given ? who->key : NULL, MASK, &safe);
	return buf_take(&safe);
}

static void play_release(struct play *p)
{
	vars_release(&p->globals);
	call_release(&p->call);
	diffs_release(&p->diffs);
	buf_release(&p->said);
	buf_release(&p->trail);
	mask_seen_release(&p->seen);
	free(p->skip_reason);
}

static int run_step(struct play *p, const struct step *s, struct err *e)
{
	struct yaml_mark mark = yaml_where(s->y, s->node);

	assert(s->kind && s->kind->run);
	buf_clear(&p->said);
	p->step = s;
	if (s->kind->run(p, s, e) < 0)
		return -1;
	if (s->children.count == 0) {
		p->steps++;
		if (p->watcher)
			p->watcher->step(p->watcher->ctx, p);
	}
	if (p->diffs.count)
		buf_printf(&p->trail, "%s%s:%d", p->trail.size ? ", included from " : "",
		           s->y->file, mark.line);
	return 0;
}

int play_steps(struct play *p, const struct steps *steps, struct err *e)
{
	assert(p->target && p->scope);
	for (size_t i = 0; i < steps->count && !p->diffs.count; i++) {
		if (interrupt_came(p->interrupt))
			return err_set(e, ERR_UNAVAILABLE, "stopped before the end");
		if (run_step(p, &steps->all[i], e) < 0)
			return -1;
	}
	return 0;
}

/* ---------------------------------------------------------------- the whole */

/* What scenario.c calls the built-in names. */
static int set_builtins(struct play *p, struct err *e)
{
	const struct identity *who = target_identity(p->target);
	vtime now;

	if (target_now(p->target, &now, e) < 0)
		return -1;
	vars_set(&p->globals, "now", json_new_int(now / MS_PER_SECOND));
	vars_set(&p->globals, "nowMs", json_new_int(now));
	vars_set(&p->globals, "org", json_new_str(who->org));
	vars_set(&p->globals, "sandbox", json_new_str(who->sandbox));
	vars_set(&p->globals, "url", json_new_str(target_url(p->target)));
	return 0;
}

/* Why the scenario cannot run on this target; NULL when it can.  The caller frees it. */
static char *cannot_run(const struct target *t, unsigned requires)
{
	for (int c = 0; c < CAPABILITY_COUNT; c++) {
		const char *why = target_lacks(t, (enum capability)c);

		if (why && requires & 1u << c)
			return mem_printf("needs %s: %s",
			                  capability_name((enum capability)c), why);
	}
	return NULL;
}

static void add_indented(const char *text, struct buf *out)
{
	for (const char *end; *text; text = end) {
		end = text + strcspn(text, "\n");
		end += *end == '\n';
		buf_add_str(out, "    ");
		buf_add(out, text, (size_t)(end - text));
	}
}

static void add_exchange(const struct play *p, struct buf *out)
{
	const struct identity *who = target_identity(p->target);
	struct buf text = { 0 };

	if (!p->call.url)
		return;
	call_print(&p->call, who, &text);
	buf_add_str(out, "  the last exchange:\n");
	add_indented(buf_str(&text), out);
	buf_clear(&text);
	call_print_curl(&p->call, who, &text);
	buf_printf(out, "  to repeat it:\n    %s\n", buf_str(&text));
	buf_release(&text);
}

/* The whole story, without secrets. */
static char *failure_text(const struct play *p)
{
	AUTO(buf_release) struct buf out = { 0 };

	buf_printf(&out, "%s: %s\n", buf_str(&p->trail), buf_str(&p->said));
	diffs_print(&p->diffs, DIFFS_SHOWN, &out);
	add_exchange(p, &out);
	return play_masked(p, buf_str(&out));
}

static enum verdict verdict_of(const struct play *p, const struct err *e)
{
	if (interrupt_came(p->interrupt))
		return VERDICT_STOPPED;
	if (e->code == ERR_INVALID)
		return VERDICT_BAD;
	return e->code == ERR_UNAVAILABLE ? VERDICT_UNREACHABLE : VERDICT_INTERNAL;
}

static void finish(struct play *p, int rc, const struct err *e, struct result *out)
{
	assert(rc == 0 || e->code != ERR_NONE);
	out->steps = p->steps;
	out->skipped_steps = p->skipped;
	if (rc < 0) {
		out->verdict = verdict_of(p, e);
		out->message = play_masked(p, e->text);
	} else if (p->diffs.count) {
		out->verdict = VERDICT_FAILED;
		out->message = failure_text(p);
	} else if (p->steps && p->skipped == p->steps) {
		out->verdict = VERDICT_SKIPPED;
		out->message = mem_strdup(p->skip_reason);
	} else {
		out->message = p->skip_reason ? mem_strdup(p->skip_reason) : NULL;
	}
}

void play_scenario(struct target *t, const struct scenario *s, struct interrupt *i,
                   const struct watcher *watcher, struct result *out)
{
	struct play p = {
		.target = t,
		.interrupt = i,
		.scope = &p.globals,
		.watcher = watcher,
	};
	int64_t start = vtime_monotonic_ns();
	struct err e = { 0 };
	int rc = -1;

	*out = (struct result){ .file = s->file,
		                .sentence = s->sentence,
		                .line = s->line };
	out->message = cannot_run(t, s->requires);
	if (out->message) {
		out->verdict = VERDICT_SKIPPED;
		return;
	}
	if (target_reset(t, s->contract, s->choose, &e) == 0 && set_builtins(&p, &e) == 0)
		rc = play_steps(&p, &s->steps, &e);
	finish(&p, rc, &e, out);
	out->took_ns = vtime_monotonic_ns() - start;
	if (watcher && watcher->end)
		watcher->end(watcher->ctx, &p);
	play_release(&p);
}
