/*
 * index.c - which of an operation's faults a request may match, found in little time
 */
#include "mockserver/faults/index.h"

#include "lib/hash.h"
#include "lib/mem.h"

static_assert(FAULT_PROBES <= 32, "probes are bits of struct fault_texts");

/* ---------------------------------------------------------------- making */

static bool same_place(const struct fault_probe *a, const struct fault_probe *b)
{
	if (a->part != b->part || a->depth != b->depth || a->size != b->size)
		return false;
	for (size_t i = 0; i < a->depth; i++) {
		if (strcmp(a->steps[i], b->steps[i]) != 0)
			return false;
	}
	return true;
}

/* The number of the probe; FAULT_PROBES where there is no room for another. */
static size_t probe_of(struct fault_gates *g, const struct fault_probe *p)
{
	for (size_t i = 0; i < g->probe_count; i++) {
		if (same_place(&g->probes[i], p))
			return i;
	}
	if (g->probe_count == FAULT_PROBES)
		return FAULT_PROBES;
	g->probes[g->probe_count] = *p;
	return g->probe_count++;
}

/*
 * How many characters every text begins with that "^…" finds: up to the first that means
 * more than itself, less one that may be missing.
 */
static size_t prefix_size(const char *pattern)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789 -_/:;,=@#%&\"'<>~!";
	size_t n;

	if (*pattern != '^' || strchr(pattern, '|'))
		return 0;
	n = strspn(pattern + 1, plain);
	return n && pattern[n + 1] && strchr("*+?{", pattern[n + 1]) ? n - 1 : n;
}

static void want_text(struct fault_gates *g, struct fault_gate *gate,
                      const struct fault_probe *p, const char *text)
{
	gate->probe = probe_of(g, p);
	gate->hash = hash_text(0, text);
}

static void want_prefix(struct fault_gates *g, struct fault_gate *gate,
                        const struct fault_probe *p, const struct pattern *regex)
{
	const char *pattern = pattern_text(regex);
	struct fault_probe beginning = *p;

	beginning.size = prefix_size(pattern);
	if (!beginning.size)
		return;
	gate->probe = probe_of(g, &beginning);
	gate->hash = hash_bytes(0, pattern + 1, beginning.size);
}

/* A run has several datasets, any of which may fit. */
static bool is_one_text(enum fault_part part, enum fault_sort sort)
{
	return sort == FAULT_OF_REQUESTS || part != FAULT_PART_DATASET;
}

/* The first text that the fault asks for; else the first beginning of one. */
static void add_when(struct fault_gates *g, struct fault_gate *gate, enum fault_sort sort)
{
	const struct fault *f = gate->fault;

	for (int whole = 1; whole >= 0; whole--) {
		for (size_t i = 0; i < f->asked_count; i++) {
			const struct fault_when *w = &f->asked[f->asked_parts[i]];

			for (size_t k = 0;
			     k < w->count && is_one_text(f->asked_parts[i], sort); k++) {
				const struct fault_leaf *leaf = &w->leaves[k];
				const struct fault_probe p = {
					f->asked_parts[i],
					(const char *const *)leaf->steps, leaf->depth, 0
				};

				if (whole && leaf->text)
					want_text(g, gate, &p, leaf->text);
				else if (!whole && leaf->regex)
					want_prefix(g, gate, &p, leaf->regex);
				if (gate->probe < FAULT_PROBES)
					return;
			}
		}
	}
}

static void add_gate(struct fault_gates *g, struct fault *f, enum fault_point point)
{
	static const struct fault_probe path = { FAULT_PART_PATH, NULL, 0, 0 };
	const char *exact =
		f->on.how[point] == FAULT_ON_PATH ? fault_on_exact_path(&f->on) : NULL;
	struct fault_gate *gate;

	g->all = mem_grow(g->all, g->count + 1, sizeof(*g->all));
	gate = &g->all[g->count++];
	*gate = (struct fault_gate){ .fault = f, .probe = FAULT_PROBES };
	if (exact)
		want_text(g, gate, &path, exact);
	else
		add_when(g, gate, fault_point_sort(point));
	if (gate->probe == FAULT_PROBES)
		gate->hash = 0;
}

static int by_text(const void *a, const void *b)
{
	const struct fault_gate *x = *(struct fault_gate *const *)a;
	const struct fault_gate *y = *(struct fault_gate *const *)b;

	if (x->probe != y->probe)
		return x->probe < y->probe ? -1 : 1;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x > y) - (x < y);
}

