/*
 * test_svg.c - mockserver/timeline/svg.c: the picture, byte by byte
 */
#include "tests/unit/unit.h"

#include "lib/str.h"
#include "mockserver/timeline/svg.h"
#include "tests/support/timelines.h"

#define END INT64_C(1767301200000) /* 2026-01-01T21:00:00Z */

static struct timelines all;

static int setup(void **state UNUSED)
{
	timelines_begin(&all);
	return 0;
}

static void it_draws_axis_lanes_and_legend(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };
	const char *body;

	timelines_add(&all, "A <flow> & more", "s  F  g        c")->end_at = END;
	timeline_svg(&all.t, &got);
	assert_true(str_starts(buf_str(&got),
	                       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" "
	                       "height=\"192\" viewBox=\"0 0 1000 192\" role=\"img\">\n"
	                       "<title>Runs of flows</title>\n<style>\n"));
	body = strstr(buf_str(&got), "</style>\n") + strlen("</style>\n");
	assert_string_equal(
		body, "<rect class=\"page\" width=\"1000\" height=\"192\"/>\n"
		      "<text x=\"16\" y=\"26\"><tspan class=\"title\">Runs of "
		      "flows</tspan><tspan dx=\"10\">2026-01-01T00:00:00Z to "
		      "2026-01-02T00:00:00Z, now "
		      "2026-01-01T12:30:00Z</tspan></text>\n"
		      "<path class=\"grid\" d=\"M16 54V136\"/>\n"
		      "<text x=\"19\" y=\"58\">01-01</text>\n"
		      "<path class=\"grid\" d=\"M137 54V136\"/>\n"
		      "<text x=\"140\" y=\"58\">03:00</text>\n"
		      "<path class=\"grid\" d=\"M258 54V136\"/>\n"
		      "<text x=\"261\" y=\"58\">06:00</text>\n"
		      "<path class=\"grid\" d=\"M379 54V136\"/>\n"
		      "<text x=\"382\" y=\"58\">09:00</text>\n"
		      "<path class=\"grid\" d=\"M500 54V136\"/>\n"
		      "<text x=\"503\" y=\"58\">12:00</text>\n"
		      "<path class=\"grid\" d=\"M621 54V136\"/>\n"
		      "<text x=\"624\" y=\"58\">15:00</text>\n"
		      "<path class=\"grid\" d=\"M742 54V136\"/>\n"
		      "<text x=\"745\" y=\"58\">18:00</text>\n"
		      "<path class=\"grid\" d=\"M863 54V136\"/>\n"
		      "<text x=\"866\" y=\"58\">21:00</text>\n"
		      "<path class=\"now\" d=\"M520.1 64V136\"><title>now "
		      "2026-01-01T12:30:00Z</title></path>\n"
		      "<text x=\"16\" y=\"86\"><title>A &lt;flow&gt; &amp; more; "
		      "id-1</title><tspan class=\"name\">A &lt;flow&gt; &amp; "
		      "more</tspan><tspan dx=\"10\">enabled, every 3h: 3 runs, 2 "
		      "failed, 1 gap; next 2026-01-01T15:00:00Z; ends "
		      "2026-01-01T21:00:00Z</tspan></text>\n"
		      "<path class=\"life\" d=\"M16 112H863\"/>\n"
		      "<path class=\"success\" d=\"M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 "
		      "4.5 0 1 0-9 0z\" transform=\"translate(16 112)\"><title>1 "
		      "success; 2026-01-01T00:00:00Z</title></path>\n"
		      "<path class=\"failed\" d=\"M-4-4L4 4M4-4L-4 4\" "
		      "transform=\"translate(157.1 112)\"><title>2 failed; "
		      "2026-01-01T03:00:00Z to 2026-01-01T03:10:00Z</title></path>\n"
		      "<text class=\"count\" text-anchor=\"middle\" x=\"157.1\" "
		      "y=\"128\">2</text>\n"
		      "<path class=\"gap\" d=\"M-4 0h8\" transform=\"translate(258 "
		      "112)\"><title>1 gap; 2026-01-01T06:00:00Z</title></path>\n"
		      "<path class=\"coming\" d=\"M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 "
		      "3.5 0 1 0-7 0z\" transform=\"translate(621 112)\"><title>1 "
		      "coming; 2026-01-01T15:00:00Z</title></path>\n"
		      "<path class=\"end\" d=\"M863 104V120\"><title>ends "
		      "2026-01-01T21:00:00Z</title></path>\n"
		      "<path class=\"coming\" d=\"M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 "
		      "3.5 0 1 0-7 0z\" transform=\"translate(21 164)\"/>\n"
		      "<text x=\"32\" y=\"168\">coming</text>\n"
		      "<path class=\"success\" d=\"M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 "
		      "4.5 0 1 0-9 0z\" transform=\"translate(121 164)\"/>\n"
		      "<text x=\"132\" y=\"168\">success</text>\n"
		      "<path class=\"gap\" d=\"M-4 0h8\" transform=\"translate(221 "
		      "164)\"/>\n"
		      "<text x=\"232\" y=\"168\">gap</text>\n"
		      "<path class=\"failed\" d=\"M-4-4L4 4M4-4L-4 4\" "
		      "transform=\"translate(321 164)\"/>\n"
		      "<text x=\"332\" y=\"168\">failed</text>\n"
		      "<path class=\"end\" d=\"M421 157V171\"/>\n"
		      "<text x=\"432\" y=\"168\">end</text>\n"
		      "<path class=\"now\" d=\"M491 155V173\"/>\n"
		      "<text x=\"502\" y=\"168\">now</text>\n"
		      "</svg>\n");
}

