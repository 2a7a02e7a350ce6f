#include "config.h"

#include "cli/brought_up.h"

#include "cli/common.h"

#include <errno.h>
#include <string.h>

#define UP_CAP ((size_t)16 * 1024 * 1024)

#define TARGET "target"
#define GROUP "volume group"
#define VOLUME "logical volume"

struct memory_up {
	struct arena *arena;
	const struct names *only;
	bool ended; /* the apply has; what its wishes do not bring up is not up any more */
	struct names before, now;
};

const char *brought_up_name(const char *line, const char *kind)
{
	size_t length = strlen(kind);

	return str_starts(line, kind) && line[length] == ' ' ? line + length + 1 : NULL;
}

static const char *up_file(const struct tools *tools, struct arena *arena)
{
	return arena_printf(arena, "%s/up", tools->state);
}

int brought_up_read(const struct tools *tools, struct arena *arena, struct names *ret_names)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	int error = file_read(up_file(tools, arena), UP_CAP, &text);
	char *rest, *line;

	if (error)
		return error == -ENOENT ? 0 : error;
	rest = arena_strdup(arena, strbuf_text(&text));
	while ((line = strsep(&rest, "\n")))
		if (*line)
			vec_add(arena, &ret_names->list, (const char *)line);
	return 0;
}

static bool has(const struct names *names, const char *text)
{
	const char *const *name;

	vec_each (name, &names->list)
		if (str_equal(*name, text))
			return true;
	return false;
}

/* name: of a target or a volume group; one of its volumes may be named too. */
static bool is_selected(const struct names *only, const char *name)
{
	const char *const *word;

	vec_each (word, &only->list)
		if (str_starts(*word, name) && strchr("/", (*word)[strlen(name)]))
			return true;
	return only->list.count == 0;
}

/* What --only leaves out may be up since another run, and only then. */
static void add(struct memory_up *memory, const char *kind, const char *name, const char *volume)
{
	const char *line = arena_printf(memory->arena, "%s %s%s%s", kind, name, volume ? "/" : "",
					volume ? volume : "");

	if ((is_selected(memory->only, name) || has(&memory->before, line)) &&
	    !has(&memory->now, line))
		vec_add(memory->arena, &memory->now.list, line);
}

static void add_group(struct memory_up *memory, const struct vg_wish *vg)
{
	const struct lv_wish *lv;

	if (vg->ensure == VG_ACTIVE)
		add(memory, GROUP, vg->name, NULL);
	vec_each (lv, &vg->lvs)
		if (vg->ensure == VG_PRESENT && lv->ensure == LV_ACTIVE)
			add(memory, VOLUME, vg->name, lv->name);
}

/* Whether the wishes speak of it, and so say alone whether it is up. */
static bool is_wished(const struct wishes *wishes, struct arena *arena, const char *line)
{
	const char *target = brought_up_name(line, TARGET), *vg = brought_up_name(line, GROUP);
	const char *lv = brought_up_name(line, VOLUME);

	if (lv)
		vg = arena_strndup(arena, lv, strcspn(lv, "/"));
	return (target && wishes_target(wishes, target)) || (vg && wishes_vg(wishes, vg));
}

static void gather(struct memory_up *memory, const struct wishes *wishes)
{
	const struct target_wish *target;
	const struct vg_wish *vg;
	const char *const *line;

	vec_each (line, &memory->before.list)
		if (!memory->ended || !is_wished(wishes, memory->arena, *line))
			vec_add(memory->arena, &memory->now.list, *line);
	vec_each (target, &wishes->targets)
		if (target->ensure == TARGET_LOGGED_IN)
			add(memory, TARGET, target->name, NULL);
	vec_each (vg, &wishes->vgs)
		add_group(memory, vg);
}

static bool is_same(const struct names *a, const struct names *b)
{
	return a->list.count == b->list.count &&
	       str_equal_all(a->list.at, b->list.at, a->list.count);
}

static void remember(struct memory_up *memory, const struct tools *tools,
		     const struct wishes *wishes)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const char *const *line;
	int error = brought_up_read(tools, memory->arena, &memory->before);

	gather(memory, wishes);
	if (!error && is_same(&memory->before, &memory->now))
		return; /* a host that matches has nothing to learn */
	vec_each (line, &memory->now.list)
		strbuf_printf(&text, "%s\n", *line);
	error = dir_make(tools->state);
	if (!error)
		error = file_replace(up_file(tools, memory->arena), strbuf_text(&text), text.length,
				     0600);
	if (error && memory->ended)
		complain("warning: cannot write %s, so converge release does not know what this "
			 "run has brought up: %s",
			 up_file(tools, memory->arena), file_error(error));
}

void brought_up_expect(const struct tools *tools, const struct wishes *wishes,
		       const struct names *only)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct memory_up memory = { .arena = &scratch, .only = only };

	remember(&memory, tools, wishes);
}

void brought_up_remember(const struct tools *tools, const struct wishes *wishes,
			 const struct names *only)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct memory_up memory = { .arena = &scratch, .only = only, .ended = true };

	remember(&memory, tools, wishes);
}
