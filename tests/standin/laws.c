#include "config.h"

#include "standin/law.h"

#include "base/str.h"
#include "os/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void law_broke(const struct witness *witness, const struct operation *op, const char *format, ...)
{
	CLEANUP(strbuf_done) struct strbuf sentence = { 0 };
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	strbuf_printf(&sentence, "%s: %s", text, op->text);
	witness->broken(strbuf_text(&sentence));
}

static bool is_of_interface(const struct operation *op)
{
	return op->sort >= OP_INTERFACE_NEW && op->sort <= OP_INTERFACE_DELETE;
}

/* What is done to an interface is done to the records that are bound to it. */
static bool is_about_same(const struct operation *a, const struct operation *b)
{
	if (is_of_interface(a) || is_of_interface(b))
		return str_equal(a->iface, b->iface);
	if (a->map || b->map)
		return str_equal(a->map, b->map);
	if (*a->vg || *b->vg)
		return str_equal(a->vg, b->vg);
	return str_equal(a->target, b->target) && a->target && str_equal(a->host, b->host) &&
	       str_equal(a->iface, b->iface);
}

/* Law 13: what was left behind is still at work on its object. */
static void check_strays(const struct witness *witness, const struct operation *op)
{
	for (size_t i = 0; i < witness->at_work_count; i++) {
		const struct at_work *other = &witness->at_work[i];
		struct operation its = operation_read(other->argv);

		if (other->changing && other->left && is_about_same(op, &its))
			law_broke(witness, op, "law 13: %s is still going", other->text);
	}
}

static void check_forced(const struct witness *witness, const struct operation *op)
{
	static const char *const words[] = { "-f",    "--force",    "--removemissing", "-y",
					     "--yes", "--loginall", "--logoutall",     "partial" };

	if (op->sort == OP_FLUSH) /* its -f is "flush" */
		return;
	for (const char *const *word = op->argv; *word; word++)
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (str_equal(*word, words[i]))
				law_broke(witness, op, "law 6: %s", words[i]);
}

static void check_operation(const struct witness *witness, const struct operation *op)
{
	switch (op->sort) {
	case OP_INTERFACE_NEW:
		law_check_interface_new(witness, op);
		break;
	case OP_INTERFACE_UPDATE:
		law_check_interface_update(witness, op);
		break;
	case OP_INTERFACE_DELETE:
		law_check_interface_delete(witness, op);
		break;
	case OP_NEW:
		law_check_new(witness, op);
		break;
	case OP_UPDATE:
		law_check_update(witness, op);
		break;
	case OP_DELETE:
		law_check_delete(witness, op);
		break;
	case OP_LOGIN:
		law_check_login(witness, op);
		break;
	case OP_LOGOUT:
		law_check_logout(witness, op);
		break;
	case OP_ACTIVATE:
	case OP_DEACTIVATE:
	case OP_REFRESH:
		law_check_volumes(witness, op);
		law_check_devices(witness, op);
		break;
	case OP_REPORT:
	case OP_CONFIG:
		law_check_devices(witness, op);
		break;
	case OP_RESCAN:
		law_check_rescan(witness, op);
		break;
	case OP_FLUSH:
		law_check_flush(witness, op);
		break;
	case OP_DUMP:
		break;
	case OP_UNKNOWN:
		law_broke(witness, op, "a command the observer does not know");
		break;
	}
}

void laws_check(const struct witness *witness, const char *const *argv, bool changing,
		const char *text)
{
	struct operation op = operation_read(argv);

	op.text = text;
	if (operation_changes(op.sort) != changing)
		law_broke(witness, &op, "law 1: taken for %s", changing ? "a change" : "a probe");
	check_forced(witness, &op);
	law_check_secrets(witness, &op);
	check_operation(witness, &op);
	if (changing)
		check_strays(witness, &op);
}

bool laws_is_noted(const struct witness *witness, pid_t pid)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	CLEANUP(strbuf_done) struct strbuf line = { 0 };

	strbuf_printf(&line, "\nchild %d ", (int)pid);
	return file_read(witness->lock, 1 << 20, &text) == 0 &&
	       strstr(strbuf_text(&text), strbuf_text(&line));
}
