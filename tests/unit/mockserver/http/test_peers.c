/*
 * test_peers.c - mockserver/http/peers.c
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/http/peers.h"
#include "tests/support/seeded.h"

#define ROOM           3
#define TEN_SECONDS_NS INT64_C(10000000000)

/* Peers, and the clients at the other ends of their sockets. */
struct crowd {
	struct peers peers;
	struct peer *all[ROOM];
	int clients[ROOM];
};

static int setup(void **state)
{
	static struct crowd c;
	struct err e = { 0 };

	if (peers_open(&c.peers, ROOM, &e) < 0)
		return -1;
	for (size_t i = 0; i < ROOM; i++) {
		int ends[2];

		if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
			return -1;
		c.all[i] = peers_add(&c.peers, ends[0]);
		c.clients[i] = ends[1];
	}
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	struct crowd *c = *state;

	for (size_t i = 0; i < ROOM; i++) {
		close(c->all[i]->fd);
		close(c->clients[i]);
	}
	peers_close(&c->peers);
	return 0;
}

/* Which one was shut down; -1 for none. */
static int gone(const struct crowd *c)
{
	char byte;

	for (int i = 0; i < ROOM; i++) {
		if (c->all[i]->is == PEER_GOES)
			return recv(c->clients[i], &byte, 1, MSG_DONTWAIT) == 0 ? i : -2;
	}
	return -1;
}

static void three_quarters_of_the_files_are_for_connections(void **state UNUSED)
{
	static const struct {
		uint64_t files;
		size_t most;
	} cases[] = {
		{ 64, 48 },         { 1024, 768 },         { 20000, 15000 },
		{ 1048576, 16384 }, { UINT64_MAX, 16384 },
	};

	for_each_row(i, cases)
		assert_int_equal(peers_most(cases[i].files), cases[i].most);
}

static void the_loose_one_that_was_quiet_for_longest_goes(void **state)
{
	struct crowd *c = *state;

	assert_true(peers_make_room(&c->peers));
	assert_int_equal(gone(c), 0);
	assert_true(peers_make_room(&c->peers)); /* the one that goes has left its room */
	assert_int_equal(c->peers.count[PEER_GOES], 1);
}

static void who_was_heard_of_goes_last(void **state)
{
	struct crowd *c = *state;

	peers_set(&c->peers, c->all[0], PEER_LOOSE);
	assert_true(peers_make_room(&c->peers));
	assert_int_equal(gone(c), 1);
}

static void who_is_busy_or_held_stays(void **state)
{
	struct crowd *c = *state;
	int fd;

	peers_set(&c->peers, c->all[0], PEER_BUSY);
	peers_set(&c->peers, c->all[1], PEER_HELD);
	assert_true(peers_make_room(&c->peers));
	assert_int_equal(gone(c), 2);
	fd = c->all[2]->fd;
	peers_remove(&c->peers, c->all[2]);
	c->all[2] = peers_add(&c->peers, fd);
	peers_set(&c->peers, c->all[2], PEER_HELD);
	assert_false(peers_make_room(&c->peers));
	assert_int_equal(gone(c), -1);
	peers_set(&c->peers, c->all[0], PEER_LOOSE);
	assert_true(peers_make_room(&c->peers));
	assert_int_equal(gone(c), 0);
}

/* A TCP socket that nothing was ever sent by: to its client, not for ten seconds. */
static void make_stuck(struct crowd *c, size_t i)
{
	int fd = c->all[i]->fd;

	peers_remove(&c->peers, c->all[i]);
	close(fd);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	c->all[i] = peers_add(&c->peers, fd);
}

static void who_reads_nothing_goes_though_another_is_busy_for_longer(void **state)
{
	struct crowd *c = *state;

	make_stuck(c, 1);
	peers_set(&c->peers, c->all[0], PEER_BUSY);
	peers_set(&c->peers, c->all[1], PEER_BUSY);
	peers_set(&c->peers, c->all[2], PEER_BUSY);
	assert_false(peers_drop(&c->peers)); /* it may read yet */
	c->peers.now += TEN_SECONDS_NS;
	assert_true(peers_drop(&c->peers));
	assert_int_equal(c->all[1]->is, PEER_GOES);
	assert_false(peers_drop(&c->peers));
}

