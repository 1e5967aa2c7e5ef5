/*
 * draft.c - the draft state: entities that wait for their publish
 */
#include "mockserver/entities/draft.h"

#include "mockserver/entities/validate.h"

static const char *const states[] = {
	[CREATE_LIVE] = "enabled",
	[CREATE_DRAFT] = "draft",
};
static_assert(ARRAY_LEN(states) == CREATE_MODES, "every mode has a state");

const char *draft_state(enum create_mode mode)
{
	return states[mode];
}

void draft_check_spec(enum create_mode mode, const struct spec *spec, struct refusal *rf)
{
	const cJSON *supported =
		json_at(spec_tree(spec), "attributes.isDraftModeSupported");

	if (mode == CREATE_DRAFT && !cJSON_IsTrue(supported))
		validate_error(rf, "", "can't be a draft: its spec has none",
		               E_DRAFT_UNSUPPORTED, spec_id(spec));
}

void draft_check_reference(enum create_mode mode, const char *state, const char *pointer,
                           struct refusal *rf)
{
	if (mode == CREATE_LIVE && state && strcmp(state, states[CREATE_LIVE]) != 0)
		validate_reference(rf, pointer, "what it refers to is %s", state);
}
