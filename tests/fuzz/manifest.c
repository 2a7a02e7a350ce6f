/* A manifest, for one host without anything and for all hosts it names. */
#include "config.h"

#include "fuzz.h"

#include "engine/planner.h"
#include "manifest/manifest.h"
#include "os/file.h"
#include "report/render.h"
#include "tool/tools.h"

#define HOSTS_TRIED 8

static void check_place(const struct place *place)
{
	unsigned int lines = 1;

	if (!place->source || !place->line)
		return;
	for (size_t i = 0; i < place->source->size; i++)
		lines += place->source->text[i] == '\n';
	fuzz_check(place->line <= lines && place->column > 0);
}

static void check_diags(const struct diags *diags)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const struct diag *diag;
	size_t checked = 0;

	vec_each (diag, &diags->list) {
		if (checked++ > 50)
			break; /* each counts lines afresh */
		check_place(&diag->place);
		check_place(&diag->second);
		fuzz_check(*diag->text);
	}
	render_diags(diags, &text);
	fuzz_check(!diags->list.count == !text.length);
}

/* Wishes can be planned on a host that has nothing of them. */
static void check_wishes(const struct wishes *wishes, struct arena *arena)
{
	struct snapshot nothing = { .arena = arena, .host = wishes->host, .lvm_warnings = "" };
	struct tools tools = { 0 };
	const struct plan *plan;

	snapshot_index(&nothing);
	plan = plan_make(wishes, &nothing, NULL, NULL, &tools, arena);
	fuzz_check(plan->items.count >= wishes->targets.count + wishes->vgs.count);
}

static void check_manifest(const struct manifest *manifest, struct diags *diags, bool accepted)
{
	const char *const *hosts = NULL;
	struct wishes *wishes = NULL;
	size_t count;

	manifest_hosts(manifest, diags->arena, &hosts, &count);
	/* What passes the check for every host is fine for each host that it names. */
	accepted = manifest_check(manifest, diags) == 0 && accepted;
	for (size_t i = 0; i < (count < HOSTS_TRIED ? count + !count : HOSTS_TRIED); i++)
		if (manifest_wishes(manifest, count ? hosts[i] : "xen01", diags, &wishes) == 0)
			check_wishes(wishes, diags->arena);
		else
			fuzz_check(!accepted && diags->errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	CLEANUP(close_fd) int fd = -1;
	const char *path = fuzz_file(&arena, data, size, &fd);
	struct diags diags = { .arena = &arena };
	struct manifest *manifest;
	int result = manifest_load(&arena, &path, 1, &diags, &manifest);

	fuzz_check((result < 0) == (diags.errors > 0));
	check_manifest(manifest, &diags, result == 0);
	diags_sort(&diags);
	check_diags(&diags);
	return 0;
}
