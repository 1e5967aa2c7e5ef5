/*
 * metric.h - the counts of a run's metrics that a fault can falsify
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_METRIC_H
#define MOCKSERVER_FAULTS_METRIC_H

#include "lib/str.h"

/* The path of that count, "recordSummary.outputRecordCount"; NULL: none has the name. */
const char *fault_metric_find(const char *name);
/* The i-th name; NULL past the last. */
const char *fault_metric_name(size_t i);

#endif
