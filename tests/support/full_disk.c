/*
 * full_disk.c - files that can't grow, as on a disk that is full
 */
#include "tests/support/full_disk.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/resource.h>

static void set_most(rlim_t bytes)
{
	struct rlimit most = { 0 };

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &most), 0);
	most.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &most), 0);
}

void full_disk_begin(uint64_t bytes)
{
	signal(SIGXFSZ, SIG_IGN); /* or it would end the test */
	set_most(bytes);
}

void full_disk_end(void)
{
	set_most(RLIM_INFINITY);
}
