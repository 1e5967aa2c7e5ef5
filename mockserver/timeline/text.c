/*
 * text.c - a timeline as lines of text
 */
#include "mockserver/timeline/text.h"

#include "mockserver/timeline/names.h"
#include "mockserver/timeline/words.h"

#define NAME_COLUMNS 22 /* with two blanks after it */
#define AXIS_EVERY   20 /* flows: then labels and axis are drawn again */

enum glyph {
	/* the marks come first */
	GLYPH_END = MARK_COUNT,
	GLYPH_NOW,
	GLYPH_FAULT, /* below a mark */
	GLYPH_NONE,
	GLYPH_COUNT
};

/* clang-format off */
static const struct {
	const char *ascii, *utf8, *colour; /* as in ESC [ colour m */
	const char *name;                  /* of what is no mark */
} glyphs[] = {
	[MARK_COMING]   = { ".", "○", "2",    NULL },
	[MARK_SUCCESS]  = { "*", "●", "32",   NULL },
	[MARK_DEMANDED] = { "a", "◆", "36",   NULL },
	[MARK_QUEUED]   = { "q", "…", "34",   NULL },
	[MARK_RUNNING]  = { ">", "▶", "34",   NULL },
	[MARK_GAP]      = { "-", "╌", "33",   NULL },
	[MARK_PARTIAL]  = { "%", "◐", "33",   NULL },
	[MARK_FAILED]   = { "X", "✗", "1;31", NULL },
	[GLYPH_END]     = { "]", "┃", "35",   "end" },
	[GLYPH_NOW]     = { "|", "│", "1",    "now" },
	[GLYPH_FAULT]   = { "!", "↯", "1;35", "fault" },
	[GLYPH_NONE]    = { " ", " ", NULL,   NULL },
};
static_assert(ARRAY_LEN(glyphs) == GLYPH_COUNT, "every glyph is drawn");
/* clang-format on */

struct pen {
	struct buf *out;
	enum charset charset;
	enum colours colours;
	const char *colour; /* that is on; NULL for none */
};

size_t timeline_text_cells(size_t width)
{
	assert(width > NAME_COLUMNS);
	return width - NAME_COLUMNS;
}

/* The one before is turned off first: it may be bold. */
static void set_colour(struct pen *pen, const char *colour)
{
	if (pen->colours == COLOURS_OFF ||
	    (pen->colour && colour ? !strcmp(pen->colour, colour)
	                           : pen->colour == colour))
		return;
	if (pen->colour)
		buf_add_str(pen->out, "\033[m");
	if (colour)
		buf_printf(pen->out, "\033[%sm", colour);
	pen->colour = colour;
}

static void draw(struct pen *pen, int glyph)
{
	set_colour(pen, glyphs[glyph].colour);
	buf_add_str(pen->out, pen->charset == CHARSET_UTF8 ? glyphs[glyph].utf8
	                                                   : glyphs[glyph].ascii);
}

static void end_line(struct pen *pen)
{
	set_colour(pen, NULL);
	while (pen->out->size && pen->out->data[pen->out->size - 1] == ' ')
		pen->out->data[--pen->out->size] = '\0';
	buf_add_char(pen->out, '\n');
}

/* ---------------------------------------------------------------- names */

/* Control characters move a terminal's cursor, and some change what it does. */
static bool is_plain(const struct pen *pen, uint32_t c)
{
	return !names_is_control(c) && (c < 0x80 || pen->charset == CHARSET_UTF8);
}

/* The next character of a name as it is drawn, and its columns. */
static size_t name_char(const struct pen *pen, const char *at, size_t *bytes, bool *plain)
{
	uint32_t c = names_char(at, bytes);

	*plain = is_plain(pen, c);
	return *plain ? names_columns(c) : 1;
}

static size_t name_columns(const struct pen *pen, const char *name)
{
	size_t all = 0, bytes = 0;
	bool plain;

	for (const char *at = name; *at; at += bytes)
		all += name_char(pen, at, &bytes, &plain);
	return all;
}

