/*
 * format.h - the formats of exported files, and their compressions
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_FORMAT_H
#define MOCKSERVER_CONTRACT_FORMAT_H

enum export_format { EXPORT_JSON, EXPORT_PARQUET, EXPORT_FORMATS };
enum export_codec { EXPORT_NONE, EXPORT_GZIP, EXPORT_CODECS };

#endif
