#include "tool/initiator.h"

#include "os/file.h"
#include "tool/proc.h"

#include <errno.h>
#include <string.h>

#define NAME_BYTES ((size_t)64 * 1024)
#define KEY "InitiatorName"
#define GENERATE "GenerateName=yes"

/* What a line gives the key; NULL if it is about something else, a comment, or gives nothing. */
static char *value_of(char *line)
{
	static const char blanks[] = " \t\r\v\f";
	char *key = strstr(line, KEY), *comment = strchr(line, '#'), *value, *end;

	if (!key || (comment && comment < key))
		return NULL;
	value = strchr(key, '=');
	if (!value)
		return NULL;
	value += 1 + strspn(value + 1, blanks);
	end = value + strlen(value);
	while (end > value && strchr(blanks, end[-1]))
		end--;
	*end = '\0';
	return *value ? value : NULL;
}

/* Debian's service makes a name when it starts iscsid, where the file asks for that. */
static bool is_to_come(const struct tools *tools, struct arena *arena, const char *text)
{
	const char *reason;

	return (str_starts(text, GENERATE) || strstr(text, "\n" GENERATE)) &&
	       proc_has_process(tools, arena, "iscsid", &reason) <= 0;
}

static const char *find_name(char *text)
{
	char *line, *value = NULL;

	while (!value && (line = strsep(&text, "\n")))
		value = value_of(line);
	return value;
}

void initiator_read(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *path = arena_printf(arena, "%s/initiatorname.iscsi", tools->iscsi_etc);
	int error = file_read(path, NAME_BYTES, &text);

	if (error)
		snapshot->initiator_unknown =
			arena_printf(arena, "cannot read %s: %s", path, file_error(error));
	else
		snapshot->initiator =
			find_name(arena_strndup(arena, strbuf_text(&text), text.length));
	if (!error && !snapshot->initiator)
		snapshot->initiator_unknown = arena_printf(arena, "%s has no " KEY, path);
	if (error == -ENOENT)
		snapshot->initiator_missing = arena_printf(arena, "%s is not there", path);
	else if (!error && !snapshot->initiator && !is_to_come(tools, arena, strbuf_text(&text)))
		snapshot->initiator_missing = snapshot->initiator_unknown;
}
