/*
 * param.c - numbers and lists of names in a query
 */
#include "mockserver/api/param.h"

int param_int(struct request *rq, const char *name, int64_t least, int64_t most,
              int64_t *out)
{
	const char *text = request_param(rq, name);

	if (!text)
		return 0;
	if (!str_to_int(text, out) || *out < least)
		return refuse(&rq->refusal, E_PARAM_VALUE, name, text);
	if (*out > most)
		*out = most;
	return 0;
}

int param_missing(struct request *rq, const char *name)
{
	bool own = ledger_choice(rq->contract, LEDGER_PARAM_MISSING) == CHOICE_ERRORS;

	return refuse(&rq->refusal, own ? E_QUERY_MISSING : E_FIELD_MISSING, name);
}

void param_pick(const cJSON *from, const char *names, cJSON *to)
{
	struct str rest = str_of(names), name;
	const cJSON *one;

	while (str_split(&rest, ',', &name)) {
		cJSON_ArrayForEach(one, from) {
			if (str_is(name, one->string))
				json_set(to, one->string, json_copy(one));
		}
	}
}
