/*
 * target_args.c - the options that say what is tested, as whom, and what may be done to
 * it
 */
#include "harness/target_args.h"

#include "harness/command.h"
#include "lib/mem.h"
#include "lib/str.h"

#define PRODUCTION "prod"

static bool has(const struct args *args, const char *name)
{
	const struct option *row = args->table;

	while (row->name && strcmp(row->name, name) != 0)
		row++;
	return row->name != NULL;
}

/* A name and password before the host would stand in messages, reports and ledgers. */
static int refuse_password(const char *what, const char *url, struct err *e)
{
	const char *host = url ? strstr(url, "://") : NULL;
	size_t n = host ? strcspn(host + 3, "/?#") : 0;

	if (!host || !memchr(host + 3, '@', n))
		return 0;
	return err_set(e, ERR_INVALID,
	               "%s: no name or password is taken in a URL: it would stand in "
	               "messages and ledgers",
	               what);
}

static int read_kind(const char *target, struct target_options *out, struct err *e)
{
	if (refuse_password("--target", target, e) < 0)
		return -1;
	if (!strcmp(target, "mock")) {
		out->kind = TARGET_MOCK;
	} else if (!strcmp(target, "real")) {
		out->kind = TARGET_REAL;
	} else if (str_starts(target, "http://") || str_starts(target, "https://")) {
		out->kind = TARGET_URL;
		out->url = target;
	} else {
		return err_set(e, ERR_INVALID,
		               "--target: '%s' is neither mock nor real nor a URL",
		               target);
	}
	return 0;
}

/* The characters that the service takes (09, 7): a blank would name another one. */
static int read_sandbox(const struct args *args, struct target_options *out,
                        struct err *e)
{
	const char *name = args_text(args, "sandbox");

	if (name && (!*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
	                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                                         "0123456789-")]))
		return err_set(
			e, ERR_INVALID,
			"--sandbox: '%s' is no sandbox's name: letters, digits and "
			"hyphens",
			name);
	out->sandbox = name;
	return 0;
}

static int read_writes(const struct args *args, struct target_options *out, struct err *e)
{
	if (!has(args, "allow-writes"))
		return 0;
	out->allow_writes = args_switch(args, "allow-writes");
	if (!out->allow_writes)
		return 0;
	if (!out->sandbox)
		return err_set(e, ERR_INVALID,
		               "--allow-writes goes with --sandbox NAME: where may be "
		               "written?");
	if (str_same_nocase(out->sandbox, PRODUCTION) &&
	    !args_switch(args, "allow-production"))
		return err_set(
			e, ERR_INVALID,
			"--sandbox %s: writing there needs --allow-production, too",
			out->sandbox);
	return 0;
}

static int read_rate(const struct args *args, struct target_options *out, struct err *e)
{
	const char *text = has(args, "rate") ? args_text(args, "rate") : NULL;
	double rate;

	if (has(args, "max-requests"))
		out->max_requests = args_int(args, "max-requests");
	if (!text)
		return 0;
	if (!str_to_double(text, &rate) || !(rate >= 0.001 && rate <= 1000))
		return err_set(e, ERR_INVALID,
		               "--rate: '%s' is not a number from 0.001 to 1000", text);
	out->apart_ms = (int64_t)((double)MS_PER_SECOND / rate);
	return 0;
}

/* The defaults are for a lenient mock; the real service knows nobody of that name. */
static int check_real(const struct target_options *o, struct err *e)
{
	if (o->kind != TARGET_REAL)
		return 0;
	if (!o->who.client_id && !o->who.token_given)
		return err_set(e, ERR_INVALID,
		               "--target real: as whom? Set FLOWCHECK_CLIENT_ID and "
		               "FLOWCHECK_CLIENT_SECRET_FILE, or FLOWCHECK_ACCESS_TOKEN "
		               "and FLOWCHECK_API_KEY");
	if (!o->who.key_given)
		return err_set(e, ERR_INVALID,
		               "--target real: FLOWCHECK_API_KEY is not set");
	if (!strcmp(identity_origin(&o->who, "FLOWCHECK_ORG_ID"), "default"))
		return err_set(e, ERR_INVALID,
		               "--target real: FLOWCHECK_ORG_ID is not set");
	return 0;
}

static int read_identity(const struct args *args, struct target_options *out,
                         struct err *e)
{
	if (identity_read(args_text(args, "profile"), &out->who, e) < 0)
		return -1;
	if (refuse_password("FLOWCHECK_API_URL", out->who.api_url, e) == 0 &&
	    refuse_password("FLOWCHECK_IMS_URL", out->who.ims_url, e) == 0 &&
	    check_real(out, e) == 0)
		return 0;
	identity_release(&out->who);
	return -1;
}

int target_args_read(const struct args *args, struct target_options *out, struct err *e)
{
	*out = (struct target_options){ 0 };
	if (read_kind(args_text(args, "target"), out, e) < 0 ||
	    read_sandbox(args, out, e) < 0 || read_writes(args, out, e) < 0 ||
	    read_rate(args, out, e) < 0)
		return -1;
	return read_identity(args, out, e);
}

int target_args_identity(const struct args *args, struct target_options *out,
                         struct err *e)
{
	*out = (struct target_options){ 0 };
	if (read_rate(args, out, e) < 0)
		return -1;
	return identity_read(args_text(args, "profile"), &out->who, e);
}

int target_args_exit_code(const struct err *e)
{
	switch (e->code) {
	case ERR_UNAVAILABLE:
		return EXIT_UNREACHABLE;
	case ERR_FORBIDDEN:
	case ERR_EXISTS:
		return EXIT_USAGE;
	case ERR_INVALID:
	case ERR_NOT_FOUND:
		return EXIT_BAD_INPUT;
	case ERR_NONE:
	case ERR_STALE:
	case ERR_IO:
	case ERR_COUNT:
		break;
	}
	return EXIT_INTERNAL;
}
