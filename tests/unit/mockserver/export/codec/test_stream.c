/*
 * test_stream.c - mockserver/export/codec/stream.c and packer.c
 */
#include "tests/unit/unit.h"

#include <zlib.h>

#include "lib/mem.h"
#include "mockserver/export/codec/stream.h"
#include "tests/support/scratch.h"

struct pieces {
	const char *text[4]; /* NULL-ended */
};

static void write_file(const char *path, enum export_codec codec,
                       enum export_members members, const struct pieces *pieces)
{
	AUTO(stream_release) struct stream s = { 0 };
	struct newfile f;
	struct err e = { 0 };

	assert_int_equal(file_create(path, &f, &e), 0);
	stream_begin(&s, &f, codec, members);
	for (size_t i = 0; pieces->text[i]; i++)
		assert_int_equal(stream_add(&s, pieces->text[i], strlen(pieces->text[i]),
		                            &e),
		                 0);
	assert_int_equal(stream_end(&s, &e), 0);
	assert_int_equal(file_commit(&f, FILE_NO_SYNC, &e), 0);
}

/* Appends each member's text and a "|"; the headers hold no time and no name. */
static void unpack_members(const struct buf *file, struct buf *out)
{
	size_t at = 0;

	while (at < file->size) {
		z_stream z = { .next_in = (Bytef *)file->data + at };
		char text[100];

		z.avail_in = (uInt)(file->size - at);
		z.next_out = (Bytef *)text;
		z.avail_out = sizeof(text);
		assert_memory_equal(file->data + at, "\x1f\x8b\x08\0\0\0\0\0", 8);
		assert_int_equal((uint8_t)file->data[at + 9], 255);
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		inflateEnd(&z);
		buf_add(out, text, z.total_out);
		buf_add_char(out, '|');
		at += z.total_in;
	}
}

static void each_piece_is_a_member_or_all_are_one(void **state)
{
	static const struct {
		struct pieces pieces;
		enum export_members members;
		const char *found;
	} cases[] = {
		{ { { "one\n" } }, EXPORT_MEMBERS, "one\n|" },
		{ { { "one\n", "two\n", "three\n" } },
		  EXPORT_MEMBERS,
		  "one\n|two\n|three\n|" },
		{ { { "one\n", "two\n", "three\n" } },
		  EXPORT_SINGLE,
		  "one\ntwo\nthree\n|" },
		{ { { NULL } }, EXPORT_MEMBERS, "|" },
		{ { { NULL } }, EXPORT_SINGLE, "|" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *path = scratch_path(state, "x.gz");
		AUTO(buf_release) struct buf file = { 0 };
		AUTO(buf_release) struct buf found = { 0 };

		write_file(path, EXPORT_GZIP, cases[i].members, &cases[i].pieces);
		scratch_read(path, &file);
		unpack_members(&file, &found);
		row_string_equal(i, buf_str(&found), cases[i].found);
	}
}

static void without_a_codec_bytes_stay_as_they_are(void **state)
{
	static const struct pieces some = { { "one\n", "two\n" } }, none = { { NULL } };
	AUTO_MEM char *path = scratch_path(state, "x");

	for (int members = EXPORT_MEMBERS; members <= EXPORT_SINGLE; members++) {
		AUTO(buf_release) struct buf file = { 0 };
		AUTO(buf_release) struct buf empty = { 0 };

		write_file(path, EXPORT_NONE, (enum export_members)members, &some);
		scratch_read(path, &file);
		row_string_equal((size_t)members, buf_str(&file), "one\ntwo\n");
		write_file(path, EXPORT_NONE, (enum export_members)members, &none);
		scratch_read(path, &empty);
		row_int_equal((size_t)members, empty.size, 0);
	}
}

static void a_block_is_packed_behind_what_is_there(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };
	struct packer p;

	packer_begin(&p, EXPORT_GZIP);
	assert_true(packer_packs(&p));
	buf_add_str(&out, "> ");
	packer_add(&p, "block", 5, &out);
	assert_memory_equal(out.data, "> \x1f\x8b", 4);
	packer_release(&p);
	packer_begin(&p, EXPORT_NONE);
	assert_false(packer_packs(&p));
	packer_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_a_member_or_all_are_one),
		cmocka_unit_test(without_a_codec_bytes_stay_as_they_are),
		cmocka_unit_test(a_block_is_packed_behind_what_is_there),
	};

	return cmocka_run_group_tests_name("stream", tests, scratch_open, scratch_close);
}