static void who_reads_nothing_goes_for_who_holds_more_bytes(void **state)
{
	struct crowd *c = *state;

	make_stuck(c, 1);
	c->peers.bytes_most = 100;
	for (size_t i = 0; i < ROOM; i++)
		peers_set(&c->peers, c->all[i], PEER_BUSY);
	peers_hold(&c->peers, c->all[1], 60);
	c->peers.now += TEN_SECONDS_NS;
	peers_hold(&c->peers, c->all[2], 60);
	assert_int_equal(c->all[0]->is, PEER_BUSY);
	assert_int_equal(c->all[1]->is, PEER_GOES);
	assert_int_equal(c->peers.bytes, 60);
}

static void who_has_just_sent_something_stays(void **state)
{
	struct crowd *c = *state;

	assert_int_equal(write(c->clients[0], "x", 1), 1);
	assert_true(peers_make_room(&c->peers));
	assert_int_equal(gone(c), 1);
}

static void who_holds_bytes_goes_when_they_are_too_many(void **state)
{
	struct crowd *c = *state;

	c->peers.bytes_most = 100;
	peers_hold(&c->peers, c->all[1], 60);
	peers_hold(&c->peers, c->all[2], 40);
	assert_int_equal(gone(c), -1);
	peers_hold(&c->peers, c->all[2], 41);
	assert_int_equal(gone(c), 1);
	assert_int_equal(c->peers.bytes, 41);
	peers_hold(&c->peers, c->all[2], 101); /* it does not go for itself */
	assert_int_equal(c->peers.count[PEER_GOES], 1);
	peers_set(&c->peers, c->all[2], PEER_BUSY);
	peers_hold(&c->peers, c->all[0], 50); /* nor one that is answered */
	assert_int_equal(c->peers.count[PEER_GOES], 1);
	peers_hold(&c->peers, c->all[2], 0);
	assert_int_equal(c->peers.bytes, 50);
}

static void another_goes_for_who_holds_more_bytes_though_that_is_older(void **state)
{
	struct crowd *c = *state;

	c->peers.bytes_most = 100;
	peers_hold(&c->peers, c->all[0], 60);
	peers_hold(&c->peers, c->all[1], 30);
	peers_hold(&c->peers, c->all[0], 80);
	assert_int_equal(gone(c), 1);
	assert_int_equal(c->peers.bytes, 80);
}

static void wait_for_end(struct peers *ps)
{
	struct pollfd fd = { ps->epoll, POLLIN, 0 };

	assert_int_equal(poll(&fd, 1, 20000), 1);
	peers_take_ends(ps);
}

static void who_has_ended_its_side_goes_first_and_by_itself(void **state)
{
	struct crowd *c = *state;

	assert_int_equal(peers_wait(&c->peers), -1);
	shutdown(c->clients[2], SHUT_WR);
	wait_for_end(&c->peers);
	assert_in_range(peers_wait(&c->peers), 1, 101);
	assert_true(peers_make_room(&c->peers));
	assert_int_equal(gone(c), 2);
}

static void who_has_ended_its_side_goes_after_a_while(void **state)
{
	struct crowd *c = *state;

	shutdown(c->clients[1], SHUT_WR);
	wait_for_end(&c->peers);
	c->all[1]->since -= INT64_C(1000000000);
	peers_turn(&c->peers);
	assert_int_equal(gone(c), 1);
	assert_int_equal(peers_wait(&c->peers), -1);
}

