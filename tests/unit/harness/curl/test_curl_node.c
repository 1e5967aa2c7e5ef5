/*
 * test_curl_node.c - harness/curl/curl_node.c
 */
#include "tests/unit/unit.h"

#include "harness/curl/curl_command.h"
#include "harness/curl/curl_node.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

/* Headers as the documents have them, and the one that they leave to curl. */
#define OWN                                                                    \
	" -H 'Authorization: Bearer {ACCESS_TOKEN}' -H 'x-api-key: {API_KEY}'" \
	" -H 'x-gw-ims-org-id: {ORG_ID}' -H 'x-sandbox-name: {SANDBOX_NAME}'"  \
	" -H 'Accept: application/json'"
#define TYPED " -H 'Content-Type: application/json'"

/* The node as JSON; "!" and the reason where it is refused. */
static char *made(const char *text, enum curl_node_form form)
{
	AUTO(curl_request_release) struct curl_request r = { 0 };
	AUTO(cJSON_Delete) cJSON *node = NULL;
	struct err e = { 0 };

	if (curl_command_read(text, strlen(text), 0, &r, &e) != 1 ||
	    curl_node_make(&r, form, &node, &e) < 0)
		return mem_printf("!%zu %s", r.words.wrong_at, e.text);
	return json_text(node);
}

