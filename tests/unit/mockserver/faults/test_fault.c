/*
 * test_fault.c - faults as they are declared: what is read, and what is refused where
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/fault.h"
#include "tests/support/quoted.h"

/* Where and why it is refused; "" where it is not. */
static char *refusal_of(const char *text)
{
	AUTO(cJSON_Delete) cJSON *body = quoted_json(text);
	AUTO(fault_free) struct fault *f = NULL;
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };
	struct buf out = { 0 };

	if (fault_read(body, &f, &r) == 0)
		return mem_strdup("");
	assert_int_equal(e.code, ERR_INVALID);
	fault_refuse_pointer(body, r.at, &out);
	buf_printf(&out, ": %s", e.text);
	return buf_take(&out);
}

#define FAULT(rest) "{'fault':'f','on':'FLOW_LIST'," rest "}"
#define DO(what)    FAULT("'do':" what)

static void reads_each_short_form(void **state UNUSED)
{
	static const char *const rows[] = {
		DO("{'status':503}"),
		DO("{'status':'1104-504'}"),
		DO("{'status':'not_found'}"),
		DO("{'status':{'error':429050,'retryAfter':7,'page':'html'}}"),
		DO("{'status':{'error':503,'retryAfter':{'date':7}}}"),
		DO("{'reset':'request'}"),
		DO("{'reset':{'at':'body','bytes':40}}"),
		DO("{'close':'head'}"),
		DO("{'truncate':0}"),
		DO("{'delay':'400ms'}"),
		DO("{'delay':{'uniform':['1ms','2ms']}}"),
		DO("{'delay':{'median':'10ms','sigma':1.5}}"),
		DO("{'hold':{}}"),
		DO("{'hold':{'until':['advance','5s']}}"),
		DO("{'patch':[{'op':'remove','path':'/items'}]}"),
		DO("{'headers':{'ETag':null,'X-A':['a','b']}}"),
		DO("[{'delay':'1s'},{'truncate':3},{'status':500}]"),
		FAULT("'when':{'headers':{'X-Api-Key':'a'},'query':{'limit':'1'}},"
		      "'do':{'empty':{}}"),
		"{'fault':'f','on':['reads','POST /flows/*'],'do':{'rate':5}}",
		"{'fault':'f','on':'service','phase':'after','do':{'status':504}}",
		"{'fault':'f','on':'* /flows/*/action','do':{'status':504}}",
		"{'fault':'f','on':'run_create','per':'flow','do':{'status':504}}",
	};

	for_each_row(i, rows) {
		AUTO_MEM char *why = refusal_of(rows[i]);

		if (*why)
			fail_msg("%s is refused: %s", rows[i], why);
	}
}

