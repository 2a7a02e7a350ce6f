#include "config.h"

#include "world.h"

#include "base/str.h"
#include "os/pool.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_MS = 400000 };

/* ---- the life of a process ---- */

/* Whether the answer of a probe was good for anything. */
static void note_answer(const struct process *process)
{
	const char *text = world->ran.at[process->ran].text;
	bool spoiled = process->fault != FAULT_NONE && process->fault != FAULT_HALF &&
		       process->fault != FAULT_DEAF;

	if (strstr(text, "fullreport") || strstr(text, "lvmconfig"))
		world->lvm_spoiled = spoiled;
	else if (!process->changing)
		world->records_spoiled = spoiled;
}

/* What it does and says, at its end. */
static void do_work(struct process *process, struct reply *reply)
{
	fault_run(process->fault, process->fault_code, &world->model, process->argv,
		  process->config, reply);
	if (reply->complaint)
		world_break("a command no tool knows (%s): %s", reply->complaint,
			    world->ran.at[process->ran].text);
	world->ran.at[process->ran].code = reply->code;
	note_answer(process);
	world->awake = true;
}

static void give(struct strbuf *from, struct strbuf *to, size_t cap)
{
	size_t skip = from->length > cap ? from->length - cap : 0;

	strbuf_clear(to);
	strbuf_add_bytes(to, strbuf_text(from) + skip, from->length - skip);
}

/* Its end, seen by whoever waits for it. */
static struct child *end_process(struct process *process)
{
	struct child *child = process->child;
	struct reply reply = { 0 };

	do_work(process, &reply);
	process->used = false;
	if (child) {
		size_t cap = child->cap ? child->cap : 64 * 1024;

		child->end = process->fault == FAULT_SIGNAL ? CHILD_KILLED : CHILD_EXITED;
		child->code = process->fault == FAULT_SIGNAL ? 9 : reply.code;
		if (!process->changing && reply.out.length > cap)
			child->end = CHILD_OVERFLOWED;
		child->ended = world->model.now;
		give(&reply.out, &child->out, cap);
		give(&reply.err, &child->err, cap);
	}
	reply_done(&reply);
	return child;
}

static void die_if(enum crash_point point, int at)
{
	if (world->crash.at != at || world->crash.point != point)
		return;
	world->crash.at = -1;
	longjmp(world->death, 1);
}

/* At its deadline a probe is killed, unless it hangs on a disk; a change is only left alone. */
static struct child *time_out(struct process *process)
{
	struct child *child = process->child;

	child->end = CHILD_TIMED_OUT;
	child->ended = world->model.now;
	child->left = process->changing || process->fault == FAULT_STUCK;
	process->child = NULL;
	if (!process->changing) {
		note_answer(process);
		process->used = false;
	}
	return child;
}

/* ---- os/pool.h ---- */

struct pool {
	int signals;
};

int __wrap_pool_new(struct pool **ret_pool);
void __wrap_pool_free(struct pool *pool);
void __wrap_pool_start(struct pool *pool, struct child *child);
size_t __wrap_pool_running(const struct pool *pool);
void __wrap_pool_watch(struct pool *pool, int fd);
enum pool_event __wrap_pool_wait(struct pool *pool, int64_t deadline, struct child **ret_child);
void __wrap_pool_abandon(struct pool *pool);

int __wrap_pool_new(struct pool **ret_pool)
{
	*ret_pool = calloc(1, sizeof(**ret_pool));
	return 0;
}

void __wrap_pool_free(struct pool *pool)
{
	free(pool);
}

static const char *command_line(const char *const *argv)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	for (; *argv; argv++)
		strbuf_printf(&text, "%s%s", text.length ? " " : "", *argv);
	return arena_strdup(&world->arena, strbuf_text(&text));
}

static const char *const *copy_argv(const char *const *argv)
{
	VEC(const char *) copy = { 0 };

	for (; *argv; argv++)
		vec_add(&world->arena, &copy, arena_strdup(&world->arena, *argv));
	vec_add(&world->arena, &copy, NULL);
	return copy.at;
}

static bool is_spoiled(size_t number)
{
	return world->fault.sort != FAULT_NONE && world->fault.sort != FAULT_CHANGE &&
	       world->fault.sort != FAULT_STOP && (size_t)world->fault.at == number;
}

static struct process *make_process(struct child *child, size_t ran)
{
	struct process *process = world->processes;
	size_t number = ran - world->first;