static void a_shape_stands_for_each_mark(void **state UNUSED)
{
	static const char *const styles[] = {
		"success", "demanded", "partial", "failed",
		"queued",  "running",  "gap",     "coming"
	};
	AUTO(buf_release) struct buf got = { 0 };

	timelines_add(&all, "All", "sdpfqrgc");
	timeline_svg(&all.t, &got);
	for_each_row(i, styles) {
		AUTO(buf_release) struct buf path = { 0 };
		const char *first;

		buf_printf(&path, "<path class=\"%s\" ", styles[i]);
		first = strstr(buf_str(&got), buf_str(&path));
		assert_non_null(first);
		assert_non_null(strstr(first + 1, buf_str(&path))); /* in the legend */
	}
}

static size_t times(const char *at, const char *end, const char *what)
{
	size_t n = 0;

	while ((at = strstr(at, what)) && at++ < end)
		n++;
	return n;
}

static size_t characters(const char *at, const char *end)
{
	size_t n = 0;

	for (; at < end; at++)
		n += ((uint8_t)*at & 0xc0) != 0x80;
	return n;
}

/* Characters as the picture reckons with them: 8 wide in a name, 7 in what follows. */
static void a_caption_stays_inside_the_picture(void **state UNUSED)
{
	static const char name[] =
		"Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";
	AUTO(buf_release) struct buf got = { 0 };
	struct timeline_flow *f = timelines_add(&all, name, "sdpfqrgc");
	const char *at, *end;
	size_t named, words;

	f->end_at = END;
	f->shares_name = true;
	timeline_svg(&all.t, &got);
	at = strstr(buf_str(&got), "<tspan class=\"name\">") +
	     strlen("<tspan class=\"name\">");
	end = strstr(at, "</tspan>");
	named = characters(at, end);
	at = strstr(end, "<tspan dx=\"10\">") + strlen("<tspan dx=\"10\">");
	words = characters(at, strstr(at, "</tspan>"));
	assert_true(str_starts(at, "id-1; enabled, every 3h: "));
	if (named < 20 || 16 + named * 8 + 10 + words * 7 > 1000 - 16)
		fail_msg("%zu and %zu characters", named, words);
}

/* Widths in tenths of a pixel as DejaVu Sans has them, one of the widest common fonts:
 * bold of 13 pixels for the name, digits of 12 for what follows. */
