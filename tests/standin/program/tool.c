#include "config.h"

#include "tool.h"

#include "standin/foreign.h"
#include "watch.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { STEP_MS = 100, OUTLIVE_MS = 2000 };

/* One execution. */
struct execution {
	struct host *host;
	const char *const *argv;
	struct host_command *command; /* NULL: nobody watches */
	struct host_fault fault;      /* used: it strikes */
	pid_t run;
};

/* Until somebody takes the fault away, or the host. */
static void hang(const struct execution *execution)
{
	bool struck = true;

	while (struck && host_is_there(execution->host)) {
		const struct host_fault *fault;

		host_wait(STEP_MS);
		struck = false;
		model_each (fault, execution->host->state->faults)
			struck |= fault->sort == execution->fault.sort;
	}
}

/* As long as the real one takes; on a disk that does not answer, until it does. */
static void take_time(const struct execution *execution)
{
	struct host *host = execution->host;
	int64_t duration;

	do {
		host_enter(host);
		duration = model_duration(&host->state->model, execution->argv);
		host_leave(host);
		host_wait(duration == INT64_MAX ? STEP_MS : duration);
	} while (duration == INT64_MAX && host_is_there(host));
}

static bool crashes_at(const struct execution *execution, enum crash_point point)
{
	return execution->fault.used && execution->fault.crashes && execution->fault.point == point;
}

static enum fault_sort fault_of(const struct execution *execution)
{
	return execution->fault.used && !execution->fault.crashes ? execution->fault.sort
								  : FAULT_NONE;
}

static bool is_spoiled(enum fault_sort sort)
{
	return sort != FAULT_NONE && sort != FAULT_CHANGE && sort != FAULT_STOP &&
	       sort != FAULT_HALF;
}

/* Somebody else does something: before a change, or once a probe has had its look. */
static void let_change(const struct execution *execution)
{
	if (fault_of(execution) == FAULT_CHANGE)
		foreign_change(&execution->host->state->model,
			       (enum foreign_sort)execution->fault.code);
}

static void begin(struct execution *execution)
{
	struct host *host = execution->host;
	const struct host_fault *fault;

	host_enter(host);
	execution->command = watch_begin(host, execution->argv, execution->run);
	fault = watch_fault(host, execution->argv);
	if (fault)
		execution->fault = *fault;
	watch_spoil(host, execution->command, is_spoiled(fault_of(execution)));
	if (execution->command->changing)
		let_change(execution);
	host_leave(host);
}

/* What strikes while it runs. */
static void strike(const struct execution *execution)
{
	if (crashes_at(execution, CRASH_STARTED)) {
		kill(execution->run, SIGKILL);
		host_wait(OUTLIVE_MS);
	}
	if (fault_of(execution) == FAULT_STOP)
		kill(execution->run, SIGTERM);
	if (fault_of(execution) == FAULT_STUCK)
		signal(SIGTERM, SIG_IGN);
	if (fault_of(execution) == FAULT_HANG || fault_of(execution) == FAULT_STUCK)
		hang(execution);
}

static void work(const struct execution *execution, struct reply *reply)
{
	struct host *host = execution->host;

	host_enter(host);
	if (!crashes_at(execution, CRASH_BEFORE))
		fault_run(fault_of(execution), execution->fault.code, &host->state->model,
			  execution->argv, NULL, reply);
	if (reply->complaint) {
		watch_broken(host, reply->complaint);
		reply_fail(reply, 125, "standin: %s", reply->complaint);
	}
	if (execution->command && !execution->command->changing)
		let_change(execution);
	if (execution->command)
		watch_end(execution->command, reply->code);
	host_leave(host);
}

int tool_run(struct host *host, const char *const *argv, bool watched)
{
	struct execution execution = { .host = host, .argv = argv, .run = getppid() };
	struct reply reply = { 0 };
	int code;

	if (watched)
		begin(&execution);
	if (crashes_at(&execution, CRASH_BEFORE))
		kill(execution.run, SIGKILL);
	else
		take_time(&execution);
	strike(&execution);
	work(&execution, &reply);
	if (crashes_at(&execution, CRASH_ENDED))
		kill(execution.run, SIGKILL);
	if (fault_of(&execution) == FAULT_SIGNAL)
		raise(SIGKILL);
	fwrite(strbuf_text(&reply.out), 1, reply.out.length, stdout);
	fwrite(strbuf_text(&reply.err), 1, reply.err.length, stderr);
	fflush(stdout);
	code = reply.code;
	reply_done(&reply);
	return code;
}
