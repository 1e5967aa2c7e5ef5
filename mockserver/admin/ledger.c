/*
 * ledger.c - /__admin/ledger: what is in force where the sources contradict each other
 */
#include "mockserver/contract/ledger.h"

#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"

/* The flag, variable or member that choices came from: "--choose". */
static const char *chosen_by(const cJSON *options)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, options) {
		if (!strcmp(json_str(row, "name"), "choose"))
			return json_str(row, "by");
	}
	return NULL;
}

static cJSON *show(const struct contract *c, enum ledger_entry entry, const char *by)
{
	cJSON *row = json_new_object(), *choices;

	json_set(row, "id", json_new_str(ledger_id(entry)));
	json_set(row, "name", json_new_str(ledger_name(entry)));
	json_set(row, "title", json_new_str(ledger_topic(entry)));
	choices = json_set(row, "choices", json_new_object());
	for (int i = 0; i < CONTRACT_COUNT; i++) {
		enum contract_mode mode = (enum contract_mode)i;
		enum ledger_choice choice = ledger_mode_choice(mode, entry);

		json_set(choices, contract_name(mode),
		         json_new_str(ledger_choice_name(choice)));
	}
	choices = json_set(row, "options", json_new_array());
	for (int i = 0; i < CHOICE_COUNT; i++) {
		if (ledger_has_option(entry, (enum ledger_choice)i))
			json_push(choices, json_new_str(ledger_choice_name(
						   (enum ledger_choice)i)));
	}
	json_set(row, "choice",
	         json_new_str(ledger_choice_name(ledger_choice(c, entry))));
	json_set(row, "origin", json_new_str(c->chosen[entry] ? "choose" : "contract"));
	json_set(row, "by", c->chosen[entry] && by ? json_new_str(by) : json_new_null());
	return row;
}

/* GET /__admin/ledger */
int admin_ledger(struct request *rq)
{
	const struct contract *c = &rq->app->world.now.contract;
	const char *by = chosen_by(rq->app->options);
	cJSON *body = json_new_object(), *list;

	json_set(body, "contract", json_new_str(contract_name(c->mode)));
	list = json_set(body, "entries", json_new_array());
	for (int i = 0; i < LEDGER_COUNT; i++)
		json_push(list, show(c, (enum ledger_entry)i, by));
	return reply_tree(rq, 200, body);
}