	while (process->used && process < world->processes + WORLD_PROCESSES - 1)
		process++;
	*process = (struct process){
		.used = true,
		.pid = child->pid,
		.argv = copy_argv(child->argv),
		.config = child->overlay ? arena_strndup(&world->arena, child->overlay->text,
							 child->overlay->size)
					 : NULL,
		.started = world->model.now,
		.changing = child->changing,
		.child = child,
		.ran = ran,
	};
	process->ends = model_duration(&world->model, process->argv);
	if (process->ends < INT64_MAX)
		process->ends += world->model.now;
	if (is_spoiled(number)) {
		process->fault = world->fault.sort;
		process->fault_code = world->fault.code;
		world->ran.at[ran].spoiled = true;
		if (process->fault == FAULT_HANG)
			process->ends = world->model.now + LONG_MS;
		if (process->fault == FAULT_STUCK)
			process->ends = INT64_MAX;
	}
	if (world->fault.sort == FAULT_STOP && (size_t)world->fault.at == number)
		world->signalled = true;
	return process;
}

void __wrap_pool_start(struct pool *pool, struct child *child)
{
	struct ran ran = { .text = command_line(child->argv),
			   .changing = child->changing,
			   .overlaid = child->overlay,
			   .code = -1 };
	struct at_work at_work[WORLD_PROCESSES];
	size_t at = world->ran.count;
	int changing = world->changing;
	struct witness witness;
	bool counted;

	(void)pool;
	if (child->changing) {
		world->changing++;
		die_if(CRASH_BEFORE, changing);
	}
	vec_add(&world->arena, &world->ran, ran);
	strbuf_clear(&child->out);
	strbuf_clear(&child->err);
	child->pid = ++world->last_pid;
	child->left = false;
	child->code = 0;
	child->started = world->model.now;
	counted = world_enter_model();
	witness = world_look(at_work);
	witness.overlay = child->overlay;
	laws_check(&witness, child->argv, child->changing, ran.text);
	make_process(child, at);
	if (child->before && child->before(child, child->context))
		world_break("law 13: the pid of a changing command could not be written down");
	if (child->changing && !laws_is_noted(&witness, child->pid))
		world_break("law 13: the pid of %s is not in the lock file", child->argv[0]);
	world_leave_model(counted);
	if (child->changing)
		die_if(CRASH_STARTED, changing);
}

size_t __wrap_pool_running(const struct pool *pool)
{
	const struct process *process;
	size_t count = 0;

	(void)pool;
	model_each (process, world->processes)
		count += process->child != NULL;
	return count;
}

void __wrap_pool_watch(struct pool *pool, int fd)
{
	(void)pool;
	world->watch = fd;
}

void __wrap_pool_abandon(struct pool *pool)
{
	struct process *process;

	(void)pool;
	model_each (process, world->processes)
		if (process->child)
			process->child->deadline = world->model.now;
}

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t next_event(void)
{
	const struct process *process;
	int64_t next = model_next(&world->model);

	model_each (process, world->processes) {
		next = lesser(next, process->ends);
		if (process->child)
			next = lesser(next, process->child->deadline);
	}
	return next;
}

static void die_at_end(struct child *child)
{
	if (world->crash.at == world->changing - 1 && world->crash.point == CRASH_ENDED)
		child_done(child);
	die_if(CRASH_ENDED, world->changing - 1);
}

struct child *world_take_child(void)
{
	struct process *process;

	model_each (process, world->processes) {
		struct child *child = process->child;
		bool changing = process->changing;

		if (process->ends <= world->model.now) {
			child = end_process(process);
			if (child && changing)
				die_at_end(child);
			if (child)
				return child;
		} else if (child && child->deadline <= world->model.now) {
			return time_out(process);
		}
	}
	return NULL;
}

static bool take_signal(void)
{
	bool came = world->signalled;

	world->signalled = false;
	return came;
}

static bool take_wake(void)
{
	bool was = world->awake && world->watch >= 0;

	world->awake = false;
	return was;
}

void world_pass(int64_t deadline)
{
	int64_t next = lesser(next_event(), deadline);

	if (next == INT64_MAX) {
		world_break("the run waits for ever");
		longjmp(world->death, 2);
	}
	if (model_next(&world->model) <= next)
		world->awake = true;
	model_advance(&world->model, next);
}

enum pool_event __wrap_pool_wait(struct pool *pool, int64_t deadline, struct child **ret_child)
{
	(void)pool;
	for (;;) {
		struct child *child = world_take_child();

		world_show();
		if (child) {
			*ret_child = child;
			return POOL_CHILD;
		}
		if (take_signal())
			return POOL_SIGNAL;
		if (take_wake())
			return POOL_WATCH;
		if (world->model.now >= deadline)
			return POOL_TIMEOUT;
		world_pass(deadline);
	}
}

void world_settle(void)
{
	for (;;) {
		int64_t next = next_event();

		while (world_take_child())
			;
		if (next == INT64_MAX)
			break;
		model_advance(&world->model, next);
	}
	world_show();
}
