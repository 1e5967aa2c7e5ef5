/*
 * shape.c - generated text: a template with tokens
 */
#include "mockserver/data/shape.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/data/words.h"

#define WIDTH_MAX 64 /* characters of one token */

enum shape_piece_kind { LITERAL, ROW, DIGITS, HEX, UPPER, LOWER, NUMBER, UUID, WORDS };

struct shape_piece {
	enum shape_piece_kind kind;
	char *text; /* LITERAL */
	size_t size;
	int64_t low, high; /* NUMBER: both included; others: low is the width */
	uint64_t salt;     /* sets its draws apart from other pieces' */
	const struct words *words;
	bool small; /* WORDS in lower case */
};

struct shape {
	struct shape_piece *piece;
	size_t count;
};

/* The tokens that are no word lists, and how many numbers may follow the name. */
static const struct {
	const char *name;
	enum shape_piece_kind kind;
	int least, most;
} tokens[] = {
	{ "row", ROW, 0, 1 },     { "digits", DIGITS, 1, 1 }, { "hex", HEX, 1, 1 },
	{ "upper", UPPER, 1, 1 }, { "lower", LOWER, 1, 1 },   { "number", NUMBER, 2, 2 },
	{ "uuid", UUID, 0, 0 },
};

static struct shape_piece *add_piece(struct shape *p, enum shape_piece_kind kind)
{
	struct shape_piece *piece;

	p->piece = mem_grow(p->piece, p->count + 1, sizeof(*p->piece));
	piece = &p->piece[p->count];
	*piece = (struct shape_piece){ .kind = kind, .salt = hash_mix(p->count) };
	p->count++;
	return piece;
}

static void add_literal(struct shape *p, const char *text, size_t n)
{
	struct shape_piece *piece = add_piece(p, LITERAL);

	piece->text = mem_alloc(n + 1);
	memcpy(piece->text, text, n);
	piece->size = n;
}

/* The whole of the slice as a number. */
static bool slice_int(struct str s, int64_t *out)
{
	char text[24];

	if (s.size >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)s.size, s.at);
	return str_to_int(text, out);
}

/* Up to two numbers after the name; answers how many, or -1. */
static int read_numbers(struct str rest, int64_t number[2])
{
	struct str part;
	int n = 0;

	while (str_split(&rest, ':', &part)) {
		if (n == 2 || !slice_int(part, &number[n++]))
			return -1;
	}
	return n;
}

static bool add_token(struct shape *p, struct str name, struct str rest)
{
	int64_t number[2] = { 0 };
	int n = read_numbers(rest, number);
	struct shape_piece *piece;

	for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
		if (!str_is(name, tokens[i].name))
			continue;
		if (n < tokens[i].least || n > tokens[i].most)
			return false;
		if (tokens[i].kind == NUMBER ? number[0] > number[1]
		                             : number[0] < 0 || number[0] > WIDTH_MAX)
			return false;
		piece = add_piece(p, tokens[i].kind);
		piece->low = number[0];
		piece->high = number[1];
		return true;
	}
	return false;
}

static bool add_words(struct shape *p, struct str name, struct str rest)
{
	const struct words *words = words_find(name.at, name.size);
	struct shape_piece *piece;

	if (!words || (rest.at && !str_is(rest, "lower")))
		return false;
	piece = add_piece(p, WORDS);
	piece->words = words;
	if (words->stream)
		piece->salt = hash_text(0, words->stream);
	piece->small = rest.at != NULL;
	return true;
}

static int read_token(struct shape *p, struct str token, const struct cursor *at,
                      struct err *e)
{
	struct str rest = token, name;

	if (!str_split(&rest, ':', &name))
		name = (struct str){ .at = token.at };
	if (add_token(p, name, rest) || add_words(p, name, rest))
		return 0;
	return cursor_fail(at, e, "no token is called {%.*s}", (int)token.size, token.at);
}