/* What is refused: the fault, where, and words of the reason. */
static const struct bad {
	const char *fault, *at, *why;
} bad[] = {
	{ "[]", "", "a fault is a map" },
	{ "{'on':'FLOW_LIST','do':{'status':1}}", "", "a fault has a name" },
	{ "{'fault':'frozen','on':'FLOW_LIST','do':{'empty':{}}}", "/fault", "no name" },
	{ "{'fault':'.','on':'FLOW_LIST','do':{'empty':{}}}", "/fault", "no name" },
	{ "{'fault':'..','on':'FLOW_LIST','do':{'empty':{}}}", "/fault", "no name" },
	{ "{'fault':'a b','on':'FLOW_LIST','do':{'empty':{}}}", "/fault", "letters" },
	{ "{'fault':'f','do':{'empty':{}}}", "", "is on something" },
	{ "{'fault':'f','on':'FLOW_LIS','do':{'empty':{}}}", "/on", "'FLOW_LIST'?" },
	{ "{'fault':'f','on':['reads','writs'],'do':{'empty':{}}}", "/on/1",
	  "'writes'?" },
	{ "{'fault':'f','on':'GET /nowhere','do':{'empty':{}}}", "/on", "no operation" },
	{ "{'fault':'f','on':'GET *******','do':{'empty':{}}}", "/on", "at most" },
	{ "{'fault':'f','on':'ADMIN_RESET','do':{'empty':{}}}", "/on",
	  "no fault strikes" },
	{ "{'fault':'f','on':'FLOW_LIST','whn':{},'do':{'empty':{}}}", "/whn",
	  "'when'?" },
	{ FAULT("'when':{'boddy':1},'do':{'empty':{}}"), "/when/boddy", "knows path" },
	{ FAULT("'when':{'body':{'a':{'$matchs':1}}},'do':{'empty':{}}"),
	  "/when/body/a/$matchs", "unknown matcher" },
	{ FAULT("'per':'flw','do':{'empty':{}}"), "/per", "world, operation" },
	{ FAULT("'per':'flow','do':{'empty':{}}"), "/per", "names no flow" },
	{ FAULT("'nth':0,'do':{'empty':{}}"), "/nth", "1 or more" },
	{ FAULT("'nth':[],'do':{'empty':{}}"), "/nth", "no occurrence" },
	{ FAULT("'nth':[1,'a'],'do':{'empty':{}}"), "/nth/1", "1 or more" },
	{ FAULT("'nth':1,'every':2,'do':{'empty':{}}"), "/every", "do not go together" },
	{ FAULT("'probability':1.5,'do':{'empty':{}}"), "/probability", "0 to 1" },
	{ FAULT("'between':['x','y'],'do':{'empty':{}}"), "/between/0", "'x'" },
	{ FAULT("'between':['2026-01-02T00:00:00Z','2026-01-01T00:00:00Z'],"
	        "'do':{'empty':{}}"),
	  "/between/1", "not after" },
	{ FAULT("'phase':'after','do':{'status':500}"), "/phase", "commits nothing" },
	{ "{'fault':'f','on':'FLOW_CREATE','phase':'after','do':{'forbid':{}}}", "/phase",
	  "before the commit only" },
	{ FAULT("'expect':'often','do':{'empty':{}}"), "/expect", "fired, all" },
	{ FAULT("'do':[]"), "/do", "does something" },
	{ DO("{}"), "/do", "one kind" },
	{ DO("{'empty':{},'truncate':1}"), "/do", "one kind" },
	{ DO("{'stauts':500}"), "/do/stauts", "'status'?" },
	{ DO("{'status':{}}"), "/do/status", "needs 'error'" },
	{ DO("{'status':{'eror':1}}"), "/do/status/eror", "'error'?" },
	{ DO("{'status':{'error':'NOT_FOUN'}}"), "/do/status/error", "'NOT_FOUND'?" },
	{ DO("{'status':{'error':'ADMIN_PAGE'}}"), "/do/status/error",
	  "the mock itself" },
	{ DO("{'status':{'error':500,'retryAfter':-1}}"), "/do/status/retryAfter",
	  "0 to 86400" },
	{ DO("[{'status':500},{'reset':'head'}]"), "/do/1", "is the second" },
	{ DO("{'reset':'tail'}"), "/do/reset", "request, head or body" },
	{ DO("{'reset':{'bytes':-1}}"), "/do/reset/bytes", "0 or more" },
	{ DO("{'delay':{}}"), "/do/delay", "a time, or uniform" },
	{ DO("{'delay':{'time':'1s','median':'2s'}}"), "/do/delay", "or median" },
	{ DO("{'delay':'1M'}"), "/do/delay", "" },
	{ DO("{'hold':{'until':'never'}}"), "/do/hold/until", "never" },
	{ DO("{'refuse':'61s'}"), "/do/refuse", "60s at most" },
	{ DO("{'garbage':1048577}"), "/do/garbage", "garbage is 1048576 bytes at most" },
	{ DO("{'delay':'36526d'}"), "/do/delay", "36525 days at most" },
	{ DO("{'delay':'9223372036854775807ms'}"), "/do/delay", "36525 days at most" },
	{ DO("{'delay':{'uniform':['1s','36526d']}}"), "/do/delay/uniform/1",
	  "36525 days at most" },
	{ DO("{'hold':{'until':'36526d'}}"), "/do/hold/until", "36525 days at most" },
	{ DO("{'patch':[{'op':'remove'}]}"), "/do/patch/0", "'op' and 'path'" },
	{ DO("{'patch':{}}"), "/do/patch", "needs 'ops'" },
	{ DO("{'headers':{}}"), "/do/headers", "a map of names" },
	{ DO("{'headers':{'A:':'x'}}"), "/do/headers/A:", "a header's name" },
	{ DO("{'headers':{'A':'x\\ny'}}"), "/do/headers/A", "a line of text" },
	{ DO("{'twice':{}}"), "/do", "has no point in FLOW_LIST" },
	{ DO("{'transient':'updating'}"), "/do", "has no point" },
	{ "{'fault':'f','on':'FLOW_PATCH','do':{'transient':'enabled'}}", "/do/transient",
	  "a transient state" },
	{ "{'fault':'f','on':'FLOW_GET','do':{'stale-read':{'reads':1,'for':'1h'}}}",
	  "/do/stale-read", "do not go together" },
};

static void refuses_what_cannot_strike_and_says_where(void **state UNUSED)
{
	for_each_row(i, bad) {
		AUTO_MEM char *why = refusal_of(bad[i].fault);
		const size_t n = strlen(bad[i].at);

		if (strncmp(why, bad[i].at, n) != 0 || strncmp(why + n, ": ", 2) != 0 ||
		    !strstr(why, bad[i].why))
			fail_msg("%s: %s", bad[i].fault, why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_short_form),
		cmocka_unit_test(refuses_what_cannot_strike_and_says_where),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
