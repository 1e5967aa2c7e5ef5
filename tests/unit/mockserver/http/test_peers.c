/*
 * test_peers.c - mockserver/http/peers.c
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/http/peers.h"

#define ROOM 3

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

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_quarters_of_the_files_are_for_connections),
		TEST(the_loose_one_that_was_quiet_for_longest_goes),
		TEST(who_was_heard_of_goes_last),
		TEST(who_is_busy_or_held_stays),
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
	};

	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
