/*
 * processor.c - the processors that this process may run on
 */
#include "lib/processor.h"

#include <sched.h>
#include <unistd.h>

/* How many they are; 0 where the machine has more than a cpu_set_t can name. */
static unsigned read_allowed(cpu_set_t *out)
{
	CPU_ZERO(out);
	return sched_getaffinity(0, sizeof(*out), out) < 0 ? 0 : (unsigned)CPU_COUNT(out);
}

unsigned processor_count(void)
{
	cpu_set_t allowed;
	unsigned n = read_allowed(&allowed);
	long online = n ? 1 : sysconf(_SC_NPROCESSORS_ONLN);

	return n ? n : online > 0 ? (unsigned)online : 1;
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
