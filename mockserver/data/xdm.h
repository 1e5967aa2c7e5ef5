/*
 * xdm.h - a dataset's schema, from XDM's JSON Schema to columns
 *
 * Read is the expanded form that the Schema Registry answers for xed-full+json:
 * `type`, `format`, `properties`, `required`, `items`, `additionalProperties` and
 * `meta:xdmType`.  A field is nullable unless `required` names it; elements of
 * lists and values of maps always are.  Columns keep the order of the file.
 *
 *	meta:xdmType             type     format     column
 *	string                   string              string
 *	date                     string   date       date
 *	date-time                string   date-time  timestamp
 *	boolean                  boolean             bool
 *	byte short int           integer             int32
 *	long integer             integer             int64
 *	number double            number              double
 *	decimal (ours)           number              decimal; meta:precision, meta:scale
 *	object                   object              struct
 *	map                      object              map of additionalProperties
 *	array                    array               list of items
 *
 * Where meta:xdmType is missing, type and format decide; an integer whose
 * minimum and maximum fit 32 bits is an int32, as XDM's own table has it.
 *
 * Owns: nothing; the caller releases the definition.
 * Errors: ERR_INVALID with file and pointer.
 */
#ifndef MOCKSERVER_DATA_XDM_H
#define MOCKSERVER_DATA_XDM_H

#include "lib/column.h"
#include "mockserver/data/cursor.h"

/* Reads a schema into *out, a struct; on -1 there is nothing to release. */
int xdm_read(const cJSON *schema, struct cursor *at, struct column_def *out,
             struct err *e) MUST_USE;

#endif