static void a_command_is_the_step_of_its_row(void **state UNUSED)
{
	static const struct {
		const char *options;
		const char *node; /* with ' for " */
	} cases[] = {
		/* clang-format off */
		{ "https://platform.adobe.io/data/foundation/flowservice/flows", "{'GET':'/flows'}" },
		{ "http://127.0.0.1:8085/data/foundation/flowservice/flows/{FLOW_ID}?a=b#c",
		  "{'GET':'/flows/${FLOW_ID}?a=b'}" },
		{ "platform.adobe.io/data/foundation/flowservice/runs", "{'GET':'/runs'}" },
		{ "-G h/data/foundation/flowservice/runs -d property=flowId=={FLOW_ID}",
		  "{'GET':'/runs?property=flowId==${FLOW_ID}'}" },
		{ "-G 'h/data/foundation/flowservice/runs?limit=1' -d count=true",
		  "{'GET':'/runs?limit=1&count=true'}" },
		{ "-G h/data/foundation/flowservice/runs --data-urlencode 'a={FLOW_ID} ${b.c}$ {d {ORG_ID}'",
		  "{'GET':'/runs?a=${url(FLOW_ID)}%20${url(b.c)}%24%20%7Bd%20${url(org)}'}" },
		{ "https://h/data/foundation/flowservice", "{'GET':'/data/foundation/flowservice'}" },
		{ "https://h/data/core/activation/disflowprovider/adhocrun",
		  "{'GET':'/data/core/activation/disflowprovider/adhocrun'}" },
		{ "https://h", "{'GET':'${url}/'}" },
		{ "https://h?a", "{'GET':'${url}?a'}" },
		{ "https://h/other", "{'GET':'${url}/other'}" },
		{ "\"$base/flows\"", "{'GET':'${base}/flows'}" },
		{ "-g 'https://h/data/{id}'", "{'GET':'/data/{id}'}" },
		{ "h/data/x -H 'A: {NAME}-{IMS_ORG}'", "{'GET':'/data/x','headers':{'A':'${NAME}-${org}'}}" },
		{ "h/data/x" TYPED, "{'GET':'/data/x','headers':{'Content-Type':'application/json'}}" },
		{ "h/data/x" TYPED " -d '" JSON({"a": "{FLOW_ID}", "b": "${c}"}) "'",
		  "{'POST':'/data/x','raw':'{\\'a\\': \\'${FLOW_ID}\\', \\'b\\': \\'${c}\\'}'}" },
		{ "h/data/x" TYPED " -d '{" JSON("a": 1,) " // one\n" JSON("b": "//") " }'",
		  "{'POST':'/data/x','raw':'{\\'a\\': 1, \\n\\'b\\': \\'//\\' }'}" },
		{ "h/data/x" TYPED " -d '{" JSON("a": {LIMIT}) " // one'",
		  "{'POST':'/data/x','raw':'{\\'a\\': ${LIMIT} '}" },
		{ "h/data/x" TYPED " -d '{ // one'", "{'POST':'/data/x','raw':'{ // one'}" },
		{ "h/data/x -d '{} // one'",
		  "{'POST':'/data/x','headers':{'Content-Type':'application/x-www-form-urlencoded'},"
		  "'raw':'{} // one'}" },
		{ "h/data/x -H 'Content-Type:' -d a",
		  "{'POST':'/data/x','headers':{'Content-Type':null},'raw':'a'}" },
		{ "h/data/x" TYPED " -d '$${a} {ab} {a} {AB'",
		  "{'POST':'/data/x','raw':'$${a} {ab} {a} {AB'}" },
		{ "h/data/x" TYPED " -d '{SANDBOX_NAME} {ORGANIZATION_ID}'",
		  "{'POST':'/data/x','raw':'${sandbox} ${org}'}" },
		{ "h/data/x" TYPED " -d \"${SANDBOX_NAME:-dev}\"", "{'POST':'/data/x','raw':'${sandbox ?? dev}'}" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(mem_free) char *text = mem_printf("curl %s" OWN, cases[i].options);
		AUTO(mem_free) char *node = made(text, CURL_NODE_SENT);
		AUTO(mem_free) char *expected = quoted(cases[i].node);

		row_string_equal(i, node, expected);
	}
}

static void what_flowcheck_would_add_is_taken_away(void **state UNUSED)
{
	static const struct {
		const char *text, *node;
	} cases[] = {
		/* clang-format off */
		{ "curl h/data/x", "{'GET':'/data/x','headers':{'Accept':'*/*','Authorization':null,"
		  "'x-api-key':null,'x-gw-ims-org-id':null,'x-sandbox-name':null}}" },
		{ "curl -H 'Accept:' h/data/x -H 'x-api-key:' -H 'X-GW-IMS-ORG-ID: a' -H "
		  "'x-sandbox-name: dev' -H \"authorization: Bearer ${FLOWCHECK_ACCESS_TOKEN:-t}\"",
		  "{'GET':'/data/x','headers':{'Accept':null,'x-api-key':null,'X-GW-IMS-ORG-ID':'a',"
		  "'x-sandbox-name':'dev'}}" },
		{ "curl https://ims-na1.adobelogin.com/ims/token/v3 -d grant_type=client_credentials",
		  "{'POST':'/ims/token/v3','headers':{'Accept':'*/*','Content-Type':"
		  "'application/x-www-form-urlencoded'},'raw':'grant_type=client_credentials'}" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *node = made(cases[i].text, CURL_NODE_SENT);
		AUTO(mem_free) char *expected = quoted(cases[i].node);

		row_string_equal(i, node, expected);
	}
}

static void what_has_no_place_in_a_step_is_refused(void **state UNUSED)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		/* clang-format off */
		{ "curl ftp://h/x", "!5 the URL is neither http nor https" },
		{ "curl https://me:secret@h/x", "!5 the URL holds a login: remove it" },
		{ "curl https://h/{a,b}", "!5 curl reads { } in a URL as a list: write a placeholder in "
		  "capitals ({FLOW_ID}), %7B and %7D, or the option -g" },
		{ "curl https://h/a}", "!5 curl reads { } in a URL as a list: write a placeholder in "
		  "capitals ({FLOW_ID}), %7B and %7D, or the option -g" },
		{ "curl h/x?t={ACCESS_TOKEN}", "!5 {ACCESS_TOKEN} is a secret: it stands in the header "
		  "'Authorization: Bearer {ACCESS_TOKEN}', and nowhere else" },
		{ "curl h/x -H 'Authorization: {ACCESS_TOKEN}'", "!12 {ACCESS_TOKEN} is a secret: it "
		  "stands in the header 'Authorization: Bearer {ACCESS_TOKEN}', and nowhere else" },
		{ "curl h/x -d 'a {API_KEY}'", "!12 {API_KEY} is a secret: it stands in the header "
		  "'x-api-key: {API_KEY}', and nowhere else" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *node = made(cases[i].text, CURL_NODE_SENT);

		row_string_equal(i, node, cases[i].reason);
	}
}

static void what_is_written_has_json_as_a_body_and_no_secret(void **state UNUSED)
{
	static const char text[] =
		"curl h/data/foundation/flowservice/flows -H 'Accept: application/json' "
		"-H 'Authorization: Bearer eyJ.a.b' -H 'x-api-key: 4b71' "
		"-H 'x-gw-ims-org-id: A@AdobeOrg' -H 'x-sandbox-name: dev'" TYPED
		" -d '{" JSON("a": 1.50,) " // one\n " JSON("b": ["{FLOW_ID}"]) "}'";
	AUTO(mem_free) char *node = made(text, CURL_NODE_WRITTEN);
	AUTO_MEM char *expected =
		quoted("{'POST':'/flows','headers':{'x-gw-ims-org-id':'A@AdobeOrg',"
	               "'x-sandbox-name':'dev'},'body':{'a':1.50,'b':['${FLOW_ID}']}}");

	assert_string_equal(node, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_is_the_step_of_its_row),
		cmocka_unit_test(what_flowcheck_would_add_is_taken_away),
		cmocka_unit_test(what_has_no_place_in_a_step_is_refused),
		cmocka_unit_test(what_is_written_has_json_as_a_body_and_no_secret),
	};

	return cmocka_run_group_tests_name("curl/curl_node", tests, NULL, NULL);
}
