/*
 * play.c - a scenario being played against a target, and how it ended
 */
#include "harness/steps/play.h"

#include "harness/target/cleanup.h"
#include "lib/hash.h"
#include "lib/mem.h"

#include <sys/random.h>

#define DIFFS_SHOWN 20

void play_skip(struct play *p, const char *reason)
{
	assert(reason);
	p->skipped++;
	if (!p->skip_reason)
		p->skip_reason = mem_strdup(reason);
	buf_printf(&p->said, "skipped: %s", reason);
}

/* Bytes that are no UTF-8 become U+FFFD: reports hold text. */
static void add_utf8(const char *text, struct buf *out)
{
	size_t n = strlen(text), fine;

	while ((fine = str_utf8_size(text, n)) < n) {
		buf_add(out, text, fine);
		buf_add_str(out, "\xef\xbf\xbd");
		text += fine + 1;
		n -= fine + 1;
	}
	buf_add(out, text, n);
}

char *play_masked(const struct play *p, const char *text)
{
	AUTO(buf_release) struct buf unseen = { 0 };
	AUTO_MEM char *masked = NULL;
	struct buf safe = { 0 };

	mask_seen_text(&p->seen, text, &unseen);
	masked = identity_masked(target_identity(p->target), buf_str(&unseen));
	add_utf8(masked, &safe);
	return buf_take(&safe);
}

static void play_release(struct play *p)
{
	vars_release(&p->globals);
	call_release(&p->call);
	diffs_release(&p->diffs);
	buf_release(&p->said);
	buf_release(&p->trail);
	arm_release(&p->arm);
	mask_seen_release(&p->seen);
	free(p->skip_reason);
}

/*
 * An id of the step's own: the same in each run on the embedded mock, for it depends on
 * the seed, the scenario and how many steps there were; drawn elsewhere.
 */
static void set_uuid(struct play *p)
{
	char text[UUID_TEXT];
	uint64_t seed, h = 0;

	if (target_seed(p->target, &seed)) {
		h = hash_text(hash_text(seed, p->scenario->file), p->scenario->sentence);
		h = hash_with(h, p->steps);
	} else if (getrandom(&h, sizeof(h), 0) < 0) {
		h = (uint64_t)vtime_monotonic_ns();
	}
	vars_set(&p->globals, "uuid", json_new_str(hash_uuid(h, text)));
}

