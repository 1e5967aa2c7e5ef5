/*
 * template.h - what a folder's name must look like: "{dataset}/exportTime={yyyyMMddHHmm}"
 *
 *	{dataset}  the id of one of the flow's datasets    {flow}  the flow's id
 *	{any}      one or more characters but "/"
 *	{yyyyMMdd_HHmmss} and the like: a time, of the letters yyyy MM dd HH mm ss and
 *	what stands between them
 *
 * Everything else stands for itself.  Pure.
 */
#ifndef HARNESS_FILES_TEMPLATE_H
#define HARNESS_FILES_TEMPLATE_H

#include "lib/buf.h"
#include "lib/json/json.h"

/* What may stand in braces: the i-th name and its help; false behind the last. */
bool template_name_at(size_t i, const char **name, const char **help);

/* ERR_INVALID when the template has an unknown name in braces. */
int template_check(const char *text, struct err *e) MUST_USE;

/* Appends an ECMA pattern that fits what template_check() takes, and nothing else. */
void template_pattern(struct buf *out);

/* Does the whole text look so?  `datasets` is an array of ids; NULL: any id fits. */
bool template_fits(const char *text, const char *subject, const char *flow,
                   const cJSON *datasets);

#endif
