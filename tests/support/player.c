/*
 * player.c - scenarios played by tests, against a mock in this process or another target
 */
#include "tests/support/player.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/each_row.h"
#include "tests/support/scratch.h"

int player_open(void **state)
{
	struct player *s = mem_alloc(sizeof(*s));
	const struct target_options options = {
		.seed = 1,
		.now = INT64_C(1767225600000),
		.who = { .token = "t",
		         .key = "k",
		         .org = "o@AdobeOrg",
		         .sandbox = "prod" },
	};
	struct err e = { 0 };

	scratch_open(&s->folder);
	if (target_open(&options, &s->mock, &e) < 0)
		fail_msg("%s", e.text);
	s->target = s->mock;
	interrupt_init(&s->interrupt, 0);
	*state = s;
	return 0;
}

static void forget(struct player *s)
{
	result_release(&s->result);
	buf_clear(&s->said);
	buf_clear(&s->urls);
}

int player_close(void **state)
{
	struct player *s = *state;

	forget(s);
	buf_release(&s->said);
	buf_release(&s->urls);
	target_close(s->mock);
	scratch_close(&s->folder);
	free(s);
	return 0;
}

static void note(void *ctx, const struct play *p)
{
	struct player *s = ctx;
	const char *url = target_url(s->target);

	buf_printf(&s->said, "%s\n", buf_str(&p->said));
	if (p->call.url)
		buf_printf(&s->urls, "%s\n",
		           str_starts(p->call.url, url) ? p->call.url + strlen(url)
		                                        : p->call.url);
}

/* Reads the text as x.yaml. */
static int load(struct player *s, const char *yaml, struct scenario *out, struct err *e)
{
	AUTO_MEM char *path = scratch_path(&s->folder, "x.yaml");

	scratch_write(&s->folder, "x.yaml", yaml);
	return scenario_load(path, NULL, out, e);
}

enum verdict player_play_whole(struct player *s, const char *yaml)
{
	const struct watcher watcher = { .step = note, .ctx = s };
	const struct play_how how = { &s->interrupt, &watcher, s->keep };
	struct scenario scenario;
	struct err e = { 0 };

	forget(s);
	if (load(s, yaml, &scenario, &e) < 0)
		fail_msg("%s", e.text);
	play_scenario(s->target, &scenario, &how, &s->result);
	scenario_release(&scenario);
	s->result.file = s->result.sentence = NULL; /* the scenario's */
	return s->result.verdict;
}

static char *with_head(const char *steps)
{
	return mem_printf("scenario: It holds\nsteps:\n%s\n", steps);
}

enum verdict player_play(struct player *s, const char *steps)
{
	AUTO_MEM char *yaml = with_head(steps);

	return player_play_whole(s, yaml);
}

void player_pass(struct player *s, const char *steps)
{
	if (player_play(s, steps) != VERDICT_PASSED)
		fail_msg("%s: %s", verdict_name(s->result.verdict), s->result.message);
}

void player_end(struct player *s, const char *steps, enum verdict verdict,
                const char *says)
{
	const char *message;

	player_play(s, steps);
	message = s->result.message ? s->result.message : "";
	if (s->result.verdict != verdict || !strstr(message, says))
		fail_msg("%s: '%s', not %s: '%s'", verdict_name(s->result.verdict),
		         message, verdict_name(verdict), says);
}

char *player_refusal(struct player *s, const char *steps)
{
	AUTO_MEM char *yaml = with_head(steps);
	struct scenario scenario;
	struct err e = { 0 };

	if (load(s, yaml, &scenario, &e) == 0)
		fail_msg("nothing is refused in:\n%s", steps);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "x.yaml"));
	return mem_strdup(strstr(e.text, "x.yaml"));
}

unsigned player_needs(struct player *s, const char *steps)
{
	AUTO_MEM char *yaml = with_head(steps);
	struct scenario scenario;
	struct err e = { 0 };
	unsigned needs;

	if (load(s, yaml, &scenario, &e) < 0)
		fail_msg("%s", e.text);
	needs = scenario.requires;
	scenario_release(&scenario);
	return needs;
}
