/*
 * names.c - what the names of exported folders and files say
 */
#include "harness/verify/names.h"

#include <string.h>

#include "lib/file/file.h"

#define DATASET_DIGITS 24
#define UUID_LENGTH    36
#define EXPORT_TIME    "exportTime="

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many digits stand at the start, at most `most`. */
static size_t digits_at(const char *at, size_t most)
{
	size_t n = 0;

	while (n < most && is_digit(at[n]))
		n++;
	return n;
}

static bool is_dataset(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		if (str_hex(s.at[i]) < 0)
			return false;
	}
	return s.size == DATASET_DIGITS;
}

static unsigned number_of(const char *at, size_t digits)
{
	unsigned v = 0;

	for (size_t i = 0; i < digits; i++)
		v = v * 10 + (unsigned)(at[i] - '0');
	return v;
}

/* A time as exportTime has it: a day that there is, hours and minutes, maybe seconds. */
static bool is_time(struct str s)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30,
		                              31, 31, 30, 31, 30, 31 };
	unsigned year, month, day;
	bool leap;

	if ((s.size != 12 && s.size != 14) || digits_at(s.at, s.size) != s.size)
		return false;
	year = number_of(s.at, 4);
	month = number_of(s.at + 4, 2);
	day = number_of(s.at + 6, 2);
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	if (!year || month < 1 || month > 12 || day < 1 || day > days[month - 1] ||
	    (month == 2 && day == 29 && !leap))
		return false;
	return number_of(s.at + 8, 2) < 24 && number_of(s.at + 10, 2) < 60 &&
	       (s.size == 12 || number_of(s.at + 12, 2) < 60);
}

/* Cuts the last folder's name off the path. */
static struct str cut_last(struct str *path)
{
	size_t n = path->size;
	struct str last;

	while (n && path->at[n - 1] != '/')
		n--;
	last = (struct str){ path->at + n, path->size - n };
	path->size = n ? n - 1 : 0;
	return last;
}

bool names_folder(struct str path, struct names_folder *out)
{
	struct str time = cut_last(&path), dataset = cut_last(&path);
	size_t n = strlen(EXPORT_TIME);

	if (time.size < n || memcmp(time.at, EXPORT_TIME, n) != 0)
		return false;
	*out = (struct names_folder){
		.above = path,
		.dataset = dataset,
		.time = { time.at + n, time.size - n },
	};
	return is_dataset(dataset) && is_time(out->time);
}

struct str names_dataset(struct str text)
{
	for (; text.size >= DATASET_DIGITS; text.at++, text.size--) {
		if (is_dataset((struct str){ text.at, DATASET_DIGITS }))
			return (struct str){ text.at, DATASET_DIGITS };
	}
	return (struct str){ text.at, 0 };
}

/* Steps over the text, or answers NULL; also for NULL. */
static const char *take(const char *at, const char *text)
{
	return at && str_starts(at, text) ? at + strlen(text) : NULL;
}

static const char *take_digits(const char *at, size_t least, size_t most)
{
	size_t n = at ? digits_at(at, most) : 0;

	return at && n >= least ? at + n : NULL;
}

static const char *take_uuid(const char *at)
{
	for (size_t i = 0; at && i < UUID_LENGTH; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? at[i] != '-' : str_hex(at[i]) < 0)
			return NULL;
	}
	return at ? at + UUID_LENGTH : NULL;
}

bool names_part(const char *name, struct names_part *out)
{
	const char *number = take(name, "part-"), *at = take_digits(number, 5, 5), *tid;

	tid = at;
	at = take(at, "-tid-");
	if (at && *at == '-')
		at++;
	at = take_uuid(take(take_digits(at, 1, 20), "-"));
	if (!at)
		return false;
	*out = (struct names_part){ number_of(number, 5), { tid, (size_t)(at - tid) } };
	at = take_digits(take(at, "-"), 1, 20);
	at = take_digits(take(at, "-"), 1, 20);
	at = take(take_digits(take(at, "-c"), 3, 3), ".");
	return at != NULL;
}

bool names_manifest(const char *name, struct names_manifest *out)
{
	const char *flow = take(name, "manifest-"), *run = take(take_uuid(flow), "-");
	const char *end = take(take_uuid(run), ".json");

	if (!end || *end)
		return false;
	*out = (struct names_manifest){ { flow, UUID_LENGTH }, { run, UUID_LENGTH } };
	return true;
}

bool names_temporary(const char *name)
{
	static const char *const endings[] = { ".tmp", ".part", ".crdownload",
		                               ".inprogress", ".partial" };

	if (str_starts(name, ".tmp") || str_starts(name, "_temporary"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (str_ends(name, endings[i]))
			return true;
	}
	return false;
}

struct str names_folder_of(const char *path)
{
	size_t n = (size_t)(file_name(path) - path);

	return (struct str){ path, n ? n - 1 : 0 };
}
