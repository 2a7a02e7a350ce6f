#include "config.h"

#include "standin/tree_parts.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void tree_add(struct tree_entries *to, char type, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_add(&to->arena, &to->list,
		((struct tree_entry){ path, type, arena_vprintf(&to->arena, format, args) }));
	va_end(args);
}

void tree_add_directory(struct tree_entries *to, const char *path)
{
	tree_add(to, 'd', path, "%s", "");
}

/* ---- the record database ---- */

static void add_record(struct tree_entries *to, const struct node_record *record)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *path = PATH("db/nodes/%s/%s,%d", record->target, record->host, record->port);

	strbuf_printf(&text, "# BEGIN RECORD 2.1.8\nnode.name = %s\nnode.tpgt = %d\n",
		      record->target, record->tpgt);
	strbuf_printf(&text, "iface.iscsi_ifacename = %s\niface.transport_name = tcp\n",
		      record->iface);
	strbuf_printf(&text, "node.conn[0].address = %s\nnode.conn[0].port = %d\n", record->host,
		      record->port);
	for (int i = 0; i < PARAM_COUNT; i++)
		if (*record->values[i])
			strbuf_printf(&text, "%s = %s\n", parameter_names[i], record->values[i]);
	if (record->damage == RECORD_NEWER)
		strbuf_add(&text, "a parameter of a newer version, without a value\n");
	strbuf_add(&text, "# END RECORD\n");
	if (record->tpgt != MODEL_NONE)
		path = PATH("%s,%d/%s", path, record->tpgt, record->iface);
	tree_add(to, 'f', path, "%s",
		 record->damage == RECORD_EMPTY	    ? ""
		 : record->damage == RECORD_GARBAGE ? "this is no record\n"
						    : strbuf_text(&text));
}

static void add_interface(struct tree_entries *to, const struct interface_file *interface)
{
	const struct {
		const char *name, *value;
	} parameters[] = { { "net_ifacename", interface->net },
			   { "hwaddress", interface->hwaddress },
			   { "initiatorname", interface->initiator } };
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	strbuf_printf(&text, "# BEGIN RECORD 2.1.8\niface.iscsi_ifacename = %s\n", interface->name);
	for (size_t i = 0; i < 3; i++)
		if (*parameters[i].value)
			strbuf_printf(&text, "iface.%s = %s\n", parameters[i].name,
				      parameters[i].value);
	strbuf_add(&text, "iface.transport_name = tcp\n# END RECORD\n");
	FILE_IN("db/ifaces", interface->name, "%s", strbuf_text(&text));
}

/* The credentials "t0" and "m0" are those of target 0, its own and the mutual one. */
static void add_secrets(struct tree_entries *to, const struct model *model)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	for (int i = 0; i < PARAM_COUNT; i++)
		if (*parameter_defaults[i])
			strbuf_printf(&text, "%s = %s\n", parameter_names[i],
				      parameter_defaults[i]);
	tree_add(to, 'f', "iscsi/iscsid.conf", "# the host's\n%s", strbuf_text(&text));
	tree_add(to, 'f', "iscsi/initiatorname.iscsi",
		 "InitiatorName=iqn.1993-08.org.debian:01:xen01\n");
	tree_add_directory(to, "secrets");
	for (int i = 0; i < MODEL_TARGETS; i++)
		for (int k = 0; k < 2; k++)
			if (*model->targets[i].files[k])
				tree_add(to, 'f', PATH("secrets/%c%d", "tm"[k], i), "%s\n",
					 model->targets[i].files[k]);
}

/* ---- all of it ---- */

static int by_path(const void *left, const void *right)
{
	return strcmp(((const struct tree_entry *)left)->path,
		      ((const struct tree_entry *)right)->path);
}

/* The directories above each entry become entries too. */
static void add_parents(struct tree_entries *to)
{
	struct strmap seen = { 0 };

	for (size_t i = 0; i < to->list.count; i++)
		if (to->list.at[i].type == 'd')
			strmap_add(&to->arena, &seen, to->list.at[i].path, i);
	for (size_t i = 0; i < to->list.count; i++) {
		const char *slash = strrchr(to->list.at[i].path, '/');
		const char *parent;

		if (!slash)
			continue;
		parent = arena_strndup(&to->arena, to->list.at[i].path,
				       (size_t)(slash - to->list.at[i].path));
		if (strmap_find(&seen, parent) != SIZE_MAX)
			continue;
		strmap_add(&to->arena, &seen, parent, to->list.count);
		tree_add_directory(to, parent);
	}
}

