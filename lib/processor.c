/*
 * processor.c - the processors that this process may run on
 */
#include "lib/processor.h"

#include <sched.h>

/* How many there are; 0 where more may be used than a cpu_set_t can name. */
static unsigned read_allowed(cpu_set_t *out)
{
	CPU_ZERO(out);
	return sched_getaffinity(0, sizeof(*out), out) < 0 ? 0 : (unsigned)CPU_COUNT(out);
}

unsigned processor_count(void)
{
	cpu_set_t allowed;
	unsigned n = read_allowed(&allowed);

	return n ? n : 1;
}

void processor_keep_to(unsigned n)
{
	cpu_set_t allowed, one;
	unsigned count = read_allowed(&allowed);
	size_t cpu = 0;

	if (!count)
		return;
	for (n %= count; n || !CPU_ISSET(cpu, &allowed); cpu++)
		n -= CPU_ISSET(cpu, &allowed) ? 1 : 0;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	(void)!sched_setaffinity(0, sizeof(one), &one);
}