static void who_has_ended_its_side_and_waits_for_an_answer_stays(void **state)
{
	struct crowd *c = *state;

	peers_set(&c->peers, c->all[1], PEER_BUSY);
	shutdown(c->clients[1], SHUT_WR);
	wait_for_end(&c->peers);
	c->all[1]->since -= INT64_C(1000000000);
	peers_turn(&c->peers);
	assert_int_equal(gone(c), -1);
	peers_set(&c->peers, c->all[1], PEER_LOOSE); /* it is answered */
	assert_int_equal(c->all[1]->is, PEER_ENDED);
}

static struct peer *given_up; /* the last */

static bool give_up(struct peer *p)
{
	given_up = p;
	return true;
}

static bool refuse_to(struct peer *p)
{
	given_up = p;
	return false;
}

static void who_is_held_and_has_ended_goes_when_its_owner_gives_it_up(void **state)
{
	struct crowd *c = *state;

	for (size_t i = 0; i < ROOM; i++)
		peers_set(&c->peers, c->all[i], PEER_HELD);
	c->peers.give_up = give_up;
	assert_false(peers_make_room(&c->peers));
	shutdown(c->clients[1], SHUT_WR);
	wait_for_end(&c->peers);
	c->peers.give_up = refuse_to;
	assert_false(peers_make_room(&c->peers));
	assert_ptr_equal(given_up, c->all[1]);
	c->peers.give_up = give_up;
	assert_true(peers_make_room(&c->peers));
	assert_int_equal(gone(c), 1);
}

static void all_that_wait_for_nothing_go_at_once(void **state)
{
	struct crowd *c = *state;

	peers_set(&c->peers, c->all[1], PEER_BUSY);
	shutdown(c->clients[2], SHUT_WR);
	wait_for_end(&c->peers);
	assert_int_equal(c->all[2]->is, PEER_ENDED);
	peers_drop_loose(&c->peers);
	assert_int_equal(c->all[0]->is, PEER_GOES);
	assert_int_equal(c->all[1]->is, PEER_BUSY);
	assert_int_equal(c->all[2]->is, PEER_GOES);
}

static void many_that_hold_bytes_go_until_they_are_few_enough(void **state)
{
	struct crowd *c = *state;

	c->peers.bytes_most = 100;
	peers_hold(&c->peers, c->all[0], 50);
	peers_hold(&c->peers, c->all[1], 50);
	peers_hold(&c->peers, c->all[2], 100);
	assert_int_equal(c->peers.count[PEER_GOES], 2);
	assert_int_equal(c->peers.bytes, 100);
}

/* ---------------------------------------------------------------- stale ones */

static void a_connection_is_stale_after_so_many_answers(void **state)
{
	static const struct wire_effect effects[] = {
		{ .kind = WIRE_STALE, .ref = 7, .count = 2 },
		{ .kind = WIRE_STALE, .ref = 8, .count = 9 },
	};
	struct crowd *c = *state;

	peer_answered(c->all[0], NULL);
	assert_false(peer_is_stale(c->all[0]));
	peer_answered(c->all[0], &effects[0]);
	assert_false(peer_is_stale(c->all[0]));
	peer_answered(c->all[0], &effects[1]); /* the first one counts */
	assert_true(peer_is_stale(c->all[0]));
	assert_int_equal(c->all[0]->stale->ref, 7);
}

static void none_is_stale_any_more_by_a_fault_that_is_cleared(void **state)
{
	static const struct {
		int64_t ref;
		bool stale[ROOM];
	} cases[] = {
		{ 3, { true, true, false } },
		{ 1, { false, true, false } },
		{ 0, { false, false, false } },
	};
	struct crowd *c = *state;

	peer_answered(c->all[0], &(struct wire_effect){ .kind = WIRE_STALE, .ref = 1 });
	peer_answered(c->all[1], &(struct wire_effect){ .kind = WIRE_STALE, .ref = 2 });
	peers_set(&c->peers, c->all[1], PEER_BUSY); /* whatever it is */
	for_each_row(i, cases) {
		peers_clear_stale(&c->peers, cases[i].ref);
		for (size_t k = 0; k < ROOM; k++)
			assert_int_equal(peer_is_stale(c->all[k]), cases[i].stale[k]);
	}
}

