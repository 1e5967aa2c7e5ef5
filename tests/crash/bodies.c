/*
 * bodies.c - bodies of the requests that create entities
 */
#include "tests/crash/bodies.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "tests/crash/invariants.h"
#include "tests/support/quoted.h"

#define SPEC(spec) JSON("connectionSpec":{"id":spec,"version":"1.0"})
#define S3         SPEC("4fce964d-3f37-408f-9778-e597338a21ee")
#define LANDING    SPEC("10440537-2a7b-4583-ac39-ed38d4b848e8")
#define LAKE       SPEC("23598e46-f560-407b-88d5-ea6207e49db0")
#define S3_KEYS \
	JSON(,"auth":{"specName":"Access Key", \
	     "params":{"s3SecretKey":"abcdefghijklmnopqrstuvwxyz0123456789ABCD", \
	     "s3AccessKey":"ABCDEFGHIJKLMNOPQRST"}})
/* Base connection, the target's spec with the first params, flow spec. */
#define NAME   JSON("name":"base",)
#define BUCKET JSON("bucketName":"bucket",)
#define PARAMS JSON(,"params":) "{"
#define TO_S3 \
	"{" NAME S3 S3_KEYS "}", S3 PARAMS BUCKET, "269ba276-16fc-47db-92b0-c1049a3c131f"
#define TO_LANDING \
	"{" NAME LANDING "}", LANDING PARAMS, "cd2fc47e-e838-4f38-a581-8fff2f99b63a"

#define SELECT(id) JSON({"dataSetId":id})
#define DEVICES    SELECT(DATASET_DEVICES)
#define PROFILES   SELECT(DATASET_PROFILES)

#define PLAIN    JSON("compression":"NONE","datasetFileType":"JSON")
#define MANIFEST JSON(,"includeFileManifest":true)
#define PARQUET  JSON("compression":"GZIP","datasetFileType":"PARQUET")

#define EVERY(n, unit, mode) \
	JSON({"exportMode":mode,"interval":n,"timeUnit":unit,"startTime":1767225600})
#define NEW "FIRST_FULL_THEN_INCREMENTAL"
#define ALL "DAILY_FULL_EXPORT"

/* clang-format off */
static const struct flow_sort sorts[FLOW_SORTS] = {
	{ TO_S3, DEVICES, DATASET_DEVICES, PLAIN, EVERY(3, "hour", NEW), false },
	{ TO_S3, DEVICES "," PROFILES, DATASET_PROFILES, PLAIN MANIFEST,
	  EVERY(3, "hour", NEW), false },
	{ TO_S3, PROFILES, DATASET_PROFILES, PLAIN, EVERY(1, "day", ALL), true },
	{ TO_S3, DEVICES, DATASET_DEVICES, PARQUET, EVERY(6, "hour", NEW), false },
};

static const struct flow_sort expiring = {
	TO_LANDING, PROFILES, DATASET_PROFILES, PLAIN, EVERY(12, "hour", NEW), false
};
/* clang-format on */

const struct flow_sort *flow_sort(uint64_t h)
{
	return &sorts[hash_below(h, FLOW_SORTS)];
}

const struct flow_sort *flow_sort_that_expires(void)
{
	return &expiring;
}

char *source_body(const struct flow_sort *sort)
{
	AUTO_MEM char *body =
		mem_printf("{'name':'source'," LAKE ",'params':{'datasets':[%s]}}",
	                   sort->datasets);

	return quoted(body);
}

char *target_body(const struct flow_sort *sort, const char *base, const char *folder)
{
	const char *all = sort->is_all ? "-all" : "";
	AUTO_MEM char *body = mem_printf("{'name':'target','baseConnectionId':'%s',%s"
	                                 "'mode':'Server-to-server','path':'%s%s',%s}}",
	                                 base, sort->spec, folder, all, sort->format);

	return quoted(body);
}

char *flow_body(const struct flow_sort *sort, const char *source, const char *target,
                const char *name)
{
	AUTO_MEM char *body =
		mem_printf("{'name':'%s','flowSpec':{'id':'%s','version':'1.0'},"
	                   "'sourceConnectionIds':['%s'],'targetConnectionIds':['%s'],"
	                   "'transformations':[],'scheduleParams':%s}",
	                   name, sort->flow_spec, source, target, sort->schedule);

	return quoted(body);
}
