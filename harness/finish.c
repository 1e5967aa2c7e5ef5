/*
 * finish.c - how a run leaves its target
 */
#include "harness/finish.h"

#include "harness/report/human.h"
#include "harness/show.h"
#include "harness/target/cleanup.h"
#include "lib/mem.h"

static void print_kept(const struct finish *f)
{
	const struct ledger *l = target_ledger(f->target);
	const size_t made = l ? ledger_count(l, CREATION_MADE) : 0;

	if (made)
		fprintf(f->prose,
		        "kept: %zu entit%s; `flowcheck cleanup --ledger %s` removes "
		        "all\n",
		        made, made == 1 ? "y" : "ies", l->path);
	else if (!l && target_exports(f->target))
		fprintf(f->prose, "kept: %s\n", target_exports(f->target));
}

/* What can't be removed is said to a person, all of it. */
static int fail_left(const struct finish *f, const struct ledger *l,
                     const struct cleanup *c, struct err *e)
{
	AUTO_MEM char *problems =
		identity_masked(target_identity(f->target), buf_str(&c->problems));

	human_put(problems, stderr);
	return err_set(e, ERR_IO,
	               "%zu thing%s left; `flowcheck cleanup --ledger %s` tries again",
	               c->left, c->left == 1 ? " is" : "s are", l->path);
}

/* Nothing is left that can be seen, and something may appear yet. */
static int fail_late(const struct ledger *l, struct err *e)
{
	AUTO(buf_release) struct buf late = { 0 };

	cleanup_late(l, &late);
	human_put(buf_str(&late), stderr);
	return err_set(e, ERR_IO, "`flowcheck cleanup --ledger %s` looks again", l->path);
}

/* Removes what is left on a target that is not reset, and says what remains. */
static int finish_ledger(const struct finish *f, struct ledger *l, struct err *e)
{
	AUTO(cleanup_release) struct cleanup c = { 0 };
	AUTO(buf_release) struct buf remains = { 0 };
	struct err why = { 0 };
	int rc = cleanup_run(f->target, &c, &why);

	cleanup_remains(l, &remains);
	human_put(buf_str(&remains), f->prose);
	fflush(f->prose);
	if (rc < 0)
		return err_set(e, why.code,
		               "%s; `flowcheck cleanup --ledger %s` removes what may "
		               "be left",
		               why.text, l->path);
	if (c.left || c.late)
		return c.left ? fail_left(f, l, &c, e) : fail_late(l, e);
	return ledger_finish(l, e) < 0 ? -1 : cleanup_check_known(l, e);
}

static int clean(const struct finish *f, struct err *e)
{
	struct ledger *l = target_ledger(f->target);

	return l ? finish_ledger(f, l, e) : target_reset(f->target, NULL, NULL, NULL, e);
}

/* Whether it can be shown or not, it is cleaned. */
static int show_and_clean(const struct finish *f, struct err *e)
{
	int shown = 0;

	if (f->show && !target_preview(f->target))
		shown = show_outcome(f->target, f->prose, e);
	if (f->keep)
		print_kept(f);
	else if (clean(f, e) < 0)
		return -1;
	return shown;
}

int finish_run(const struct finish *f, struct err *e)
{
	struct interrupt grace;
	int rc;

	interrupt_grace(f->interrupt, &grace);
	target_wait_with(f->target, interrupt_wait, &grace);
	rc = show_and_clean(f, e);
	target_wait_with(f->target, interrupt_wait, f->interrupt);
	interrupt_pass(&grace, f->interrupt);
	return rc;
}
