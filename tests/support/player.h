/*
 * player.h - scenarios played by tests, against a mock in this process or another target
 *
 * For cmocka: player_open as setup, player_close as teardown; *state is a struct player.
 * Scenarios are the file x.yaml of a folder of the test's own; their first line is
 * `scenario: It holds`, their second `steps:`.
 *
 * Owns: all, until player_close(); but for a target that the test has put there itself.
 */
#ifndef TESTS_SUPPORT_PLAYER_H
#define TESTS_SUPPORT_PLAYER_H

#include "harness/steps/play.h"

struct player {
	void *folder;
	struct target *mock;   /* seed 1, 2026-01-01; `prod` of "o@AdobeOrg" */
	struct target *target; /* the mock, unless the test says otherwise */
	struct interrupt interrupt;
	bool keep;
	struct result result; /* of the last scenario */
	struct buf said;      /* what its steps said, a line each */
	struct buf urls;      /* what they asked, without the target's URL */
};

int player_open(void **state);
int player_close(void **state);

/* Plays steps, written in YAML as they stand below `steps:`; all must be well. */
enum verdict player_play(struct player *s, const char *steps);
/* The same of a whole scenario. */
enum verdict player_play_whole(struct player *s, const char *yaml);

/* They must pass, and *s says what they did. */
void player_pass(struct player *s, const char *steps);
/* They must end so, and the message must have the text. */
void player_end(struct player *s, const char *steps, enum verdict verdict,
                const char *says);

/* Why such steps are refused before any is played: "x.yaml:3:5: …"; the caller frees. */
char *player_refusal(struct player *s, const char *steps) MUST_USE;

/* What a scenario of such steps needs of a target (1 << enum capability). */
unsigned player_needs(struct player *s, const char *steps);

#endif
