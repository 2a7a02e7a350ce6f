#include "config.h"

#include "fuzz.h"

#include "tool/records.h"
#include "tool/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_fail(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
	abort();
}

char *fuzz_text(struct arena *arena, const uint8_t *data, size_t size)
{
	return size ? arena_strndup(arena, (const char *)data, size) : arena_strdup(arena, "");
}

const char *fuzz_file(struct arena *arena, const void *data, size_t size, int *ret_fd)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	fuzz_check(fd >= 0);
	fuzz_check(write(fd, data, size) == (ssize_t)size);
	*ret_fd = fd;
	return arena_printf(arena, "/proc/self/fd/%d", fd);
}

void fuzz_secrets(const struct snapshot *snapshot)
{
	const struct parameter *parameter;
	const struct record *record;

	vec_each (record, &snapshot->records)
		vec_each (parameter, &record->parameters)
			fuzz_check(!record_is_secret(parameter->name) || !*parameter->value ||
				   str_equal(parameter->value, SECRET_MASK));
}

void fuzz_snapshot(struct snapshot *snapshot)
{
	struct snapshot again = { .arena = snapshot->arena };
	CLEANUP(strbuf_done) struct strbuf first = { 0 }, second = { 0 };
	const char *reason = NULL;

	/* What only a probe knows, and a reader alone has left out. */
	snapshot->host = snapshot->host ? snapshot->host : "host";
	snapshot->lvm_warnings = snapshot->lvm_warnings ? snapshot->lvm_warnings : "";
	state_write(snapshot, &first);
	if (state_read(strbuf_text(&first), first.length, &again, &reason) < 0)
		fuzz_fail("state_read", 0, reason);
	fuzz_secrets(&again);
	state_write(&again, &second);
	fuzz_check(str_equal(strbuf_text(&first), strbuf_text(&second)));
}