static void a_caption_of_wide_characters_stays_inside_too(void **state UNUSED)
{
	static const struct {
		const char *character;
		size_t tenths;
	} cases[] = {
		{ "W", 144 },    { "m", 136 }, { "@", 130 },    { "A", 101 },
		{ "<", 109 },    { "0", 91 },  { "i", 45 },     { "日", 130 },
		{ "🙂", 169 }, { "ü", 93 },  { "\x01", 135 },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf name = { 0 };
		AUTO(buf_release) struct buf got = { 0 };
		struct timeline_flow *f;
		const char *at, *end;
		size_t named, words;

		for (int n = 0; n < 100; n++)
			buf_add_str(&name, cases[i].character);
		timelines_begin(&all);
		f = timelines_add(&all, "", "sdpfqrgc");
		f->name = name.data;
		f->end_at = END;
		timeline_svg(&all.t, &got);
		at = strstr(buf_str(&got), "<tspan class=\"name\">") +
		     strlen("<tspan class=\"name\">");
		end = strstr(at, "</tspan>");
		named = *cases[i].character == '<' ? times(at, end, "&lt;") + 1
		                                   : characters(at, end);
		at = strstr(end, "<tspan dx=\"10\">") + strlen("<tspan dx=\"10\">");
		words = characters(at, strstr(at, "</tspan>"));
		if (named * cases[i].tenths + 100 + words * 66 > 9680)
			fail_msg("%s: %zu and %zu characters", cases[i].character, named,
			         words);
	}
}

/* Each word of the legend ends before the next mark, and the last in the picture. */
static void the_legend_fits_with_all_marks_in_it(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };
	struct timeline_flow *f = timelines_add(&all, "All of them", "sdpfqrgc");
	const char *at;
	int words = 0, end = 0;

	f->end_at = END;
	f->cells[0].faults = f->fault_count = 1;
	timeline_svg(&all.t, &got);
	at = strstr(buf_str(&got), ">01-01</text>");
	assert_non_null(at);
	while ((at = strstr(at, "<text x=\""))) {
		int x, y;
		char word[32];

		at++;
		if (sscanf(at, "text x=\"%d\" y=\"%d\">%31[a-z ]<", &x, &y, word) != 3 ||
		    y != 168)
			continue;
		assert_true(x - 16 >= end); /* its mark is left of it */
		end = x + 7 * (int)strlen(word);
		words++;
	}
	assert_int_equal(words, MARK_COUNT + 3); /* fault, end, now */
	if (end > 1000)
		fail_msg("it ends at %d", end);
}

/* Of a cell with two things: the one that somebody has to look at. */
static void a_gap_hides_no_run_that_goes_on(void **state UNUSED)
{
	static const struct {
		enum timeline_mark other;
		const char *shown;
	} cases[] = {
		{ MARK_RUNNING, "<path class=\"running\" " },
		{ MARK_QUEUED, "<path class=\"queued\" " },
		{ MARK_FAILED, "<path class=\"failed\" " },
		{ MARK_PARTIAL, "<path class=\"partial\" " },
		{ MARK_SUCCESS, "<path class=\"gap\" " }, /* the run is over */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf got = { 0 };
		struct timeline_flow *f;
		const char *mark;

		timelines_begin(&all);
		f = timelines_add(&all, "A flow", "g");
		f->cells[0].counts[cases[i].other] = f->counts[cases[i].other] = 1;
		timeline_svg(&all.t, &got);
		mark = strstr(buf_str(&got), "translate(16 112)");
		assert_non_null(mark);
		while (mark[-1] != '\n')
			mark--;
		if (!str_starts(mark, cases[i].shown))
			fail_msg("%.60s", mark);
	}
}

/* Two flows of one name differ by their ids, in their captions. */
static void flows_of_one_name_show_their_ids(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };

	timelines_add(&all, "Same", "s")->shares_name = true;
	timelines_add(&all, "Same", "s")->shares_name = true;
	timelines_add(&all, "Other", "s");
	timeline_svg(&all.t, &got);
	assert_non_null(strstr(buf_str(&got), ">Same</tspan><tspan dx=\"10\">id-1; "));
	assert_non_null(strstr(buf_str(&got), ">Same</tspan><tspan dx=\"10\">id-2; "));
	assert_non_null(strstr(buf_str(&got), ">Other</tspan><tspan dx=\"10\">enabled"));
}

