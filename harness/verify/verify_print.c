/*
 * verify_print.c - what verify found, for people and for programs
 */
#include "harness/verify/verify_print.h"

#include "lib/json/write.h"

/* Names come from whoever wrote the tree: no byte of them steers a terminal. */
static void put_path(struct buf *out, const char *path)
{
	while (*path) {
		unsigned char c = (unsigned char)*path;
		size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

		if (c < 0x20 || c == 0x7f || c == '\\' || strnlen(path, n) < n ||
		    !str_is_utf8(path, n)) {
			buf_printf(out, "\\x%02x", c);
			n = 1;
		} else {
			buf_add(out, path, n);
		}
		path += n;
	}
}

static struct inventory_series totals_of(const struct verified *v)
{
	struct inventory_series total = { .rows_known = true };

	for (size_t i = 0; i < v->inventory.series_count; i++) {
		const struct inventory_series *s = &v->inventory.series[i];

		total.exports += s->exports;
		total.files += s->files;
		total.manifests += s->manifests;
		total.rows += s->rows;
		total.bytes += s->bytes;
		total.rows_known &= s->rows_known;
	}
	return total;
}

/* ---------------------------------------------------------------- for people */

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void put_counts(struct buf *out, const struct inventory_series *s)
{
	buf_printf(out, "%llu export%s, %llu file%s, ", (unsigned long long)s->exports,
	           plural(s->exports), (unsigned long long)s->files, plural(s->files));
	if (s->rows_known)
		buf_printf(out, "%llu record%s, ", (unsigned long long)s->rows,
		           plural(s->rows));
	buf_printf(out, "%llu bytes", (unsigned long long)s->bytes);
	if (s->manifests)
		buf_printf(out, ", %llu manifest%s", (unsigned long long)s->manifests,
		           plural(s->manifests));
}

static void put_finding(struct buf *out, const struct finding *f)
{
	put_path(out, *f->path ? f->path : ".");
	buf_add_str(out, ": ");
	if (f->record)
		buf_printf(out, "record %llu: ", (unsigned long long)f->record);
	put_path(out, f->text);
	buf_printf(out, " [%s]\n", finding_id(f->kind));
}

static void put_todos(struct buf *out, const struct findings *f)
{
	bool seen[FINDING_COUNT] = { false };

	for (size_t i = 0; i < f->count; i++)
		seen[f->all[i].kind] = true;
	buf_add_str(out, "what to do:\n");
	for (size_t i = 0; i < FINDING_COUNT; i++) {
		if (seen[i])
			buf_printf(out, "  %s: %s\n", finding_id((enum finding_kind)i),
			           finding_todo((enum finding_kind)i));
	}
}

static void put_findings(struct buf *out, const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		put_finding(out, &f->all[i]);
	if (f->unlisted)
		buf_printf(out, "and %llu more of the same kinds in the same files\n",
		           (unsigned long long)f->unlisted);
	if (f->count)
		put_todos(out, f);
	if (f->unchecked_count)
		buf_add_str(out, "not checked:\n");
	for (size_t i = 0; i < f->unchecked_count; i++)
		buf_printf(out, "  %llu file%s: %s\n",
		           (unsigned long long)f->unchecked[i].files,
		           plural(f->unchecked[i].files), f->unchecked[i].text);
}

void verify_print_text(const struct verified *v, struct buf *out)
{
	const struct inventory_series total = totals_of(v);
	uint64_t findings = findings_total(&v->findings);

	put_findings(out, &v->findings);
	for (size_t i = 0; i < v->inventory.series_count; i++) {
		const struct inventory_series *s = &v->inventory.series[i];

		put_path(out, s->path);
		buf_add_str(out, ": ");
		put_counts(out, s);
		buf_add_char(out, '\n');
	}
	put_counts(out, &total);
	buf_printf(out, ": %llu finding%s\n", (unsigned long long)findings,
	           plural(findings));
}

/* ---------------------------------------------------------------- for programs */

static void write_path(struct buf *out, const char *name, const char *path)
{
	AUTO(buf_release) struct buf text = { 0 };

	put_path(&text, path);
	json_write_str(out, name, buf_str(&text));
}

static void write_counts(struct buf *out, const struct inventory_series *s)
{
	json_write_int(out, "exports", (int64_t)s->exports);
	json_write_int(out, "files", (int64_t)s->files);
	json_write_int(out, "manifests", (int64_t)s->manifests);
	if (s->rows_known)
		json_write_int(out, "records", (int64_t)s->rows);
	json_write_int(out, "bytes", (int64_t)s->bytes);
}

static void write_findings(struct buf *out, const struct findings *f)
{
	json_begin_array(out, "findings");
	for (size_t i = 0; i < f->count; i++) {
		json_begin_object(out, NULL);
		json_write_str(out, "kind", finding_id(f->all[i].kind));
		write_path(out, "path", f->all[i].path);
		if (f->all[i].record)
			json_write_int(out, "record", (int64_t)f->all[i].record);
		write_path(out, "text", f->all[i].text);
		json_write_str(out, "todo", finding_todo(f->all[i].kind));
		json_end_object(out);
	}
	json_end_array(out);
	json_write_int(out, "moreFindings", (int64_t)f->unlisted);
	json_begin_array(out, "notChecked");
	for (size_t i = 0; i < f->unchecked_count; i++) {
		json_begin_object(out, NULL);
		json_write_str(out, "text", f->unchecked[i].text);
		json_write_int(out, "files", (int64_t)f->unchecked[i].files);
		json_end_object(out);
	}
	json_end_array(out);
}

static void write_series(struct buf *out, const struct inventory_series *s)
{
	json_begin_object(out, NULL);
	write_path(out, "path", s->path);
	if (s->dataset.size) {
		AUTO(buf_release) struct buf id = { 0 };

		buf_add(&id, s->dataset.at, s->dataset.size);
		json_write_str(out, "dataset", buf_str(&id));
	}
	write_counts(out, s);
	json_end_object(out);
}

void verify_print_json(const struct verified *v, const char *root, struct buf *out)
{
	const struct inventory_series total = totals_of(v);
	uint64_t findings = findings_total(&v->findings);

	json_begin_object(out, NULL);
	json_write_int(out, "version", 1);
	write_path(out, "root", root);
	json_write_bool(out, "passed", !findings && verify_count(v) > 0);
	write_findings(out, &v->findings);
	json_begin_array(out, "series");
	for (size_t i = 0; i < v->inventory.series_count; i++)
		write_series(out, &v->inventory.series[i]);
	json_end_array(out);
	json_begin_object(out, "totals");
	write_counts(out, &total);
	json_write_int(out, "findings", (int64_t)findings);
	json_end_object(out);
	json_end_object(out);
	buf_add_char(out, '\n');
}
