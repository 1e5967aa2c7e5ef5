/*
 * service.h - a target that is no mock of ours, answered from a script
 *
 * Unless other options are given it may be written to, in the sandbox "dev" for
 * "o@AdobeOrg"; its ledger lies in the test's folder.  Waits do not sleep: they are added
 * up.
 *
 * Owns: script and target, until service_end().
 */
#ifndef TESTS_SUPPORT_SERVICE_H
#define TESTS_SUPPORT_SERVICE_H

#include "harness/target/target.h"
#include "tests/support/scripted.h"

#define SERVICE_PATH "/data/foundation/flowservice"

struct service {
	struct scripted script;
	struct target *target;
	char *ledger_path;
	int64_t slept_ms;
};

/*
 * Opens it without a ledger; *e says why it can't be, and service_end() follows all the
 * same.  Of the options URLs and sleep are set here, and who without a token.  Of
 * TARGET_URL the script is asked first what it is.
 */
int service_open_rows(struct service *s, const struct target_options *o,
                      const struct scripted_row *rows, size_t count, struct err *e)
	MUST_USE;
#define service_open(s, o, rows, e) service_open_rows(s, o, rows, ARRAY_LEN(rows), e)

/* The same of TARGET_REAL, and it must open; more NULL: as above. */
void service_begin_rows(struct service *s, void *const *folder,
                        const struct target_options *more,
                        const struct scripted_row *rows, size_t count);
#define service_begin(s, folder, rows) \
	service_begin_rows(s, folder, NULL, rows, ARRAY_LEN(rows))

/* Ends it; the test fails unless the requests were those of the rows. */
void service_end(struct service *s);

#endif
