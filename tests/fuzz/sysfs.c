/* sysfs: a directory (fuzz.h) with class/…; udev's files are in run/. */
#include "config.h"

#include "fuzz.h"

#include "tool/session_ready.h"
#include "tool/sysfs.h"

/* A session is ready, or there is a sentence about what it lacks. */
static void ask_sessions(const struct tools *tools, const struct snapshot *snapshot)
{
	const struct session *session;

	vec_each (session, &snapshot->sessions) {
		const char *awaited = NULL;
		bool ready = session_ready(tools, session->target, &session->portal, session->iface,
					   &(struct luns){ 0 }, snapshot->arena, &awaited);

		fuzz_check(ready ? session_is_logged_in(session) : awaited != NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	const char *root = fuzz_tree(&arena, data, size), *reason = NULL;
	struct tools tools = { .sysfs = root,
			       .run = arena_printf(&arena, "%s/run", root),
			       .proc = arena_printf(&arena, "%s/proc", root) };

	if (sysfs_read(&tools, &snapshot, &reason) < 0) {
		fuzz_check(reason && !snapshot.sessions.count);
	} else {
		ask_sessions(&tools, &snapshot);
		fuzz_snapshot(&snapshot);
	}
	fuzz_tree_remove(root);
	return 0;
}
