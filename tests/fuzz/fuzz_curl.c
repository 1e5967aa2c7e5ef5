/*
 * fuzz_curl.c - any text is refused where it is wrong, or becomes a scenario that reads
 */
#include "harness/curl/curl_command.h"
#include "harness/curl/curl_node.h"
#include "harness/curl/curl_scenario.h"
#include "lib/mem.h"
#include "lib/yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The place of what is refused lies in the text; a request has a method and a path. */
static void judge_first(const char *text, size_t n)
{
	AUTO(curl_request_release) struct curl_request r = { 0 };
	AUTO(cJSON_Delete) cJSON *node = NULL;
	struct err e = { 0 };
	int found = curl_command_read(text, n, 0, &r, &e);

	assert(r.words.wrong_at <= n && r.words.end <= n);
	if (found < 1)
		return;
	assert(r.words.end > 0 && r.method && r.url);
	if (curl_node_make(&r, CURL_NODE_SENT, &node, &e) < 0) {
		assert(e.code == ERR_INVALID && r.words.wrong_at < n);
		return;
	}
	assert(!strcmp(node->child->string, r.method));
	assert(!strchr("#", *node->child->valuestring));
}

static void judge_scenario(const char *text, size_t n)
{
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(yaml_release) struct yaml y = { 0 };
	struct err e = { 0 };

	if (curl_scenario_write("f", text, n, &out, &e) < 0) {
		assert(e.code == ERR_INVALID || e.code == ERR_NOT_FOUND);
		assert(*e.text && !out.size);
		return;
	}
	if (yaml_parse("f", buf_str(&out), out.size, &y, &e) < 0) {
		fprintf(stderr, "%s\n%s", e.text, buf_str(&out));
		abort();
	}
	assert(cJSON_IsArray(json_get(y.root, "steps")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1); /* no byte after it is to be read */

	memcpy(text, data, size);
	judge_first(text, size);
	judge_scenario(text, size);
	free(text);
	return 0;
}
