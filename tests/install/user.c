/*
 * user.c - a program of somebody else that uses the mock; both C and C++
 *
 * Starts two instances in a folder, moves one's clock, and says what it saw.
 */
#include <flowmock.h>
#include <stdio.h>

#define HOUR 3600000

static struct flowmock *start(const char *folder)
{
	struct flowmock_options options = {};
	struct flowmock *m = NULL;
	char why[FLOWMOCK_WHY];

	options.export_root = folder;
	if (flowmock_start(&options, &m, why) == 0)
		return m;
	fprintf(stderr, "%s\n", why);
	return NULL;
}

int main(int argc, char **argv)
{
	struct flowmock *one = start(argv[argc - 2]), *two = start(argv[argc - 1]);
	char why[FLOWMOCK_WHY];
	int bad = !one || !two || flowmock_port(one) == flowmock_port(two);

	if (!bad) {
		bad = flowmock_advance(one, HOUR, NULL, why) < 0 ||
		      flowmock_now(one) != flowmock_now(two) + HOUR;
		printf("%s %s\n", flowmock_version(), flowmock_url(one));
	}
	flowmock_stop(one);
	flowmock_stop(two);
	return bad;
}
