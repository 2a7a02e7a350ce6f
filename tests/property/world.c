#include "config.h"

#include "world.h"

#include "os/pool.h"

#include <stdarg.h>
#include <string.h>

enum { FIRST_PID = 1000 };

struct world *world;

void world_open(struct world *opened, const char *root)
{
	memset(opened, 0, sizeof(*opened));
	world = opened;
	world->tree.root = root;
	world->last_pid = FIRST_PID;
	world->watch = -1;
	world->crash.at = -1;
}

static void forget(struct process *process)
{
	if (process->child)
		child_done(process->child);
	process->used = false;
}

void world_close(void)
{
	tree_done(&world->tree);
	arena_free(&world->arena);
}

void world_enter(const struct model *model)
{
	struct process *process;

	model_each (process, world->processes)
		forget(process);
	arena_free(&world->arena);
	memset(&world->ran, 0, sizeof(world->ran));
	world->model = *model;
	world->broken = NULL;
	world->first = 0;
	world_begin(NULL, NULL, NULL);
	world_show();
}

bool world_enter_model(void)
{
	bool counted = world->reads.counted;

	world->reads.counted = false;
	return counted;
}

void world_leave_model(bool counted)
{
	world->reads.counted = counted;
}

void world_show(void)
{
	bool counted = world_enter_model();

	if (memcmp(&world->model, &world->shown, sizeof(world->model)) != 0) {
		tree_show(&world->tree, &world->model);
		world->shown = world->model;
	}
	world_leave_model(counted);
}

void world_break(const char *format, ...)
{
	va_list args;

	if (world->broken)
		return;
	va_start(args, format);
	world->broken = arena_vprintf(&world->arena, format, args);
	va_end(args);
}

void world_begin(const struct wishes *wishes, const struct fault *fault, const struct crash *crash)
{
	world->wishes = wishes;
	world->fault = fault ? *fault : (struct fault){ 0 };
	world->crash = crash ? *crash : (struct crash){ .at = -1 };
	world->plans = 0;
	world->changing = 0;
	world->reads = (struct reads){ .at = -1 };
	world->first = world->ran.count;
	world->watch = -1;
	world->lvm_spoiled = world->records_spoiled = world->signalled = false;
}

void world_abandon(void)
{
	struct process *process;

	model_each (process, world->processes) {
		if (process->child)
			child_done(process->child);
		process->child = NULL;
		if (!process->changing)
			process->used = false;
	}
}

bool world_has_strays(void)
{
	const struct process *process;

	model_each (process, world->processes)
		return true;
	return false;
}

static void say_broken(const char *sentence)
{
	world_break("%s", sentence);
}

struct witness world_look(struct at_work at_work[WORLD_PROCESSES])
{
	struct witness witness = {
		.model = &world->model,
		.wishes = world->wishes,
		.ran = world->ran.at + world->first,
		.ran_count = world->ran.count - world->first,
		.at_work = at_work,
		.lvm_spoiled = world->lvm_spoiled,
		.lock = world->tools.lock,
		.broken = say_broken,
	};
	const struct process *process;

	model_each (process, world->processes)
		at_work[witness.at_work_count++] = (struct at_work){
			.text = world->ran.at[process->ran].text,
			.argv = process->argv,
			.changing = process->changing,
			.left = !process->child,
		};
	return witness;
}
