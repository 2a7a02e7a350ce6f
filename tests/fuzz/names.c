/* What people write on one line: portals, host selectors, names. */
#include "config.h"

#include "fuzz.h"

#include "base/strbuf.h"
#include "manifest/field.h"
#include "manifest/hosts.h"
#include "manifest/names.h"
#include "manifest/setting.h"
#include "tool/lvm.h"

#include <string.h>

#define HOSTS_TRIED 20 /* of a selector; each is matched against it */

static field_reader *const readers[] = {
	name_read_target, name_read_target_ref, name_read_vg,
	name_read_lv,	  name_read_uuid,	setting_read_name,
};

/* The normal form of a portal is a portal, the same one. */
static void try_portal(struct arena *arena, const char *text)
{
	struct portal portal, again;
	const char *normal;

	portal_host(arena, text);
	if (portal_parse(arena, text, &portal))
		return;
	normal = portal_text(arena, &portal);
	fuzz_check(!portal_parse(arena, normal, &again));
	fuzz_check(portal_equal(&portal, &again));
	fuzz_check(str_equal(normal, portal_text(arena, &again)));
	fuzz_check(str_equal(portal.host, portal_host(arena, portal.host)));
}

/* A selector matches every host it stands for. */
static void try_selector(struct arena *arena, const char *text)
{
	struct selector selector;
	struct host_list hosts = { 0 };
	size_t step;

	if (selector_parse(arena, text, &selector))
		return;
	selector_expand(&selector, arena, &hosts);
	fuzz_check(hosts.list.count > 0 && hosts.list.count <= SELECTOR_HOSTS_MAX);
	step = hosts.list.count / HOSTS_TRIED + 1;
	for (size_t i = 0; i < hosts.list.count; i += step)
		fuzz_check(selector_matches(&selector, hosts.list.at[i]));
}

/* The same of values, for every parameter that has some. */
static void try_values(struct arena *arena, const char *text)
{
	for (size_t i = 0; i < setting_type_count; i++) {
		const char *name = setting_types[i].name;
		struct reading reading = { 0 }, again = { 0 };

		if (setting_read_value(arena, name, text, &reading))
			continue;
		fuzz_check(!setting_read_value(arena, name, reading.text, &again));
		fuzz_check(str_equal(reading.text, again.text));
	}
}

/* What a reader made of a text, it takes again, and leaves alone. */
static void try_names(struct arena *arena, const char *text)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		struct reading reading = { 0 }, again = { 0 };

		if (readers[i](arena, text, &reading))
			continue;
		fuzz_check(!readers[i](arena, reading.text, &again));
		fuzz_check(str_equal(reading.text, again.text));
	}
}

static void add_doubled(struct strbuf *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '-')
			strbuf_add_char(out, '-');
		strbuf_add_char(out, *name);
	}
}

/* Two names of LVM out of one of device-mapper make that one again. */
static void try_dm_name(struct arena *arena, const char *text)
{
	CLEANUP(strbuf_done) struct strbuf joined = { 0 };
	const char *vg, *lv;

	if (!lvm_split_dm_name(arena, text, &vg, &lv))
		return;
	add_doubled(&joined, vg);
	strbuf_add_char(&joined, '-');
	add_doubled(&joined, lv);
	fuzz_check(str_equal(strbuf_text(&joined), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	const char *text = fuzz_text(&arena, data, size);

	try_portal(&arena, text);
	try_selector(&arena, text);
	try_names(&arena, text);
	try_values(&arena, text);
	try_dm_name(&arena, text);
	lvm_dm_uuid_is_top(text);
	return 0;
}