/* ---------------------------------------------------------------- histories */

#define CROWD  6
#define ROUNDS 60
#define DEEDS  150
#define BYTES  1000 /* that they may hold together */

/* Next to what is known of each from outside. */
struct known {
	struct seeded d;
	struct peers peers;
	uint64_t now;
	struct {
		struct peer *p;
		int client;
		enum peer_is is;
		uint64_t entered; /* its state, or when it was active in it */
		bool sent, ended; /* what nobody has read yet; its side */
		size_t bytes;
	} all[CROWD];
};

static void come(struct known *k, size_t i)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	memset(&k->all[i], 0, sizeof(k->all[i]));
	k->all[i].p = peers_add(&k->peers, ends[0]);
	k->all[i].client = ends[1];
	k->all[i].entered = k->now++;
}

static void leave(struct known *k, size_t i)
{
	const int fd = k->all[i].p->fd;

	peers_remove(&k->peers, k->all[i].p);
	close(fd);
	close(k->all[i].client);
}

/* The first to have entered the state. */
static size_t first_in(const struct known *k, enum peer_is is)
{
	size_t first = CROWD;

	for (size_t i = 0; i < CROWD; i++) {
		if (k->all[i].is == is &&
		    (first == CROWD || k->all[i].entered < k->all[first].entered))
			first = i;
	}
	return first;
}

static void enter(struct known *k, size_t i, enum peer_is is)
{
	if (k->all[i].ended && is == PEER_LOOSE)
		is = PEER_ENDED;
	if (k->all[i].ended && is == PEER_HELD)
		is = PEER_LEFT;
	k->all[i].is = is;
	k->all[i].entered = k->now++;
}

/* What it has sent is read, and its state is another or the same. */
static void be_active(struct known *k, size_t i)
{
	static const enum peer_is states[] = { PEER_LOOSE, PEER_LOOSE, PEER_BUSY,
		                               PEER_HELD };
	const enum peer_is is = states[seeded_below(&k->d, ARRAY_LEN(states))];
	char read[64];

	(void)recv(k->all[i].p->fd, read, sizeof(read), MSG_DONTWAIT);
	k->all[i].sent = false;
	peers_set(&k->peers, k->all[i].p, is);
	enter(k, i, is);
}

static void send_a_byte(struct known *k, size_t i)
{
	if (k->all[i].ended || k->all[i].sent)
		return;
	assert_int_equal(send(k->all[i].client, "x", 1, 0), 1);
	k->all[i].sent = true;
}

static void end_its_side(struct known *k, size_t i)
{
	if (k->all[i].ended)
		return;
	assert_int_equal(shutdown(k->all[i].client, SHUT_WR), 0);
	peers_take_ends(&k->peers);
	k->all[i].ended = true;
	if (k->all[i].is == PEER_LOOSE || k->all[i].is == PEER_HELD)
		enter(k, i, k->all[i].is);
}

/*
 * Whoever has ended goes first, then who was quiet for longest.  Who has sent something
 * is passed over, and counts as heard of now.
 */
static void one_more_comes(struct known *k, size_t ignored UNUSED)
{
	size_t want = first_in(k, PEER_ENDED);

	if (want == CROWD)
		want = first_in(k, PEER_LOOSE);
	for (size_t looked = 0; want < CROWD && k->all[want].sent; looked++) {
		enter(k, want, PEER_LOOSE);
		want = looked < CROWD ? first_in(k, PEER_LOOSE) : CROWD;
	}
	assert_int_equal(peers_make_room(&k->peers), want < CROWD);
	if (want < CROWD)
		k->all[want].is = PEER_GOES;
}

