#include "config.h"

#include "printed.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

void printed_read(struct printed *printed, const char *runbook)
{
	char *rest = arena_strdup(printed->arena, runbook), *line;
	bool late = false;

	printed->runbook = arena_strdup(printed->arena, runbook);
	while ((line = strsep(&rest, "\n"))) {
		if (str_starts(line, "# if "))
			late = true;
		if (!*line || *line == '#')
			continue;
		/* Once late, all that follows is. */
		vec_add(printed->arena, &printed->lines,
			((struct line){ .text = line, .late = late }));
	}
}

/* Without the quotes of a shell, and without these words and, after a list, what they are of. */
static const char *without(struct arena *arena, const char *text, const char *word, bool list)
{
	char *copy = arena_strdup(arena, text), *to = copy;

	for (const char *from = text; *from; from++) {
		if (str_starts(from, word)) {
			from += strlen(word);
			from += list ? strcspn(from, " ") + 1 : 0;
		}
		if (*from != '\'')
			*to++ = *from;
	}
	*to = '\0';
	return copy;
}

/* Without what cannot be known before a login: the names of its disks in the list of --devices, and
 * which volumes have the skip flag. */
static const char *plain(struct arena *arena, const char *text)
{
	return without(arena, without(arena, text, "--devices ", true), "-K ", false);
}

/* A note says that it may come: "lvchange -ay|-aey [-K] VG/NAME". */
static bool is_noted(const struct printed *printed, const char *command)
{
	const char *words = without(printed->arena, command, "--devices ", true);
	const char *slash = strrchr(words, '/');

	return slash && str_starts(words, "lvchange -a") &&
	       strstr(printed->runbook,
		      arena_printf(printed->arena, "%.*s/NAME", (int)(slash - words), words));
}

/* The volume group that a command is about; NULL: it is about none. */
static const char *group_of(struct arena *arena, const char *command)
{
	const char *last = strrchr(command, ' ');

	if (!last || (!str_starts(command, "vgchange") && !str_starts(command, "lvchange")))
		return NULL;
	return arena_strndup(arena, last + 1, strcspn(last + 1, "/"));
}

static struct line *find_line(struct printed *printed, const char *command)
{
	struct line *line;

	vec_each (line, &printed->lines)
		if (!line->was_run &&
		    str_equal(plain(printed->arena, line->text), plain(printed->arena, command)))
			return line;
	return NULL;
}

/* The steps on one volume group may change places, and so may those whose turn comes later. */
static void check_place(struct printed *printed, const struct line *line)
{
	const char *group = group_of(printed->arena, line->text);
	const struct line *later;

	vec_each (later, &printed->lines)
		if (later > line && later->was_run && !later->late &&
		    !(group && str_equal(group, group_of(printed->arena, later->text))))
			world_break("ran after what was printed later (%s): %s", later->text,
				    line->text);
}

/* Of the steps that no command can be typed for. */
static size_t count_overlaid(const struct printed *printed)
{
	static const char words[] = "# (no command to type";
	const char *text = strstr(printed->runbook, words);
	size_t count = 0;

	for (; text; text = strstr(text + 1, words))
		count++;
	return count;
}

void printed_check(struct printed *printed, bool all_good)
{
	struct line *line;
	size_t overlaid = 0;

	for (size_t i = world->first; i < world->ran.count; i++) {
		const char *command = world->ran.at[i].text;

		if (!world->ran.at[i].changing)
			continue;
		if (world->ran.at[i].overlaid) {
			overlaid++;
			continue;
		}
		line = find_line(printed, command);
		if (line) {
			line->was_run = true;
			check_place(printed, line);
		} else if (!is_noted(printed, command)) {
			world_break("was not printed: %s", command);
		}
	}
	vec_each (line, &printed->lines)
		if (all_good && !line->late && !line->was_run)
			world_break("was printed, but not run: %s", line->text);
	if (overlaid > count_overlaid(printed))
		world_break("more records were written than was printed");
}

static bool destroys(const char *command)
{
	return strstr(command, " --logout") || strstr(command, " -o delete") ||
	       strstr(command, "change -an ") || strstr(command, " --lockstop") ||
	       str_starts(command, "multipath -f ");
}

const char *printed_destroys_more(struct printed *printed, struct printed *other)
{
	struct line *line, *same;

	vec_each (line, &printed->lines) {
		/* What has a condition is decided by a later look. */
		if (line->late || !destroys(line->text))
			continue;
		same = find_line(other, line->text);
		if (!same)
			return line->text;
		same->was_run = true;
	}
	return NULL;
}