static size_t labels_in(const struct buf *svg)
{
	return times(buf_str(svg), buf_str(svg) + svg->size, ">06:00</text>");
}

static void a_tall_picture_repeats_its_labels(void **state UNUSED)
{
	static const struct {
		size_t flows, labels;
	} cases[] = { { 1, 1 }, { 12, 1 }, { 13, 2 }, { 24, 2 }, { 25, 3 } };
	const struct timeline_flow *f = timelines_add(&all, "A flow", "s");
	struct timeline_flow many[25];

	for_each_row(i, many)
		many[i] = *f;
	all.t.flows = many;
	for_each_row(i, cases) {
		AUTO(buf_release) struct buf got = { 0 };

		all.t.flow_count = cases[i].flows;
		timeline_svg(&all.t, &got);
		if (labels_in(&got) != cases[i].labels)
			fail_msg("%zu flows: %zu", cases[i].flows, labels_in(&got));
	}
}

static void texts_are_escaped_and_nothing_is_fetched(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };

	timelines_add(&all, "\"</text><script>alert('1')</script>\x01\x1b\xef\xbf\xbf&",
	              "s");
	timeline_svg(&all.t, &got);
	assert_null(strstr(buf_str(&got), "<script"));
	assert_non_null(strstr(buf_str(&got),
	                       "&quot;&lt;/text&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;"
	                       "/script&gt;\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd&amp;"));
	for (size_t i = 0; i < got.size; i++)
		assert_true(got.data[i] == '\n' || (uint8_t)got.data[i] >= 0x20);
	assert_null(strstr(buf_str(&got), "href"));
	assert_null(strstr(buf_str(&got), "url("));
	assert_null(strstr(buf_str(&got), "@import"));
}

static void a_name_does_not_turn_the_text_around_it(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };

	timelines_add(&all,
	              "a\xe2\x80\xae"
	              "b\xe2\x81\xa7"
	              "c\xc2\x9b"
	              "ד",
	              "s");
	timeline_svg(&all.t, &got);
	assert_non_null(strstr(buf_str(&got), ">a\xef\xbf\xbd"
	                                      "b\xef\xbf\xbd"
	                                      "c\xef\xbf\xbdד<"));
	assert_null(strstr(buf_str(&got), "\xe2\x80\xae"));
	assert_null(strstr(buf_str(&got), "\xe2\x81\xa7"));
}

static void a_long_name_is_cut_between_its_characters(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };
	AUTO(buf_release) struct buf name = { 0 };
	struct timeline_flow *f = timelines_add(&all, "", "s");

	for (int i = 0; i < 100; i++)
		buf_add_str(&name, "ü日");
	f->name = name.data;
	timeline_svg(&all.t, &got);
	assert_true(str_is_utf8(got.data, got.size));
	assert_non_null(strstr(buf_str(&got), "日ü…</tspan>"));
}

static void without_flows_it_says_so(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };

	timeline_svg(&all.t, &got);
	assert_non_null(strstr(buf_str(&got), ">no flows</text>\n</svg>\n"));
	assert_null(strstr(buf_str(&got), "class=\"grid\"")); /* of what? */
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_draws_axis_lanes_and_legend),
		TEST(a_shape_stands_for_each_mark),
		TEST(a_caption_stays_inside_the_picture),
		TEST(a_caption_of_wide_characters_stays_inside_too),
		TEST(a_name_does_not_turn_the_text_around_it),
		TEST(a_gap_hides_no_run_that_goes_on),
		TEST(flows_of_one_name_show_their_ids),
		TEST(the_legend_fits_with_all_marks_in_it),
		TEST(a_tall_picture_repeats_its_labels),
		TEST(texts_are_escaped_and_nothing_is_fetched),
		TEST(a_long_name_is_cut_between_its_characters),
		TEST(without_flows_it_says_so),
	};

	return cmocka_run_group_tests_name("timeline_svg", tests, NULL, NULL);
}
