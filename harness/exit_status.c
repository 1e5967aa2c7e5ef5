/*
 * exit_status.c - with what status a run ends, and why it had no target
 */
#include "harness/exit_status.h"

#include "harness/command.h"

int exit_status(const struct totals *totals, bool unclean)
{
	static const struct {
		enum verdict verdict;
		int status;
	} worst_first[] = {
		{ VERDICT_INTERNAL, EXIT_INTERNAL },
		{ VERDICT_UNREACHABLE, EXIT_UNREACHABLE },
		{ VERDICT_BAD, EXIT_BAD_INPUT },
		{ VERDICT_FAILED, EXIT_FAILED },
		{ VERDICT_UNTOLD, EXIT_FAILED },
		{ VERDICT_FLAKY, EXIT_FAILED },
		{ VERDICT_PASSED, EXIT_PASSED },
	};

	for (size_t i = 0; i < ARRAY_LEN(worst_first); i++) {
		enum verdict verdict = worst_first[i].verdict;

		if (totals->of[verdict] || (verdict == VERDICT_FAILED && unclean))
			return worst_first[i].status;
	}
	return EXIT_NOTHING_RAN;
}

enum verdict exit_status_refusal(int status)
{
	static const struct {
		int status;
		enum verdict verdict;
	} rows[] = {
		{ EXIT_USAGE, VERDICT_REFUSED },
		{ EXIT_BAD_INPUT, VERDICT_REFUSED },
		{ EXIT_UNREACHABLE, VERDICT_UNREACHABLE },
		{ EXIT_INTERNAL, VERDICT_INTERNAL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].status == status)
			return rows[i].verdict;
	}
	return VERDICT_STOPPED; /* by a signal or the time-out */
}