/* Others go for who holds too much: loose ones that hold some of it, the oldest first. */
static void hold_bytes(struct known *k, size_t i)
{
	size_t sum = 0;

	k->all[i].bytes = seeded_below(&k->d, BYTES / 2);
	peers_hold(&k->peers, k->all[i].p, k->all[i].bytes);
	for (size_t j = 0; j < CROWD; j++)
		sum += k->all[j].bytes;
	while (sum > BYTES) {
		size_t first = CROWD;

		for (size_t j = 0; j < CROWD; j++) {
			if (j != i && k->all[j].is == PEER_LOOSE && k->all[j].bytes &&
			    (first == CROWD || k->all[j].entered < k->all[first].entered))
				first = j;
		}
		if (first == CROWD)
			break;
		sum -= k->all[first].bytes;
		k->all[first].bytes = 0;
		k->all[first].is = PEER_GOES;
	}
	assert_int_equal(k->peers.bytes, sum);
}

/* All are as they should be; those that go are closed, and others come for them. */
static void compare(struct known *k)
{
	size_t count[PEER_STATES] = { 0 };

	for (size_t i = 0; i < CROWD; i++) {
		char byte;

		if (k->all[i].p->is != k->all[i].is)
			fail_msg("TEST_SEED=%llu: %zu is %d, not %d",
			         (unsigned long long)k->d.seed, i, k->all[i].p->is,
			         k->all[i].is);
		count[k->all[i].is]++;
		if (k->all[i].is == PEER_GOES)
			assert_int_equal(recv(k->all[i].client, &byte, 1, MSG_DONTWAIT),
			                 0);
	}
	assert_memory_equal(count, k->peers.count, sizeof(count));
	for (size_t i = 0; i < CROWD; i++) {
		if (k->all[i].is != PEER_GOES)
			continue;
		leave(k, i);
		come(k, i);
	}
}

static void whatever_clients_do_the_right_one_goes(void **state UNUSED)
{
	static void (*const deeds[])(struct known *, size_t) = {
		be_active,    be_active,      be_active,  send_a_byte,
		end_its_side, one_more_comes, hold_bytes,
	};

	for (size_t round = 0; round < ROUNDS; round++) {
		struct known k = { .d = seeded_begin(round) };
		struct err e = { 0 };

		assert_int_equal(peers_open(&k.peers, CROWD, &e), 0);
		k.peers.bytes_most = BYTES;
		for (size_t i = 0; i < CROWD; i++)
			come(&k, i);
		for (int deed = 0; deed < DEEDS; deed++) {
			deeds[seeded_below(&k.d, ARRAY_LEN(deeds))](&k,
			                                            seeded_below(&k.d,
			                                                         CROWD));
			compare(&k);
		}
		for (size_t i = 0; i < CROWD; i++)
			leave(&k, i);
		assert_int_equal(k.peers.bytes, 0);
		peers_close(&k.peers);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_quarters_of_the_files_are_for_connections),
		TEST(the_loose_one_that_was_quiet_for_longest_goes),
		TEST(who_was_heard_of_goes_last),
		TEST(who_is_busy_or_held_stays),
		TEST(who_reads_nothing_goes_though_another_is_busy_for_longer),
		TEST(who_reads_nothing_goes_for_who_holds_more_bytes),
		TEST(who_has_just_sent_something_stays),
		TEST(who_is_held_and_has_ended_goes_when_its_owner_gives_it_up),
		TEST(who_holds_bytes_goes_when_they_are_too_many),
		TEST(another_goes_for_who_holds_more_bytes_though_that_is_older),
		TEST(all_that_wait_for_nothing_go_at_once),
		TEST(many_that_hold_bytes_go_until_they_are_few_enough),
		TEST(a_connection_is_stale_after_so_many_answers),
		TEST(none_is_stale_any_more_by_a_fault_that_is_cleared),
		TEST(who_has_ended_its_side_goes_first_and_by_itself),
		TEST(who_has_ended_its_side_goes_after_a_while),
		TEST(who_has_ended_its_side_and_waits_for_an_answer_stays),
		cmocka_unit_test(whatever_clients_do_the_right_one_goes),
	};

	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
