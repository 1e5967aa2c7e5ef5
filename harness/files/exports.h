/*
 * exports.h - where a flow's files lie on disk, found out as any client would
 *
 * The flow names its target, the target its place and its base connection; from
 * these follows the folder below the export root:
 *
 *	destination            kind        place                 path
 *	Amazon S3              s3          bucketName            path
 *	Google Cloud Storage   gcs         bucketName            path
 *	Azure Blob             azure-blob  container             path
 *	ADLS Gen2              adls-gen2   container@host of url  path
 *	Data Landing Zone      dlz         dlz-destination       path
 *	SFTP                   sftp        domain                remotePath
 *
 * Owns: struct exports owns its texts.
 * Errors: ERR_NOT_FOUND when the API's answers do not lead to a folder;
 * ERR_UNAVAILABLE when nobody answers.
 */
#ifndef HARNESS_FILES_EXPORTS_H
#define HARNESS_FILES_EXPORTS_H

#include "harness/target/target.h"

struct exports {
	char *flow;      /* its id */
	cJSON *datasets; /* ids of the datasets it exports, an array */
	char *folder;    /* absolute; need not exist */
	char *sink;      /* what of it lies in the bucket: "/path", or "" */
};

/* Asks the API where the flow exports to, and what. */
int exports_find(struct target *t, const char *flow, struct exports *out, struct err *e)
	MUST_USE;
/* Frees what it owns, not the struct itself. */
void exports_release(struct exports *x);

/* What the flow's runs say they wrote, added up. */
struct exports_metrics {
	int64_t runs, files, records, bytes;
};
/* Adds up all runs of the flow, page by page. */
int exports_metrics(struct target *t, const char *flow, struct exports_metrics *out,
                    struct err *e) MUST_USE;

#endif