static void collect(struct tree_entries *to, const struct model *model)
{
	const struct session_state_of *session;
	const struct interface_file *interface;
	const struct node_record *record;
	const struct disk *disk;
	const struct map *map;

	tree_add_directory(to, "sys/class/iscsi_session");
	tree_add_directory(to, "sys/class/iscsi_connection");
	tree_add_directory(to, "sys/class/block");
	tree_add_directory(to, "db/nodes");
	tree_add_directory(to, "dev/mapper");
	tree_add(to, 'f', "run/udev/control", "%s", "");
	if (model_udev_is_busy(model))
		tree_add(to, 'f', "run/udev/queue", "%s", "");
	model_each (session, model->sessions)
		tree_add_session(to, model, session);
	model_each (disk, model->disks)
		tree_add_disk(to, model, disk);
	model_each (map, model->maps)
		tree_add_map(to, model, map);
	model_each (interface, model->interfaces)
		add_interface(to, interface);
	model_each (record, model->records)
		add_record(to, record);
	add_secrets(to, model);
	tree_add_proc(to, model);
	add_parents(to);
	qsort(to->list.at, to->list.count, sizeof(*to->list.at), by_path);
}

/* ---- onto the disk ---- */

static void fail(const char *root, const char *path)
{
	fprintf(stderr, "%s/%s: %s\n", root, path, strerror(errno));
	abort();
}

static void put(int root, const struct tree *tree, const struct tree_entry *entry)
{
	int fd, error = 0;

	if (entry->type == 'd') {
		error = mkdirat(root, entry->path, 0755) < 0 && errno != EEXIST;
	} else if (entry->type == 'l') {
		unlinkat(root, entry->path, 0);
		error = symlinkat(entry->text, root, entry->path) < 0;
	} else {
		size_t length = strlen(entry->text);
		char words[512];
		const char *text = entry->text;

		if (entry->type == 'w') {
			for (size_t i = 0; i <= length && i < sizeof(words); i++)
				words[i] = (char)(text[i] == ' ' ? '\0' : text[i]);
			text = words;
			length++;
		}
		fd = openat(root, entry->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		error = fd < 0 || write(fd, text, length) != (ssize_t)length;
		if (fd >= 0)
			close(fd);
	}
	if (error)
		fail(tree->root, entry->path);
}

static void withdraw(int root, const struct tree *tree, const struct tree_entry *entry)
{
	if (unlinkat(root, entry->path, entry->type == 'd' ? AT_REMOVEDIR : 0) < 0)
		fail(tree->root, entry->path);
}

static bool is_same(const struct tree_entry *a, const struct tree_entry *b)
{
	return a->type == b->type && str_equal(a->text, b->text);
}

/* What is gone goes from the end, so that a directory is empty by its turn. */
static void write_difference(int root, const struct tree *tree, const struct tree_entries *next)
{
	const struct tree_entries *now = &tree->now;
	bool *keep = calloc(now->list.count + 1, 1), *have = calloc(next->list.count + 1, 1);
	size_t i = 0, j = 0;

	while (i < now->list.count && j < next->list.count) {
		int order = by_path(&now->list.at[i], &next->list.at[j]);

		if (order == 0 && is_same(&now->list.at[i], &next->list.at[j]))
			keep[i] = have[j] = true;
		/* A file is written over. */
		if (order == 0 && now->list.at[i].type == 'f' && next->list.at[j].type == 'f')
			keep[i] = true;
		i += order <= 0;
		j += order >= 0;
	}
	for (i = now->list.count; i-- > 0;)
		if (!keep[i])
			withdraw(root, tree, &now->list.at[i]);
	for (j = 0; j < next->list.count; j++)
		if (!have[j])
			put(root, tree, &next->list.at[j]);
	free(keep);
	free(have);
}

void tree_show(struct tree *tree, const struct model *model)
{
	struct tree_entries next = { 0 };
	int root = open(tree->root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (root < 0)
		fail(tree->root, "");
	collect(&next, model);
	write_difference(root, tree, &next);
	close(root);
	arena_free(&tree->now.arena);
	tree->now = next;
}

void tree_assume(struct tree *tree, const struct model *model)
{
	collect(&tree->now, model);
}

void tree_done(struct tree *tree)
{
	arena_free(&tree->now.arena);
	tree->now = (struct tree_entries){ 0 };
}
