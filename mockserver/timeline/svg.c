/*
 * svg.c - a timeline as a picture: one SVG file that needs no other
 *
 * Lengths are in tenths of a pixel, so that no floating point is printed.
 */
#include "mockserver/timeline/svg.h"

#include "lib/str.h"
#include "mockserver/timeline/names.h"
#include "mockserver/timeline/words.h"

#define WIDTH      1000
#define LEFT       16
#define PLOT       (WIDTH - 2 * LEFT)
#define TOP        86 /* of the first lane's words */
#define LANE       66
#define LANE_LINE  26 /* the line of marks, below the words */
#define LEGEND     56
#define NAME_BYTES 72
#define NAME_LEAST 20 /* characters that a name keeps next to many words */
#define ELLIPSIS   13 /* its width in a name */
#define AXIS_LINE  28 /* the labels, above a lane's words */
#define AXIS_EVERY 12 /* lanes: then the labels are repeated, in a strip of AXIS_ROOM */
#define AXIS_ROOM  24
#define WORD_WIDTH 7  /* of a character, roughly: no caption leaves the picture */
#define WORDS_GAP  10 /* between a name and its words */

#define REPLACEMENT "\xef\xbf\xbd"

/* Shapes around 0,0; the class gives colour and fill. */
static const struct {
	const char *style, *shape;
} drawn[] = {
	[MARK_COMING] = { "coming", "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z" },
	[MARK_SUCCESS] = { "success", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z" },
	[MARK_DEMANDED] = { "demanded", "M0-5.5L5.5 0L0 5.5L-5.5 0z" },
	[MARK_QUEUED] = { "queued", "M-3.5-3.5h7v7h-7z" },
	[MARK_RUNNING] = { "running", "M-3.5-5L5.5 0L-3.5 5z" },
	[MARK_GAP] = { "gap", "M-4 0h8" },
	[MARK_PARTIAL] = { "partial", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"
	                              "M0-3a3 3 0 0 0 0 6z" },
	[MARK_FAILED] = { "failed", "M-4-4L4 4M4-4L-4 4" },
};
static_assert(ARRAY_LEN(drawn) == MARK_COUNT, "every mark is drawn");

/* Where a fault has struck, above the mark. */
#define BOLT "M1-5L-3 1H0L-1 5L3-1H0z"

/* clang-format off */
static const char styles[] =
	"<style>\n"
	"text{font:12px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#57606a;"
	"stroke:#ffffff;stroke-width:4;stroke-linejoin:round;paint-order:stroke}\n"
	".page{fill:#ffffff}.name{font-size:13px;font-weight:600;fill:#1f2328}\n"
	".title{font-size:15px;font-weight:600;fill:#1f2328}.count{font-size:9px}\n"
	".grid{stroke:#d8dee4;stroke-width:1}.life{stroke:#c3cad1;stroke-width:2}\n"
	".now{stroke:#57606a;stroke-width:1;stroke-dasharray:3 3}\n"
	".success{fill:#1a7f37}.demanded{fill:#8250df}.running{fill:#0969da}\n"
	".queued{fill:#ffffff;stroke:#0969da;stroke-width:2}\n"
	".coming{fill:#ffffff;stroke:#8c959f;stroke-width:1.5}\n"
	".gap{fill:none;stroke:#bf8700;stroke-width:3}\n"
	".partial{fill:#bf8700;fill-rule:evenodd}\n"
	".failed{fill:none;stroke:#cf222e;stroke-width:2.5}\n"
	".end{fill:none;stroke:#1f2328;stroke-width:2.5}.fault{fill:#bf3989}\n"
	"@media (prefers-color-scheme:dark){\n"
	"text{fill:#9198a1;stroke:#0d1117}.page{fill:#0d1117}.name,.title{fill:#f0f6fc}\n"
	".grid{stroke:#21262d}.life{stroke:#3d444d}.now{stroke:#9198a1}\n"
	".success{fill:#3fb950}.demanded{fill:#ab7df8}.running{fill:#4493f8}\n"
	".queued{fill:#0d1117;stroke:#4493f8}.coming{fill:#0d1117;stroke:#656c76}\n"
	".gap{stroke:#d29922}.partial{fill:#d29922}.failed{stroke:#f85149}\n"
	".end{stroke:#f0f6fc}.fault{fill:#f778ba}}\n"
	"</style>\n";
/* clang-format on */

/* As text or as a value between quotes; what XML can't hold, and what would change the
 * order of the text around it, becomes U+FFFD. */
static void add_escaped(struct buf *out, const char *s, size_t n)
{
	static const struct {
		uint32_t c;
		const char *text;
	} escapes[] = {
		{ '&', "&amp;" },  { '<', "&lt;" },   { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&#39;" },
	};

	for (size_t i = 0, bytes; i < n; i += bytes) {
		uint32_t c = names_char(s + i, &bytes);
		size_t k = 0;

		while (k < ARRAY_LEN(escapes) && escapes[k].c != c)
			k++;
		if (k < ARRAY_LEN(escapes))
			buf_add_str(out, escapes[k].text);
		else if (names_is_control(c) || c == 0xfffe || c == 0xffff)
			buf_add_str(out, REPLACEMENT);
		else
			buf_add(out, s + i, bytes);
	}
}

static void add_text(struct buf *out, const char *s)
{
	add_escaped(out, s, strlen(s));
}

/* Where a point in time is, in tenths. */
static int64_t place(const struct timeline *t, vtime at)
{
	return LEFT * INT64_C(10) +
	       (at - t->from_at) * PLOT * 10 / (t->until_at - t->from_at);
}

static void add_tenths(struct buf *out, int64_t n)
{
	buf_printf(out, "%lld", (long long)(n / 10));
	if (n % 10)
		buf_printf(out, ".%lld", (long long)(n % 10));
}

static void add_line(struct buf *out, const char *style, int64_t x, int y1, int y2)
{
	buf_printf(out, "<path class=\"%s\" d=\"M", style);
	add_tenths(out, x);
	buf_printf(out, " %dV%d\"", y1, y2);
}

static bool in_window(const struct timeline *t, vtime at)
{
	return at >= t->from_at && at < t->until_at;
}

/* ---------------------------------------------------------------- a lane */

static void add_count(struct buf *out, int64_t x, int y, int64_t n)
{
	buf_add_str(out, "<text class=\"count\" text-anchor=\"middle\" x=\"");
	add_tenths(out, x);
	if (n > 99)
		buf_printf(out, "\" y=\"%d\">99+</text>\n", y);
	else
		buf_printf(out, "\" y=\"%d\">%lld</text>\n", y, (long long)n);
}

/* One thing stands at its own time; several in the middle of their cell. */
static int64_t mark_place(const struct timeline *t, const struct timeline_cell *c,
                          size_t i)
{
	if (c->first_at == c->last_at)
		return place(t, c->first_at);
	return (place(t, timeline_cell_begin(t, i)) +
	        place(t, timeline_cell_begin(t, i + 1))) /
	       2;
}

static void add_bolt(struct buf *out, int64_t x, int y)
{
	buf_add_str(out, "<path class=\"fault\" d=\"" BOLT "\" transform=\"translate(");
	add_tenths(out, x);
	buf_printf(out, " %d)\"/>\n", y);
}

static void add_mark(struct buf *out, const struct timeline *t,
                     const struct timeline_cell *c, size_t i, int y)
{
	enum timeline_mark mark = timeline_cell_mark(c);
	int64_t x;

	if (mark == MARK_COUNT)
		return;
	x = mark_place(t, c, i);
	buf_printf(out, "<path class=\"%s\" d=\"%s\" transform=\"translate(",
	           drawn[mark].style, drawn[mark].shape);
	add_tenths(out, x);
	buf_printf(out, " %d)\"><title>", y);
	words_cell(c, out);
	buf_add_str(out, "</title></path>\n");
	if (c->faults)
		add_bolt(out, x, y - 13);
	if (c->counts[mark] > 1)
		add_count(out, x, y + 16, c->counts[mark]);
}

/* The time from its beginning to its end, as far as the window goes. */
static void add_life(struct buf *out, const struct timeline *t,
                     const struct timeline_flow *f, int y)
{
	vtime from = timeline_begin(f), until = f->step_ms ? f->end_at : f->next_at;

	if (f->start_at == VTIME_NEVER)
		return;
	if (from < t->from_at)
		from = t->from_at;
	if (until > t->until_at)
		until = t->until_at;
	if (from >= until)
		return;
	buf_add_str(out, "<path class=\"life\" d=\"M");
	add_tenths(out, place(t, from));
	buf_printf(out, " %dH", y);
	add_tenths(out, place(t, until));
	buf_add_str(out, "\"/>\n");
}

static void add_end(struct buf *out, const struct timeline *t,
                    const struct timeline_flow *f, int y)
{
	char text[VTIME_TEXT];

	if (!f->step_ms || f->start_at == VTIME_NEVER || !in_window(t, f->end_at))
		return;
	add_line(out, "end", place(t, f->end_at), y - 8, y + 8);
	buf_printf(out, "><title>ends %s</title></path>\n",
	           vtime_format(f->end_at, text));
}

/* The bytes of the text's first `most` characters, or of all. */
static size_t cut_to(const char *text, size_t most)
{
	size_t size = 0;

	for (; text[size] && most; most--) {
		do
			size++;
		while (((uint8_t)text[size] & 0xc0) == 0x80);
	}
	return size;
}

/* The width of so many bytes of a name. */
static size_t name_width(const char *name, size_t size)
{
	size_t all = name[size] ? ELLIPSIS : 0;

	for (size_t i = 0, bytes; i < size; i += bytes)
		all += names_pixels(names_char(name + i, &bytes));
	return all;
}

/* How much of a name there is room for next to so many characters of words. */
static size_t cut_name(const char *name, size_t words)
{
	const size_t taken = words * WORD_WIDTH + WORDS_GAP + ELLIPSIS;
	const size_t least = cut_to(name, NAME_LEAST), most = str_cut(name, NAME_BYTES);
	size_t size = 0, bytes;

	for (size_t wide = 0; size < most && name[size]; size += bytes) {
		wide += names_pixels(names_char(name + size, &bytes));
		if (taken + wide > PLOT && size >= least)
			break;
	}
	return size < most ? size : most;
}

/* The flow's words, cut where they would leave the picture behind so wide a name. */
static void add_words(struct buf *out, const char *words, size_t name)
{
	size_t most = (PLOT - WORDS_GAP - name) / WORD_WIDTH;
	size_t fits = cut_to(words, most);

	if (words[fits])
		fits = cut_to(words, most - 1);
	buf_printf(out, "%.*s%s", (int)fits, words, words[fits] ? "…" : "");
}

static void add_name(struct buf *out, const struct timeline_flow *f, int y)
{
	AUTO(buf_release) struct buf words = { 0 };
	const char *name = *f->name ? f->name : f->id;
	size_t size;

	words_flow(f, &words);
	size = cut_name(name, str_length(buf_str(&words)));
	buf_printf(out, "<text x=\"%d\" y=\"%d\"><title>", LEFT, y);
	add_text(out, name);
	buf_add_str(out, "; ");
	add_text(out, f->id);
	buf_add_str(out, "</title><tspan class=\"name\">");
	add_escaped(out, name, size);
	buf_printf(out, "%s</tspan><tspan dx=\"%d\">", name[size] ? "…" : "", WORDS_GAP);
	add_words(out, buf_str(&words), name_width(name, size));
	buf_add_str(out, "</tspan></text>\n");
}

static void add_lane(struct buf *out, const struct timeline *t,
                     const struct timeline_flow *f, int top)
{
	int y = top + LANE_LINE;

	add_name(out, f, top);
	add_life(out, t, f, y);
	for (size_t i = 0; i < t->cell_count; i++)
		add_mark(out, t, &f->cells[i], i, y);
	add_end(out, t, f, y);
}

/* ---------------------------------------------------------------- around them */

static void add_head(struct buf *out, const struct timeline *t, int height)
{
	char from[VTIME_TEXT], until[VTIME_TEXT], now[VTIME_TEXT];

	buf_printf(out,
	           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
	           "viewBox=\"0 0 %d %d\" role=\"img\">\n"
	           "<title>Runs of flows</title>\n%s"
	           "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n",
	           WIDTH, height, WIDTH, height, styles, WIDTH, height);
	buf_printf(out,
	           "<text x=\"%d\" y=\"26\"><tspan class=\"title\">Runs of flows</tspan>"
	           "<tspan dx=\"10\">%s to %s, now %s</tspan></text>\n",
	           LEFT, vtime_format(t->from_at, from), vtime_format(t->until_at, until),
	           vtime_format(t->now, now));
}

/* Where a lane's words stand: below a strip of labels after each AXIS_EVERY lanes. */
static int lane_top(size_t i)
{
	return TOP + (int)i * LANE + (int)(i / AXIS_EVERY) * AXIS_ROOM;
}

/* The label at each strip of labels, but where it would leave the picture. */
static void add_labels(struct buf *out, const struct timeline *t, vtime at,
                       const char *text)
{
	int64_t x = place(t, at) + 30;

	if (x / 10 + (int64_t)strlen(text) * WORD_WIDTH > WIDTH)
		return;
	for (size_t i = 0; i < t->flow_count || !i; i += AXIS_EVERY) {
		buf_add_str(out, "<text x=\"");
		add_tenths(out, x);
		buf_printf(out, "\" y=\"%d\">%s</text>\n", lane_top(i) - AXIS_LINE, text);
	}
}

/* The labels, and lines below them to the last lane's end. */
static void add_axis(struct buf *out, const struct timeline *t, int bottom)
{
	int64_t step =
		timeline_axis_step(t->until_at - t->from_at, TIMELINE_SVG_CELLS * 5 / 4);
	char text[AXIS_TEXT], now[VTIME_TEXT];

	for (vtime at = timeline_axis_first(t->from_at, step); at < t->until_at;
	     at += step) {
		add_line(out, "grid", place(t, at), 54, bottom);
		buf_add_str(out, "/>\n");
		add_labels(out, t, at, timeline_axis_label(at, step, text));
	}
	if (in_window(t, t->now)) {
		add_line(out, "now", place(t, t->now), 64, bottom);
		buf_printf(out, "><title>now %s</title></path>\n",
		           vtime_format(t->now, now));
	}
}

static bool is_used(const struct timeline *t, int mark)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		if (t->flows[i].counts[mark])
			return true;
	}
	return false;
}

