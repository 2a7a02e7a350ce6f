#include "config.h"

#include "standin/operation.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_portal(struct operation *op, const char *text)
{
	size_t length = *text == '[' ? strcspn(++text, "]") : strcspn(text, ":,");
	const char *colon = strchr(text + length, ':');

	snprintf(op->host, sizeof(op->host), "%.*s", (int)length, text);
	op->port = colon ? (int)strtol(colon + 1, NULL, 10) : 3260;
}

static enum operation_sort iscsiadm_sort(const char *const *argv)
{
	static const struct {
		const char *word;
		enum operation_sort sort;
	} words[] = {
		{ "show", OP_DUMP },	   { "new", OP_NEW },	    { "update", OP_UPDATE },
		{ "delete", OP_DELETE },   { "--login", OP_LOGIN }, { "--logout", OP_LOGOUT },
		{ "--rescan", OP_RESCAN }, { "-R", OP_RESCAN },
	};

	for (; *argv; argv++)
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (str_equal(*argv, words[i].word))
				return words[i].sort;
	return OP_UNKNOWN;
}

/* The same words mean interfaces in their mode. */
static enum operation_sort interface_sort(enum operation_sort sort)
{
	switch (sort) {
	case OP_NEW:
		return OP_INTERFACE_NEW;
	case OP_UPDATE:
		return OP_INTERFACE_UPDATE;
	case OP_DELETE:
		return OP_INTERFACE_DELETE;
	default:
		return OP_UNKNOWN;
	}
}

static void read_iscsiadm(struct operation *op, const char *const *argv)
{
	op->sort = iscsiadm_sort(argv);
	for (; argv[0] && argv[1]; argv++) {
		if (str_equal(argv[0], "-T"))
			op->target = argv[1];
		else if (str_equal(argv[0], "-I"))
			op->iface = argv[1];
		else if (str_equal(argv[0], "-r"))
			op->sid = argv[1];
		else if (str_equal(argv[0], "-m") && str_equal(argv[1], "iface"))
			op->sort = interface_sort(op->sort);
		else if (str_equal(argv[0], "-p"))
			read_portal(op, argv[1]);
	}
}

static void read_lvm(struct operation *op, const char *const *argv)
{
	bool changes = str_equal(argv[0], "vgchange") || str_equal(argv[0], "lvchange");

	op->sort = str_equal(argv[0], "fullreport") || str_equal(argv[0], "vgs") ? OP_REPORT
		   : str_equal(argv[0], "lvmconfig")				 ? OP_CONFIG
										 : OP_UNKNOWN;
	for (; *argv; argv++) {
		if (str_equal(*argv, "--devices") && argv[1])
			op->devices = *++argv;
		else if (str_equal(*argv, "-K"))
			op->despite_skip = true;
		else if (changes && (str_equal(*argv, "-ay") || str_equal(*argv, "-aey"))) {
			op->sort = OP_ACTIVATE;
			op->exclusively = str_equal(*argv, "-aey");
		} else if (changes && str_equal(*argv, "-an"))
			op->sort = OP_DEACTIVATE;
		else if (changes && str_equal(*argv, "--refresh"))
			op->sort = OP_REFRESH;
		else if (changes && !argv[1]) {
			const char *slash = strchr(*argv, '/');

			snprintf(op->vg, sizeof(op->vg), "%.*s", (int)strcspn(*argv, "/"), *argv);
			op->lv = slash ? slash + 1 : NULL;
		}
	}
}

static void read_multipath(struct operation *op, const char *const *argv)
{
	op->map = argv[0] ? argv[1] : NULL;
	op->sort = op->map && !argv[2] && str_equal(argv[0], "-f") ? OP_FLUSH : OP_UNKNOWN;
}

struct operation operation_read(const char *const *argv)
{
	struct operation op = { .argv = argv };
	const char *name = strrchr(argv[0], '/');

	name = name ? name + 1 : argv[0];
	op.words = argv + (str_equal(name, "iscsiadm") || str_equal(name, "lvm") ||
			   str_equal(name, "multipath"));
	if (str_equal(name, "iscsiadm"))
		read_iscsiadm(&op, op.words);
	else if (str_equal(name, "multipath"))
		read_multipath(&op, op.words);
	else
		read_lvm(&op, op.words);
	return op;
}

bool operation_changes(enum operation_sort sort)
{
	return sort > OP_CONFIG || sort == OP_UNKNOWN;
}