/* The name, cut or filled to NAME_COLUMNS. */
static void draw_name(struct pen *pen, const char *name)
{
	bool cut = name_columns(pen, name) > NAME_COLUMNS - 2, plain;
	size_t used = 0, bytes = 0, most = NAME_COLUMNS - (cut ? 3 : 2);

	for (const char *at = name; *at; at += bytes) {
		size_t wide = name_char(pen, at, &bytes, &plain);

		if (used + wide > most)
			break;
		buf_add(pen->out, plain ? at : "?", plain ? bytes : 1);
		used += wide;
	}
	if (cut)
		buf_add_str(pen->out, pen->charset == CHARSET_UTF8 ? "…" : "~");
	for (used += cut; used < NAME_COLUMNS; used++)
		buf_add_char(pen->out, ' ');
}

/* ---------------------------------------------------------------- a flow */

static bool in_window(const struct timeline *t, vtime at)
{
	return at >= t->from_at && at < t->until_at;
}

/* The cell that shows the end: the next one where a run is in its own; else none. */
static size_t end_cell(const struct timeline *t, const struct timeline_flow *f)
{
	size_t i;
	enum timeline_mark mark;

	if (!f->step_ms || f->start_at == VTIME_NEVER || !in_window(t, f->end_at))
		return t->cell_count;
	i = timeline_cell_at(t, f->end_at);
	mark = timeline_cell_mark(&f->cells[i]);
	if (mark == MARK_COUNT || mark == MARK_COMING)
		return i;
	if (i + 1 < t->cell_count && timeline_cell_mark(&f->cells[i + 1]) == MARK_COUNT)
		return i + 1;
	return t->cell_count;
}

static int glyph_at(const struct timeline *t, const struct timeline_flow *f, size_t i)
{
	enum timeline_mark mark = timeline_cell_mark(&f->cells[i]);

	if (i == end_cell(t, f))
		return GLYPH_END;
	if (mark != MARK_COUNT)
		return (int)mark;
	return in_window(t, t->now) && timeline_cell_at(t, t->now) == i ? GLYPH_NOW
	                                                                : GLYPH_NONE;
}

static int64_t count_at(const struct timeline *t, const struct timeline_flow *f, size_t i)
{
	int glyph = glyph_at(t, f, i);

	return glyph < MARK_COUNT ? f->cells[i].counts[glyph] : 0;
}

/* Where faults have struck; else how many there are of a glyph, where it is several. */
static void draw_counts(struct pen *pen, const struct timeline *t,
                        const struct timeline_flow *f)
{
	bool several = false;

	for (size_t i = 0; i < t->cell_count; i++)
		several = several || count_at(t, f, i) > 1 || f->cells[i].faults;
	if (!several)
		return;
	draw_name(pen, "");
	for (size_t i = 0; i < t->cell_count; i++) {
		int64_t n = count_at(t, f, i);

		if (f->cells[i].faults) {
			draw(pen, GLYPH_FAULT);
			continue;
		}
		set_colour(pen, "2");
		buf_add_char(pen->out, n < 2 ? ' ' : n > 9 ? '+' : (char)('0' + n));
	}
	end_line(pen);
}

/* How much of it goes on a line: all, or up to the last comma that there is room for. */
static size_t line_of(const char *text, size_t room)
{
	size_t size = strlen(text), fits = 0;

	if (size <= room)
		return size;
	for (size_t i = 0; i + 1 < size; i++) {
		bool ends = (text[i] == ',' || text[i] == ';') && text[i + 1] == ' ';

		if (ends && (i < room || !fits))
			fits = i + 1;
	}
	return fits ? fits : size;
}

static void draw_words(struct pen *pen, const struct timeline *t,
                       const struct timeline_flow *f)
{
	AUTO(buf_release) struct buf words = { 0 };
	const char *at, *indent = "  ";

	words_flow(f, &words);
	for (at = buf_str(&words); *at;) {
		size_t n = line_of(at, NAME_COLUMNS + t->cell_count - strlen(indent));

		buf_printf(pen->out, "%s%.*s", indent, (int)n, at);
		end_line(pen);
		at += n + (at[n] == ' ');
		indent = "    ";
	}
}

