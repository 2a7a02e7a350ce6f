#include "report/holders.h"

#include "base/str.h"
#include "report/json_text.h"

/* Why somebody may have it open who is not listed; NULL if nobody can. */
static const char *unseen(const struct snapshot *snapshot)
{
	if (snapshot->devices_unknown)
		return snapshot->devices_unknown;
	return snapshot->processes_read ? snapshot->openers_unknown
					: "nobody looked for them when this snapshot was taken";
}

/* ---- text ---- */

/* " (dm-3)", unless that is its name already. */
static void add_blocks(const struct held *held, struct strbuf *out)
{
	const struct block *const *block;

	vec_each (block, &held->blocks)
		if (!str_equal((*block)->name, held->name))
			strbuf_printf_line(out, "%s%s", block == held->blocks.at ? " (" : ", ",
					   (*block)->name);
	if (held->blocks.count && !str_equal(held->blocks.at[0]->name, held->name))
		strbuf_add_char(out, ')');
}

static void add_held(const struct held *held, struct strbuf *out)
{
	const struct use *use;

	strbuf_printf_line(out, "%s %s", held->kind, held->name);
	add_blocks(held, out);
	if (held->idle)
		strbuf_printf_line(out, ": nobody can hold it, as %s\n", held->idle);
	else
		strbuf_add(out, held_is(held) ? ":\n" : ": nobody holds it\n");
	vec_each (use, &held->uses.list) {
		strbuf_printf_line(out, "  %s\n", use->text);
		if (use->next)
			strbuf_printf(out, "    to %s: %s\n",
				      use->only_shows ? "see it" : "end that", use->next);
	}
}

void report_holders(const struct snapshot *snapshot, const struct holders *holders,
		    const struct style *style, struct strbuf *out)
{
	const char *hidden = unseen(snapshot);
	const struct held *held;

	if (hidden)
		strbuf_printf_line(out, "others may use it, which cannot be seen: %s\n", hidden);
	vec_each (held, &holders->list)
		if (!style->quiet || held_is(held))
			add_held(held, out);
}

/* ---- JSON ---- */

static json_t *use_json(const struct use *use)
{
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string(use_words[use->kind]));
	json_object_set_new(object, "device", json_text(use->block->name));
	json_object_set_new(object, "text", json_text(use->text));
	json_object_set_new(object, "next", json_text(use->next));
	json_object_set_new(object, "next_ends_it", json_boolean(use->next && !use->only_shows));
	json_object_set_new(object, "passing", json_boolean(use->passing));
	if (use->kind == USE_MOUNT)
		json_object_set_new(object, "path", json_text(use->path));
	if (use->kind != USE_PROCESS)
		return object;
	json_object_set_new(object, "pid", json_integer(use->opener->pid));
	json_object_set_new(object, "command", json_text(use->opener->command));
	json_object_set_new(object, "program", json_text(use->opener->program));
	return object;
}

static json_t *held_json(const struct held *held)
{
	json_t *object = json_object(), *devices = json_array(), *uses = json_array();
	const struct block *const *block;
	const struct use *use;

	vec_each (block, &held->blocks)
		json_array_append_new(devices, json_text((*block)->name));
	vec_each (use, &held->uses.list)
		json_array_append_new(uses, use_json(use));
	json_object_set_new(object, "kind", json_string(held->kind));
	json_object_set_new(object, "name", json_text(held->name));
	json_object_set_new(object, "devices", devices);
	json_object_set_new(object, "held", json_boolean(held_is(held)));
	json_object_set_new(object, "idle", json_text(held->idle));
	json_object_set_new(object, "holders", uses);
	return object;
}

void report_holders_json(const struct snapshot *snapshot, const struct holders *holders,
			 int exit_status, struct strbuf *out)
{
	json_t *root = json_object(), *list = json_array();
	const struct held *held;

	vec_each (held, &holders->list)
		json_array_append_new(list, held_json(held));
	json_object_set_new(root, "version", json_integer(REPORT_VERSION));
	json_object_set_new(root, "host", json_text(snapshot->host));
	json_object_set_new(root, "unseen", json_text(unseen(snapshot)));
	json_object_set_new(root, "exit", json_integer(exit_status));
	json_object_set_new(root, "resources", list);
	json_finish(root, out);
}
