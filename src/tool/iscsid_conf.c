#include "tool/iscsid_conf.h"

#include "os/file.h"

#include <string.h>

#define CONFIG_BYTES ((size_t)1024 * 1024)

const char *iscsid_conf_path(struct arena *arena, const struct tools *tools)
{
	return arena_printf(arena, "%s/iscsid.conf", tools->iscsi_etc);
}

int iscsid_conf_copy(const struct tools *tools,
		     bool (*decides)(const void *context, const char *name), const void *context,
		     struct arena *arena, struct strbuf *out, const char **ret_reason)
{
	CLEANUP(strbuf_done) struct strbuf text = { .secret = true };
	const char *path = iscsid_conf_path(arena, tools);
	int error = file_read(path, CONFIG_BYTES, &text);
	char *rest = text.text, *line;

	if (error) {
		*ret_reason = arena_printf(arena, "%s cannot be read: %s", path, file_error(error));
		return -1;
	}
	while ((line = strsep(&rest, "\n"))) {
		const char *name = line + strspn(line, " \t\r\v\f");
		size_t length = strcspn(name, " \t\r\v\f=");

		if (*name && *name != '#' &&
		    !decides(context, arena_strndup(arena, name, length))) {
			strbuf_add(out, line);
			strbuf_add_char(out, '\n');
		}
	}
	return 0;
}

void iscsid_conf_add(struct strbuf *out, const char *name, const char *value)
{
	strbuf_add(out, name);
	strbuf_add(out, " = ");
	strbuf_add(out, value);
	strbuf_add_char(out, '\n');
}
