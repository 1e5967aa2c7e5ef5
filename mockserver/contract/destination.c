/*
 * destination.c - the destinations of files: places, credentials, habits
 */
#include "mockserver/contract/destination.h"

#include "lib/str.h"

static const struct destination rows[] = {
	{
		.spec = "4fce964d-3f37-408f-9778-e597338a21ee",
		.kind = "s3",
		.place_param = "bucketName",
		.path_param = "path",
	},
	{
		.spec = "c5d93acb-ea8b-4b14-8f53-02138444ae99",
		.kind = "gcs",
		.place_param = "bucketName",
		.path_param = "path",
	},
	{
		.spec = "6d6b59bf-fb58-4107-9064-4d246c0e5bb2",
		.kind = "azure-blob",
		.place_param = "container",
		.path_param = "path",
	},
	{
		/* abfss://<container>@<account host> (08 §5, CAT-adls-gen2) */
		.spec = "be2c3209-53bc-47e7-ab25-145db8b873e1",
		.kind = "adls-gen2",
		.auth_param = "url",
		.auth_is_url = true,
		.path_param = "path",
	},
	{
		.spec = "10440537-2a7b-4583-ac39-ed38d4b848e8",
		.kind = "dlz",
		.fixed_place = DLZ_CONTAINER,
		.path_param = "path",
		.keeps_days = DLZ_DAYS,
		.shows_its_place = true, /* 08 §1.2 */
		.source_spec = "26f526f2-58f4-4712-961d-e41bf1ccc0e8",
		.configs_are_datasets = true, /* as AEPP asks (A33) */
	},
	{
		.spec = "36965a81-b1c6-401b-99f8-22508f1e6a26",
		.kind = "sftp",
		.auth_param = "domain",
		.auth_param_once = "host",
		.path_param = "remotePath",
		/* DSPEC's requests (A18) */
		.auth = { { "Basic Authentication for sftp", "SFTP with Password" },
	                  { "SSH PublicKey Authentication for sftp",
	                    "SFTP with SSH Key" } },
	},
};

const struct destination *destination_at(size_t i)
{
	return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}

const struct destination *destination_of(const char *spec)
{
	for (size_t i = 0; spec && i < ARRAY_LEN(rows); i++) {
		if (!strcmp(rows[i].spec, spec))
			return &rows[i];
	}
	return NULL;
}

const struct destination *destination_of_place(const char *place)
{
	const struct str kind = { place, strcspn(place, "/") };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (str_is(kind, rows[i].kind))
			return &rows[i];
	}
	return NULL;
}