static int read_shape(struct shape *p, const char *text, const struct cursor *at,
                      struct err *e)
{
	while (*text) {
		size_t plain = strcspn(text, "{");
		const char *close;

		if (plain)
			add_literal(p, text, plain);
		text += plain;
		if (str_starts(text, "{{")) {
			add_literal(p, text, 1);
			text += 2;
			continue;
		}
		if (!*text)
			return 0;
		close = strchr(text, '}');
		if (!close)
			return cursor_fail(at, e,
			                   "a '{' is not closed; write '{{' for a brace");
		if (read_token(p, (struct str){ text + 1, (size_t)(close - text) - 1 },
		               at, e) < 0)
			return -1;
		text = close + 1;
	}
	return 0;
}

int shape_new(const char *text, const struct cursor *at, struct shape **out,
              struct err *e)
{
	struct shape *p = mem_alloc(sizeof(*p));

	if (read_shape(p, text, at, e) < 0) {
		shape_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

void shape_free(struct shape *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		free(p->piece[i].text);
	free(p->piece);
	free(p);
}

/* Decimal, padded with zeros to a width. */
static void put_number(struct buf *out, uint64_t v, int64_t width)
{
	char text[WIDTH_MAX + 1];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while ((int64_t)(sizeof(text) - at) < width)
		text[--at] = '0';
	buf_add(out, text + at, sizeof(text) - at);
}

/* `width` characters of an alphabet, eight from each hash; bases divide 2^64 evenly
 * enough.  Inline, so that each alphabet's base is a constant: to divide by one is to
 * multiply. */
static inline __attribute__((always_inline)) void put_letters(struct buf *out, uint64_t h,
                                                              int64_t width,
                                                              const char *alphabet)
{
	const uint64_t base = strlen(alphabet);
	char text[WIDTH_MAX];
	uint64_t left = 0;

	for (int64_t i = 0; i < width; i++) {
		if (i % 8 == 0)
			left = hash_with(h, (uint64_t)i);
		text[i] = alphabet[left % base];
		left /= base;
	}
	buf_add(out, text, (size_t)width);
}

static void put_digits(struct buf *out, uint64_t h, int64_t width)
{
	if (width < 1)
		return;
	buf_add_char(out, (char)('1' + hash_below(h, 9)));
	put_letters(out, h, width - 1, "0123456789");
}

static void put_range(struct buf *out, uint64_t h, int64_t low, int64_t high)
{
	uint64_t span = (uint64_t)high - (uint64_t)low + 1;

	buf_add_int(out, (int64_t)((uint64_t)low + (span ? hash_below(h, span) : h)));
}

static void put_word(struct buf *out, const struct shape_piece *p,
                     const struct shape_draw *draw)
{
	uint64_t h = hash_with(p->words->stream ? draw->record : draw->field, p->salt);
	const char *word = p->words->all[hash_below(h, p->words->count)];

	if (!p->small) {
		buf_add_str(out, word);
		return;
	}
	for (; *word; word++)
		buf_add_char(out,
		             *word >= 'A' && *word <= 'Z' ? (char)(*word | 32) : *word);
}

void shape_put(const struct shape *p, const struct shape_draw *draw, struct buf *out)
{
	for (const struct shape_piece *k = p->piece; k < p->piece + p->count; k++) {
		uint64_t h = hash_with(draw->field, k->salt);
		char uuid[UUID_TEXT];

		switch (k->kind) {
		case LITERAL:
			buf_add(out, k->text, k->size);
			break;
		case ROW:
			put_number(out, draw->row, k->low);
			break;
		case DIGITS:
			put_digits(out, h, k->low);
			break;
		case HEX:
			put_letters(out, h, k->low, "0123456789abcdef");
			break;
		case UPPER:
			put_letters(out, h, k->low, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
			break;
		case LOWER:
			put_letters(out, h, k->low, "abcdefghijklmnopqrstuvwxyz");
			break;
		case NUMBER:
			put_range(out, h, k->low, k->high);
			break;
		case UUID:
			buf_add_str(out, hash_uuid(h, uuid));
			break;
		case WORDS:
			put_word(out, k, draw);
			break;
		}
	}
}
