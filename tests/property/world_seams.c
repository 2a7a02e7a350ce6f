#include "config.h"

#include "world.h"

#include "os/claim.h"
#include "os/clock.h"
#include "os/process.h"
#include "os/uevent.h"
#include "standin/foreign.h"

#include <errno.h>
#include <unistd.h>

int64_t __wrap_clock_ms(void);
int64_t __wrap_clock_now(void);
int __wrap_process_start(pid_t pid, uint64_t *ret_start);
char __wrap_process_state(pid_t pid);
bool __wrap_process_alive(pid_t pid, uint64_t start);
int __wrap_process_wait(pid_t pid, uint64_t start, int64_t deadline);
int __wrap_uevents_open(const char *udev, struct uevents *ret_events);
void __wrap_uevents_close(struct uevents *events);
int __wrap_uevents_drain(const struct uevents *events);
int __wrap_iscsid_ping(int64_t deadline);
void __wrap_claims_ask(struct claim_question *questions, size_t count, int ms);

int64_t __wrap_clock_ms(void)
{
	return world->model.now;
}

int64_t __wrap_clock_now(void)
{
	return 1770000000 + world->model.now / 1000;
}

static struct process *find_process(pid_t pid)
{
	struct process *process;

	model_each (process, world->processes)
		if (process->pid == pid)
			return process;
	return NULL;
}

int __wrap_process_start(pid_t pid, uint64_t *ret_start)
{
	const struct process *process = find_process(pid);

	if (!process && pid != getpid())
		return -ESRCH;
	*ret_start = process ? 5000 + (uint64_t)process->started : 1;
	return 0;
}

char __wrap_process_state(pid_t pid)
{
	return find_process(pid) ? 'S' : '\0';
}

bool __wrap_process_alive(pid_t pid, uint64_t start)
{
	uint64_t now;

	return find_process(pid) && __wrap_process_start(pid, &now) == 0 && now == start;
}

int __wrap_process_wait(pid_t pid, uint64_t start, int64_t deadline)
{
	while (__wrap_process_alive(pid, start)) {
		if (world->model.now >= deadline)
			return -ETIMEDOUT;
		world_pass(deadline);
		world_take_child();
	}
	world_show();
	return 0;
}

int __wrap_uevents_open(const char *udev, struct uevents *ret_events)
{
	(void)udev;
	ret_events->fd = 1 << 20;
	return 0;
}

void __wrap_uevents_close(struct uevents *events)
{
	events->fd = -1;
}

int __wrap_uevents_drain(const struct uevents *events)
{
	(void)events;
	return 1;
}

int __wrap_iscsid_ping(int64_t deadline)
{
	(void)deadline;
	return world->model.iscsid_down ? -ECONNREFUSED : 0;
}

/* As the kernel answers: whatever is mounted, swapped on or built there claims the disk, too. */
static int claim_of(const struct model *model, const struct disk *disk)
{
	const struct usage *use;

	if (disk->sid && !model_session_is_healthy(model, disk->sid))
		return -ETIMEDOUT;
	model_each (use, model->uses)
		if (use->disk == disk->serial && use->sort != USED_OPENER)
			return -EBUSY;
	return model_disk_has_map(model, disk) ? -EBUSY : 0;
}

void __wrap_claims_ask(struct claim_question *questions, size_t count, int ms)
{
	const struct disk *disk;

	(void)ms;
	for (size_t i = 0; i < count; i++) {
		questions[i].answer = -ENXIO;
		model_each (disk, world->model.disks)
			if (disk->minor == questions[i].minor &&
			    (disk->sid ? 8 : 254) == questions[i].major)
				questions[i].answer = claim_of(&world->model, disk);
	}
}

const struct plan *__real_plan_make(const struct wishes *wishes, const struct snapshot *snapshot,
				    const struct history *history, const struct names *only,
				    const struct tools *tools, struct arena *arena);
const struct plan *__wrap_plan_make(const struct wishes *wishes, const struct snapshot *snapshot,
				    const struct history *history, const struct names *only,
				    const struct tools *tools, struct arena *arena);

/* Between plan and act somebody else may change the host. */
const struct plan *__wrap_plan_make(const struct wishes *wishes, const struct snapshot *snapshot,
				    const struct history *history, const struct names *only,
				    const struct tools *tools, struct arena *arena)
{
	const struct plan *plan = __real_plan_make(wishes, snapshot, history, only, tools, arena);

	if (world->fault.sort == FAULT_CHANGE && world->fault.at == world->plans) {
		foreign_change(&world->model, world->fault.code);
		world_show();
	}
	world->plans++;
	return plan;
}