static bool has_faults(const struct timeline *t)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		if (t->flows[i].fault_count)
			return true;
	}
	return false;
}

static void add_legend(struct buf *out, const struct timeline *t, int y)
{
	int x = LEFT + 5;

	for (int m = 0; m < MARK_COUNT; m++) {
		if (!is_used(t, m))
			continue;
		buf_printf(
			out,
			"<path class=\"%s\" d=\"%s\" transform=\"translate(%d %d)\"/>\n"
			"<text x=\"%d\" y=\"%d\">%s</text>\n",
			drawn[m].style, drawn[m].shape, x, y, x + 11, y + 4,
			timeline_mark_name((enum timeline_mark)m));
		x += 100;
	}
	if (has_faults(t)) {
		add_bolt(out, x * INT64_C(10), y);
		buf_printf(out, "<text x=\"%d\" y=\"%d\">fault</text>\n", x + 11, y + 4);
		x += 66;
	}
	add_line(out, "end", x * INT64_C(10), y - 7, y + 7);
	buf_printf(out, "/>\n<text x=\"%d\" y=\"%d\">end</text>\n", x + 11, y + 4);
	x += 70;
	add_line(out, "now", x * INT64_C(10), y - 9, y + 9);
	buf_printf(out, "/>\n<text x=\"%d\" y=\"%d\">now</text>\n", x + 11, y + 4);
}

void timeline_svg(const struct timeline *t, struct buf *out)
{
	const size_t lanes = t->flow_count;
	int bottom = (lanes ? lane_top(lanes - 1) + LANE : TOP) - 16;

	add_head(out, t, bottom + LEGEND);
	if (lanes)
		add_axis(out, t, bottom);
	for (size_t i = 0; i < lanes; i++)
		add_lane(out, t, &t->flows[i], lane_top(i));
	if (lanes)
		add_legend(out, t, bottom + LEGEND / 2);
	else
		buf_printf(out, "<text x=\"%d\" y=\"%d\">no flows</text>\n", LEFT, TOP);
	buf_add_str(out, "</svg>\n");
}