static void sort(struct fault_gates *g)
{
	g->sorted = mem_alloc((g->count + 1) * sizeof(struct fault_gate *));
	g->unmet = mem_alloc((g->count + 1) * sizeof(struct fault_gate *));
	for (size_t i = 0; i < g->count; i++) {
		g->sorted[i] = &g->all[i];
		if (g->all[i].probe < FAULT_PROBES)
			g->unmet[g->unmet_count++] = &g->all[i];
	}
	qsort(g->sorted, g->count, sizeof(struct fault_gate *), by_text);
}

struct fault_gates *fault_index_of(struct fault_index *ix, struct fault *const *all,
                                   size_t count, enum fault_point point)
{
	struct fault_gates *g = ix->on[point];

	if (g)
		return g;
	ix->on[point] = g = mem_alloc(sizeof(*g));
	for (size_t i = 0; i < count; i++) {
		if (all[i]->on.how[point] != FAULT_ON_NOT)
			add_gate(g, all[i], point);
	}
	sort(g);
	return g;
}

static void free_gates(struct fault_gates *g)
{
	if (!g)
		return;
	free(g->all);
	free(g->sorted);
	free(g->unmet);
	free(g);
}

void fault_index_clear(struct fault_index *ix)
{
	for (size_t i = 0; i < FAULT_POINT_COUNT; i++) {
		free_gates(ix->on[i]);
		ix->on[i] = NULL;
	}
}

/* ---------------------------------------------------------------- asking */

static const char *text_at(const struct fault_probe *p, const struct fault_subject *s)
{
	const cJSON *value;

	if (p->part == FAULT_PART_FLOW)
		return p->depth ? NULL : s->flow;
	if (p->part == FAULT_PART_PATH && s->path)
		return p->depth ? NULL : s->path;
	if (p->part == FAULT_PART_CLIENT)
		return p->depth ? NULL : s->client;
	value = s->part(s->ctx, p->part);
	for (size_t i = 0; value && i < p->depth; i++)
		value = cJSON_IsObject(value) ? json_get(value, p->steps[i]) : NULL;
	return value && cJSON_IsString(value) ? value->valuestring : NULL;
}

/* Does so much of a text stand there?  Then its hash. */
static bool look(const struct fault_probe *p, const struct fault_subject *s,
                 uint64_t *hash)
{
	const char *text = text_at(p, s);
	size_t n = text ? strlen(text) : 0;

	if (!text || n < p->size)
		return false;
	*hash = hash_bytes(0, text, p->size ? p->size : n);
	return true;
}

void fault_texts_of(const struct fault_gates *g, const struct fault_subject *s,
                    struct fault_texts *out)
{
	out->there = 0;
	for (size_t i = 0; i < g->probe_count; i++) {
		if (look(&g->probes[i], s, &out->hash[i]))
			out->there |= UINT32_C(1) << i;
	}
}

/* Where those that ask for the text, or for a greater one, begin. */
static size_t find(const struct fault_gates *g, size_t probe, uint64_t hash)
{
	size_t low = 0, high = g->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct fault_gate *gate = g->sorted[mid];

		if (gate->probe < probe || (gate->probe == probe && gate->hash < hash))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void add_alike(struct fault_walk *walk, size_t probe, uint64_t hash)
{
	const struct fault_gates *g = walk->gates;
	size_t first = find(g, probe, hash), end = first;

	while (end < g->count && g->sorted[end]->probe == probe &&
	       g->sorted[end]->hash == hash)
		end++;
	if (first == end)
		return;
	walk->groups[walk->count++] = (struct fault_group){ first, end };
}

void fault_walk_begin(const struct fault_gates *g, const struct fault_texts *texts,
                      struct fault_walk *out)
{
	out->gates = g;
	out->count = 0;
	for (size_t i = 0; i < g->probe_count; i++) {
		if (texts->there >> i & 1)
			add_alike(out, i, texts->hash[i]);
	}
	add_alike(out, FAULT_PROBES, 0);
}

struct fault_gate *fault_walk_next(struct fault_walk *walk)
{
	struct fault_group *first = NULL;
	struct fault_gate *gate, *soonest = NULL;

	for (size_t i = 0; i < walk->count; i++) {
		struct fault_group *one = &walk->groups[i];

		if (one->next == one->end)
			continue;
		gate = walk->gates->sorted[one->next];
		if (!soonest || gate < soonest) {
			soonest = gate;
			first = one;
		}
	}
	if (first)
		first->next++;
	return soonest;
}
