/*
 * html_tables.h - the page's tables: a row a folder, a cell a combination of a matrix
 *
 * Kept of each scenario: { id, verdict, ms, folder, file, family, cell }, the last three
 * of a matrix.
 *
 * Owns: nothing; what is kept belongs to the report.
 */
#ifndef HARNESS_REPORT_HTML_TABLES_H
#define HARNESS_REPORT_HTML_TABLES_H

#include "harness/report/report.h"

/* Keeps what the tables need of a scenario, the r->count-th. */
void html_tables_keep(struct report *r, const struct result *result, const char *folder);

/* Appends the tables of what is kept; nothing where that is nothing. */
void html_tables_put(const cJSON *kept, struct buf *out);

#endif
