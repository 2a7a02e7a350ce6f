#include "config.h"

#include "os/ledger.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "os/process.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)4096)
/* A run of 10,000 targets writes some megabytes. */
#define LEDGER_MAX ((size_t)64 * 1024 * 1024)

/* One line for each record, blanks between its words; what else would break that is \xNN. */

static void add_word(struct strbuf *line, const char *text, bool last)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c == 0x7f || c == '\\' || (c == ' ' && !last))
			strbuf_printf(line, "\\x%02x", c);
		else
			strbuf_add_char(line, (char)c);
	}
}

void ledger_add(struct strbuf *text, const struct lock_child *child)
{
	strbuf_printf(text, "child %d %" PRIu64 " ", (int)child->pid, child->start);
	add_word(text, child->lane && *child->lane ? child->lane : "-", false);
	strbuf_add_char(text, ' ');
	add_word(text, child->command ? child->command : "", true);
	strbuf_add_char(text, '\n');
}

static int digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static const char *unescape(struct arena *arena, const char *text)
{
	CLEANUP(strbuf_done) struct strbuf buf = { 0 };

	for (; *text; text++) {
		if (str_starts(text, "\\x") && digit(text[2]) >= 0 && digit(text[3]) >= 0) {
			strbuf_add_char(&buf, (char)(digit(text[2]) << 4 | digit(text[3])));
			text += 3;
		} else {
			strbuf_add_char(&buf, *text);
		}
	}
	return arena_strdup(arena, strbuf_text(&buf));
}

static bool parse_process(char **rest, pid_t *ret_pid, uint64_t *ret_start)
{
	uint64_t pid, start;

	if (!str_number(strsep(rest, " "), INT_MAX, &pid) || pid == 0 ||
	    !str_number(strsep(rest, " "), UINT64_MAX, &start))
		return false;
	*ret_pid = (pid_t)pid;
	*ret_start = start;
	return true;
}

/* The first such line counts: it is written at the very beginning, see begin() of lock.c. */
static void parse_holder(struct ledger *ledger, char *rest)
{
	uint64_t start, since;
	pid_t pid;

	if (ledger->holder.pid || !parse_process(&rest, &pid, &start) || !process_alive(pid, start))
		return;
	ledger->holder.pid = pid;
	if (str_number(rest, INT64_MAX, &since))
		ledger->holder.since = (int64_t)since;
}

static void parse_child(struct ledger *ledger, struct arena *arena, char *rest)
{
	struct lock_child child = { 0 };
	const struct lock_child *known;
	const char *lane;

	if (!parse_process(&rest, &child.pid, &child.start) || !rest)
		return;
	lane = strsep(&rest, " ");
	vec_each (known, &ledger->children)
		if (known->pid == child.pid && known->start == child.start)
			return;
	child.lane = unescape(arena, lane);
	child.command = unescape(arena, rest ? rest : "");
	vec_add(arena, &ledger->children, child);
}

static void parse(struct ledger *ledger, struct arena *arena, char *text)
{
	char *end;

	/* A last line without its end was cut off in writing: its child was never let go. */
	for (; (end = strchr(text, '\n')); text = end + 1) {
		char *rest = text, *what;

		*end = '\0';
		what = strsep(&rest, " ");
		if (rest && str_equal(what, "converge"))
			parse_holder(ledger, rest);
		else if (rest && str_equal(what, "child"))
			parse_child(ledger, arena, rest);
	}
}

int ledger_read(int fd, struct arena *arena, struct ledger *ret_ledger)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct ledger ledger = { 0 };

	for (;;) {
		char chunk[CHUNK];
		ssize_t count = pread(fd, chunk, sizeof(chunk), (off_t)text.length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			break;
		if (text.length + (size_t)count > LEDGER_MAX)
			return -EFBIG;
		strbuf_add_bytes(&text, chunk, (size_t)count);
	}
	if (text.text)
		parse(&ledger, arena, text.text);
	*ret_ledger = ledger;
	return 0;
}
