/*
 * metric.c - the counts of a run's metrics that a fault can falsify
 */
#include "mockserver/faults/metric.h"

/* As a run that has succeeded shows them (03 §7.1). */
static const char *const paths[] = {
	"sizeSummary.inputBytes",          "sizeSummary.outputBytes",
	"recordSummary.inputRecordCount",  "recordSummary.createdRecordCount",
	"recordSummary.outputRecordCount", "recordSummary.skippedRecordCount",
	"fileSummary.inputFileCount",      "fileSummary.outputFileCount",
	"durationSummary.startedAtUTC",    "durationSummary.completedAtUTC",
};

const char *fault_metric_name(size_t i)
{
	return i < ARRAY_LEN(paths) ? strchr(paths[i], '.') + 1 : NULL;
}

const char *fault_metric_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		if (!strcmp(paths[i], name) || !strcmp(fault_metric_name(i), name))
			return paths[i];
	}
	return NULL;
}