static void draw_flow(struct pen *pen, const struct timeline *t,
                      const struct timeline_flow *f)
{
	draw_name(pen, *f->name ? f->name : f->id);
	for (size_t i = 0; i < t->cell_count; i++)
		draw(pen, glyph_at(t, f, i));
	end_line(pen);
	draw_counts(pen, t, f);
	draw_words(pen, t, f);
}

/* ---------------------------------------------------------------- around them */

static void draw_head(struct pen *pen, const struct timeline *t)
{
	char from[VTIME_TEXT], until[VTIME_TEXT], now[VTIME_TEXT];

	buf_printf(pen->out, "%s to %s, now %s", vtime_format(t->from_at, from),
	           vtime_format(t->until_at, until), vtime_format(t->now, now));
	end_line(pen);
}

/* The labels, each above its place. */
static void draw_labels(struct pen *pen, const struct timeline *t, int64_t step)
{
	char text[AXIS_TEXT];
	size_t used = 0;

	draw_name(pen, "");
	for (vtime at = timeline_axis_first(t->from_at, step); at < t->until_at;
	     at += step) {
		size_t cell = timeline_cell_at(t, at);

		timeline_axis_label(at, step, text);
		if (cell + strlen(text) > t->cell_count || cell < used)
			continue;
		for (; used < cell; used++)
			buf_add_char(pen->out, ' ');
		buf_add_str(pen->out, text);
		used += strlen(text);
	}
	end_line(pen);
}

static void draw_axis(struct pen *pen, const struct timeline *t, int64_t step)
{
	bool utf8 = pen->charset == CHARSET_UTF8;
	vtime label = timeline_axis_first(t->from_at, step);

	draw_name(pen, "");
	for (size_t i = 0; i < t->cell_count; i++) {
		vtime end = timeline_cell_begin(t, i + 1);
		bool here = label < end;

		if (in_window(t, t->now) && timeline_cell_at(t, t->now) == i)
			buf_add_str(pen->out, utf8 ? "▼" : "v");
		else if (here)
			buf_add_str(pen->out, utf8 ? "┬" : "+");
		else
			buf_add_str(pen->out, utf8 ? "─" : "-");
		label = here ? timeline_axis_first(end, step) : label;
	}
	end_line(pen);
}

static bool is_used(const struct timeline *t, int glyph)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		if (glyph == GLYPH_FAULT && t->flows[i].fault_count)
			return true;
		for (size_t j = 0; j < t->cell_count; j++) {
			if (glyph_at(t, &t->flows[i], j) == glyph)
				return true;
		}
	}
	return false;
}

/* Only of what is there, as many on a line as there is room for. */
static void draw_legend(struct pen *pen, const struct timeline *t)
{
	size_t used = 0;

	for (int g = 0; g < GLYPH_NONE; g++) {
		const char *name = g < MARK_COUNT
		                           ? timeline_mark_name((enum timeline_mark)g)
		                           : glyphs[g].name;

		if (!is_used(t, g))
			continue;
		if (used && used + 2 + strlen(name) > NAME_COLUMNS + t->cell_count) {
			end_line(pen);
			used = 0;
		}
		draw(pen, g);
		set_colour(pen, NULL);
		buf_printf(pen->out, " %s  ", name);
		used += 4 + strlen(name);
	}
	end_line(pen);
}

void timeline_text(const struct timeline *t, enum charset charset, enum colours colours,
                   struct buf *out)
{
	struct pen pen = { .out = out, .charset = charset, .colours = colours };
	int64_t step = timeline_axis_step(t->until_at - t->from_at, t->cell_count);

	draw_head(&pen, t);
	if (!t->flow_count) {
		buf_add_str(out, "no flows\n");
		return;
	}
	buf_add_char(out, '\n');
	draw_labels(&pen, t, step);
	draw_axis(&pen, t, step);
	for (size_t i = 0; i < t->flow_count; i++) {
		if (i && i % AXIS_EVERY == 0) {
			buf_add_char(out, '\n');
			draw_labels(&pen, t, step);
			draw_axis(&pen, t, step);
		}
		draw_flow(&pen, t, &t->flows[i]);
	}
	buf_add_char(out, '\n');
	draw_legend(&pen, t);
}
