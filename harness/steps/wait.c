/*
 * wait.c - wait: asks again until the answer fits, with a bound in time
 *
 * Virtual time is moved between the questions, so that nothing sleeps; a real or scaled
 * clock is waited for.  Either way the questions are asked at the same times of the
 * target's clock: `every` apart, and with `backoff` each wait is longer than the last.
 */
#include "harness/steps/capture.h"
#include "harness/steps/expect.h"
#include "harness/steps/send.h"

#define AT_MOST "PT1H"
#define EVERY   "PT5M"

#define FACTOR_MOST 1000
#define SAY_MS      MS_PER_SECOND /* between two words on how far a wait is */

static cJSON *factor_shape(void)
{
	cJSON *made = json_new_object();

	json_set(made, "type", json_new_str("number"));
	json_set(made, "minimum", json_new_int(1));
	json_set(made, "maximum", json_new_int(FACTOR_MOST));
	return made;
}

static const struct key backoff_keys[] = {
	{ "factor", JSON_NUMBER, KEY_NEEDED, factor_shape },
	{ "most", JSON_TEXT, .shape = shape_positive },
	{ 0 },
};

static cJSON *backoff_shape(void)
{
	return shape_of_either(factor_shape(), shape_of_map(backoff_keys));
}

static const struct key wait_keys[] = {
	{ "GET", JSON_TEXT, KEY_NEEDED, shape_path },
	REQUEST_KEYS,
	{ "until", JSON_MAP, KEY_NEEDED, expect_shape },
	{ "atMost", JSON_TEXT, .shape = shape_positive },
	{ "every", JSON_TEXT, .shape = shape_positive },
	{ "backoff", JSON_NUMBER | JSON_MAP, .shape = backoff_shape },
	{ 0 },
};

/* How the questions are spread over time. */
struct pace {
	int64_t at_most, every; /* milliseconds */
	double factor;          /* each wait is so many times the last */
	int64_t most;           /* the longest of them */
};

static const struct key keys[] = {
	{ "wait", JSON_MAP, KEY_NEEDED, .keys = wait_keys },
	CAPTURE_KEY,
	{ 0 },
};

static int read_length(const struct yaml *y, const cJSON *wait, const char *name,
                       const char *fallback, int64_t *ms, struct err *e)
{
	const cJSON *node = json_get(wait, name);
	struct err why = { 0 };
	struct duration d;

	if (duration_parse(node ? node->valuestring : fallback, &d, &why) < 0)
		return node_err(y, node, e, "%s", why.text);
	if (d.months || d.ms <= 0)
		return node_err(y, node, e, "%s must be a length of time of its own",
		                name);
	*ms = d.ms;
	return 0;
}

static int read_factor(const struct yaml *y, const cJSON *node, struct pace *out,
                       struct err *e)
{
	out->factor = node->valuedouble;
	if (out->factor >= 1 && out->factor <= FACTOR_MOST)
		return 0;
	return node_err(y, node, e, "backoff is a number from 1 to %d", FACTOR_MOST);
}

/* backoff: 2, or { factor: 2, most: PT10M }. */
static int read_backoff(const struct yaml *y, const cJSON *backoff, struct pace *out,
                        struct err *e)
{
	if (!backoff)
		return 0;
	if (!cJSON_IsObject(backoff))
		return read_factor(y, backoff, out, e);
	if (node_keys(y, backoff, backoff_keys, "backoff", e) < 0 ||
	    read_factor(y, json_get(backoff, "factor"), out, e) < 0)
		return -1;
	return json_get(backoff, "most")
	               ? read_length(y, backoff, "most", NULL, &out->most, e)
	               : 0;
}

static int read_pace(const struct step *s, struct pace *out, struct err *e)
{
	const cJSON *wait = step_subject(s);

	*out = (struct pace){ .factor = 1 };
	if (read_length(s->y, wait, "atMost", AT_MOST, &out->at_most, e) < 0 ||
	    read_length(s->y, wait, "every", EVERY, &out->every, e) < 0)
		return -1;
	out->most = out->at_most;
	return read_backoff(s->y, json_get(wait, "backoff"), out, e);
}

