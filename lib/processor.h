/*
 * processor.h - the processors that this process may run on
 *
 * Those that its affinity leaves it, as in a container with a set of its own, which may
 * be fewer than the machine has.
 *
 * Owns: nothing.
 */
#ifndef LIB_PROCESSOR_H
#define LIB_PROCESSOR_H

#include "lib/base.h"

/* How many they are: 1 at least. */
unsigned processor_count(void);

/*
 * From now on the calling thread, and those that it starts, run on one of them alone: the
 * n-th, counted from 0 and round again.  Where the system refuses that, all stays as it
 * is.
 */
void processor_keep_to(unsigned n);

#endif
