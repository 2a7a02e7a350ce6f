#include "config.h"

#include "picture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

struct lines {
	VEC(const char *) list;
	struct arena arena;
};

#define LINE(...) vec_add(&lines->arena, &lines->list, arena_printf(&lines->arena, __VA_ARGS__))

static const char *bound(struct lines *lines, const char *iface)
{
	return str_equal(iface, "default") ? "" : arena_printf(&lines->arena, " iface %s", iface);
}

static const char *value(struct lines *lines, const char *name, const char *text)
{
	return *text ? arena_printf(&lines->arena, " %s=%s", name, text) : "";
}

static void add_interface(struct lines *lines, const struct interface_file *interface)
{
	LINE("interface %s%s%s%s", interface->name, value(lines, "net_ifacename", interface->net),
	     value(lines, "hwaddress", interface->hwaddress),
	     value(lines, "initiatorname", interface->initiator));
}

static void add_record(struct lines *lines, const struct node_record *record)
{
	static const char *const damages[] = { "", " empty", " garbage", " newer" };
	CLEANUP(strbuf_done) struct strbuf values = { 0 };

	for (int i = 0; i < PARAM_COUNT; i++) {
		bool secret = i == PARAM_PASSWORD || i == PARAM_PASSWORD_IN;

		if (!str_equal(record->values[i], parameter_defaults[i]))
			strbuf_printf(&values, " %s=%s", parameter_names[i],
				      secret ? "********" : record->values[i]);
	}
	if (record->damage != RECORD_GOOD)
		strbuf_clear(&values);
	LINE("record %s %s:%d%s%s%s", record->target, record->host, record->port,
	     record->damage == RECORD_GOOD ? bound(lines, record->iface) : "", strbuf_text(&values),
	     damages[record->damage]);
}

static void add_session(struct lines *lines, const struct model *model,
			const struct session_state_of *session)
{
	static const char *const states[] = { "LOGGED_IN", "FAILED", "FREE" };

	LINE("session %s %s:%d%s %s", model->targets[session->target].name, session->host,
	     session->port, bound(lines, session->iface.name), states[session->state]);
}

static void add_volume(struct lines *lines, const struct model *model, const struct map *map)
{
	const struct volume *lv = &model->lvs[map->lv];

	LINE("active %s/%s%s%s", model->vgs[lv->vg].name, lv->name,
	     model_map_is_dangling(model, map) ? " on a disk that is gone" : "",
	     map->suspended ? ", suspended" : "");
}

static int by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void picture_print(const struct model *model, struct strbuf *out)
{
	struct lines lines = { 0 };
	const struct session_state_of *session;
	const struct interface_file *interface;
	const struct node_record *record;
	const struct map *map;
	const char **line;

	model_each (interface, model->interfaces)
		add_interface(&lines, interface);
	model_each (record, model->records)
		add_record(&lines, record);
	model_each (session, model->sessions)
		add_session(&lines, model, session);
	model_each (map, model->maps)
		if (map->lv != MODEL_NONE && !map->layer)
			add_volume(&lines, model, map);
	if (lines.list.count)
		qsort(lines.list.at, lines.list.count, sizeof(*lines.list.at), by_text);
	vec_each (line, &lines.list)
		strbuf_printf(out, "%s\n", *line);
	arena_free(&lines.arena);
}