static int check_wait(struct loader *l UNUSED, struct step *s, struct err *e)
{
	const cJSON *wait = step_subject(s);
	struct pace pace;

	if (send_check_path(s->y, json_get(wait, "GET"), e) < 0 ||
	    send_check(s->y, wait, e) < 0 ||
	    expect_check(s->y, json_get(wait, "until"), e) < 0 ||
	    read_pace(s, &pace, e) < 0)
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

/* Sleeps as long as `ms` of the target's time take, and says each second how far. */
static void sleep_aloud(struct play *p, struct play_wait at, int64_t ms)
{
	int64_t real = target_real_ms(p->target, ms), slept = 0, before = at.waited_ms;

	while (slept < real && !interrupt_came(p->interrupt)) {
		int64_t left = real - slept;

		at.waited_ms = before + ms / real * slept;
		p->watcher->wait(p->watcher->ctx, p, &at);
		interrupt_sleep(p->interrupt, left < SAY_MS ? left : SAY_MS);
		slept += left < SAY_MS ? left : SAY_MS;
	}
}

/* Lets `ms` of the target's time pass. */
static int let_pass(struct play *p, struct play_wait at, int64_t ms, struct err *e)
{
	if (!target_lacks(p->target, CAN_TIME_TRAVEL))
		return target_advance(p->target, ms, e);
	if (p->watcher && p->watcher->wait)
		sleep_aloud(p, at, ms);
	else
		interrupt_sleep(p->interrupt, target_real_ms(p->target, ms));
	return 0;
}

/* The wait after one of `ms`. */
static int64_t longer(const struct pace *pace, int64_t ms)
{
	double next = (double)ms * pace->factor;

	return next < (double)pace->most ? (int64_t)next : pace->most;
}

/* Asks once; what does not fit is in *out afterwards. */
static int ask(struct play *p, const struct step *s, struct diffs *out, struct err *e)
{
	const cJSON *wait = step_subject(s);

	buf_clear(&p->said);
	buf_add_str(&p->said, "wait for ");
	if (send_request(p, s->y, wait, "GET", e) < 0)
		return -1;
	diffs_release(out);
	return expect_answer(p, s->y, json_get(wait, "until"), out, e);
}

/* Asks until the answer fits or the time is up; *waited is how long that took. */
static int ask_again(struct play *p, const struct step *s, const struct pace *pace,
                     int64_t *waited, struct err *e)
{
	int64_t next = pace->every < pace->most ? pace->every : pace->most;

	while (p->diffs.count && *waited < pace->at_most) {
		int64_t left = pace->at_most - *waited, ms = next < left ? next : left;

		struct play_wait at = { *waited, pace->at_most };

		if (let_pass(p, at, ms, e) < 0)
			return -1;
		if (interrupt_came(p->interrupt))
			return err_set(e, ERR_UNAVAILABLE, "stopped while waiting");
		*waited += ms;
		next = longer(pace, next);
		if (ask(p, s, &p->diffs, e) < 0)
			return -1;
	}
	return 0;
}

static int run_wait(struct play *p, const struct step *s, struct err *e)
{
	int64_t waited = 0;
	struct pace pace;

	if (read_pace(s, &pace, e) < 0 || ask(p, s, &p->diffs, e) < 0 ||
	    ask_again(p, s, &pace, &waited, e) < 0)
		return -1;
	buf_printf(&p->said, ", waited %lld s", (long long)(waited / MS_PER_SECOND));
	if (p->diffs.count)
		return 0;
	return capture_answer(p, s->y, json_get(s->node, "capture"), e);
}

const struct step_kind step_wait_kinds[] = {
	{ .name = "wait",
	  .what = "a wait step",
	  .forms = { "wait: { GET: PATH, until: {…}, atMost: PT1H, every: PT5M, "
	             "backoff: 2 }" },
	  .help = "asks until the answer fits `until` (an `expect`), `every` so long, at "
	          "most `atMost`. With `backoff` each wait is so many times the last; "
	          "`backoff: { factor: 2, most: PT10M }` bounds them. Virtual time is "
	          "moved between the questions, another clock is waited for: the "
	          "questions are asked at the same times of the target's clock",
	  .keys = keys,
	  .check = check_wait,
	  .run = run_wait },
	{ 0 },
};