static int run_step(struct play *p, const struct step *s, struct err *e)
{
	struct yaml_mark mark = yaml_where(s->y, s->node);

	assert(s->kind && s->kind->run);
	buf_clear(&p->said);
	p->step = s;
	set_uuid(p);
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

/* What scenario.c calls the built-in names, and those that the scenario is given. */
static void set_names(struct play *p, const cJSON *values, vtime now)
{
	const cJSON *given;
	const struct identity *who = target_identity(p->target);

	vars_set(&p->globals, "now", json_new_int(now / MS_PER_SECOND));
	vars_set(&p->globals, "nowMs", json_new_int(now));
	vars_set(&p->globals, "org", json_new_str(who->org));
	vars_set(&p->globals, "sandbox", json_new_str(who->sandbox));
	vars_set(&p->globals, "url", json_new_str(target_url(p->target)));
	if (who->client_secret)
		mask_seen_add(&p->seen, who->client_secret);
	if (who->token_given)
		mask_seen_add(&p->seen, who->token);
	cJSON_ArrayForEach(given, values) {
		vars_set(&p->globals, given->string, json_copy(given));
		if (cJSON_IsString(given) && mask_names(str_of(given->string)))
			mask_seen_add(&p->seen, given->valuestring);
	}
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
	if (p->arm.untold.size)
		buf_printf(&out, "  besides, %s\n", buf_str(&p->arm.untold));
	return play_masked(p, buf_str(&out));
}

static enum verdict verdict_of(const struct play *p, const struct err *e)
{
	if (interrupt_came(p->interrupt))
		return VERDICT_STOPPED;
	/* What was not sent for want of leave was not tried; what has used up all it may
	 * send has not come to its end. */
	if (e->code == ERR_FORBIDDEN)
		return target_is_spent(p->target) ? VERDICT_FAILED : VERDICT_SKIPPED;
	if (e->code == ERR_INVALID)
		return VERDICT_BAD;
	return e->code == ERR_UNAVAILABLE ? VERDICT_UNREACHABLE : VERDICT_INTERNAL;
}

static void finish(struct play *p, int rc, const struct err *e, struct result *out)
{
	assert(rc == 0 || e->code != ERR_NONE);
	if (rc == 0 && target_preview(p->target)) {
		out->verdict = VERDICT_SKIPPED;
		out->message = mem_strdup("planned: nothing was sent");
		return;
	}
	out->steps = p->steps;
	out->skipped_steps = p->skipped;
	if (rc < 0) {
		out->verdict = verdict_of(p, e);
		out->message = play_masked(p, e->text);
	} else if (p->diffs.count) {
		out->verdict = VERDICT_FAILED;
		out->message = failure_text(p);
	} else if (p->arm.untold.size) {
		out->verdict = VERDICT_UNTOLD;
		out->message = play_masked(p, buf_str(&p->arm.untold));
	} else if (p->steps && p->skipped == p->steps) {
		out->verdict = VERDICT_SKIPPED;
		out->message = mem_strdup(p->skip_reason);
	} else {
		out->message = p->skip_reason ? mem_strdup(p->skip_reason) : NULL;
	}
}

/* ---------------------------------------------------------------- cleaning up */

static int is_unknown(void *ctx, const cJSON *node UNUSED, const char *name,
                      enum vars_need need, struct err *e)
{
	const struct play *p = ctx;

	return need == VARS_OPTIONAL || vars_find(p->scope, name)
	               ? 0
	               : err_set(e, ERR_NOT_FOUND, "nothing was captured as '%s'", name);
}

/* Runs a step of the clean-up; what goes wrong is added to *out. */
static void clean_step(struct play *p, const struct step *s, struct buf *out)
{
	AUTO_MEM char *text = NULL;
	struct err e = { 0 };

	diffs_release(&p->diffs);
	buf_clear(&p->trail);
	/* What it cleans up was never made. */
	if (!p->globals.open && step_each_use(s, is_unknown, p, &e) < 0)
		return;
	if (run_step(p, s, &e) < 0)
		text = play_masked(p, e.text);
	else if (p->diffs.count)
		text = failure_text(p);
	if (text)
		buf_printf(out, "cleaning up: %s\n", text);
}

/* A second signal, or a time that is over, ends it. */
static void clean_steps(struct play *p, const struct scenario *s, struct buf *out)
{
	size_t n = s->cleanup.count;

	for (size_t i = 0; i < n && !interrupt_came(p->interrupt); i++)
		clean_step(p, &s->cleanup.all[s->cleanup_as_written ? i : n - 1 - i],
		           out);
}

/* Removes what the ledger names. */
static void clean_ledger(struct play *p, struct buf *out)
{
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct err e = { 0 };

	if (cleanup_run(p->target, &c, &e) < 0)
		buf_printf(&c.problems, "%s\n", e.text);
	if (c.problems.size) {
		AUTO_MEM char *text = play_masked(p, buf_str(&c.problems));

		buf_printf(out, "cleaning up: %s", text);
	}
}

/* A failing clean-up is a failure, of a scenario that passed, too. */
static void add_problems(const struct buf *problems, struct result *out)
{
	AUTO_MEM char *before = out->message;

	if (out->verdict == VERDICT_PASSED || out->verdict == VERDICT_SKIPPED)
		out->verdict = VERDICT_FAILED;
	out->message =
		mem_printf("%s%s%s", before ? before : "",
	                   before && *before && !str_ends(before, "\n") ? "\n" : "",
	                   buf_str(problems));
}

/*
 * What comes after the last step, whatever it was.  A signal or the time-out that has
 * come does not keep it from being done; a new signal does.
 */
static void tidy(struct play *p, const struct scenario *s, const struct play_how *how,
                 struct result *out)
{
	AUTO(buf_release) struct buf problems = { 0 };
	struct interrupt grace;

	interrupt_grace(how->interrupt, &grace);
	/* cppcheck-suppress autoVariables ; taken back below */
	p->interrupt = &grace;
	target_wait_with(p->target, interrupt_wait, &grace);
	target_clean(p->target, true);
	clean_steps(p, s, &problems);
	if (!how->keep)
		clean_ledger(p, &problems);
	if (target_preview(p->target))
		preview_clean(target_preview(p->target), target_service(p->target));
	target_clean(p->target, false);
	target_wait_with(p->target, interrupt_wait, how->interrupt);
	p->interrupt = how->interrupt;
	interrupt_pass(&grace, how->interrupt);
	if (problems.size)
		add_problems(&problems, out);
}

/* ---------------------------------------------------------------- the whole of it */

static bool is_refused_here(const struct target *t, unsigned requires, struct result *out)
{
	out->message = cannot_run(t, requires);
	if (out->message)
		out->verdict = VERDICT_SKIPPED;
	return out->message != NULL;
}

/* A request in the background that no step has joined is a difference. */
static void end_sockets(struct play *p)
{
	AUTO(buf_release) struct buf names = { 0 };

	sockets_end(&p->sockets, p->interrupt, &names);
	if (!names.size || p->diffs.count)
		return;
	buf_clear(&p->said);
	buf_add_str(&p->said, "a request is still in the background");
	buf_add_str(&p->trail, "at the end");
	diffs_add(&p->diffs, buf_str(&names), "a step join", "the end");
}

/* In a plan all is as if it could be done, and captures stand for themselves. */
static int begin(struct play *p, const struct scenario *s, struct err *e)
{
	vtime now;

	p->globals.open = target_preview(p->target) != NULL;
	if (target_reset(p->target, s->contract, s->choose, &now, e) < 0)
		return -1;
	set_names(p, s->values, now);
	return 0;
}

/* Its faults are armed before the first step, and judged after the last. */
static int play_with_faults(struct play *p, const struct scenario *s, struct err *e)
{
	const struct arm_at at = { p->target, p->scope, s->y };

	if (s->faults && arm_faults(&p->arm, &at, s->faults, e) < 0)
		return -1;
	if (play_steps(p, &s->steps, e) < 0)
		return -1;
	return arm_end(&p->arm, p->target, e);
}

void play_scenario(struct target *t, const struct scenario *s, const struct play_how *how,
                   struct result *out)
{
	struct play p = {
		.target = t,
		.interrupt = how->interrupt,
		.scenario = s,
		.scope = &p.globals,
		.watcher = how->watcher,
	};
	int64_t start = vtime_monotonic_ns();
	struct err e = { 0 };
	int rc = -1;

	*out = (struct result){ 0 };
	result_name(out, s);
	if (is_refused_here(t, s->requires, out))
		return;
	if (begin(&p, s, &e) == 0)
		rc = play_with_faults(&p, s, &e);
	end_sockets(&p);
	finish(&p, rc, &e, out);
	tidy(&p, s, how, out);
	end_sockets(&p); /* those of the clean-up */
	out->took_ns = vtime_monotonic_ns() - start;
	if (how->watcher && how->watcher->end)
		how->watcher->end(how->watcher->ctx, &p);
	play_release(&p);
}
