/*
 * delay.h - how long a delay is: fixed, uniform or log-normal
 *
 * Owns: nothing.
 * Time: real milliseconds; drawn from (seed, fault, key, ordinal).
 */
#ifndef MOCKSERVER_FAULTS_DELAY_H
#define MOCKSERVER_FAULTS_DELAY_H

#include "mockserver/faults/action.h"
#include "mockserver/faults/draw.h"

/* Of a delay's action; 10 minutes at most where it is drawn. */
int64_t fault_delay_ms(const struct fault_action *a, uint64_t seed,
                       const struct fault_occurrence *at);

#endif
