/*
 * execlog: stands where iscsiadm, lvm or multipath stood (the real one beside it as NAME.real),
 * appends one line about each execution to /run/execlog, and becomes the real program, argv[0]
 * included.
 *
 * A line is four fields with tabs between them: seconds since boot, the parent's command name, its
 * parent's, and the arguments, quoted for a shell (argv[0] without its directory). It is written by
 * one write(2) with O_APPEND, so lines of parallel executions do not mix. Logging never fails the
 * program.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOG_FILE "/run/execlog"

/* Reads comm and parent of a process; "-" and 0 where it is gone. */
static int process_parent(int pid, char ret_comm[64])
{
	char path[64];
	char stat[512];
	int parent = 0;

	strcpy(ret_comm, "-");
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t got = read(fd, stat, sizeof(stat) - 1);
	close(fd);
	if (got <= 0)
		return 0;
	stat[got] = '\0';

	/* The name stands in parentheses and may hold some itself. */
	char *open_paren = strchr(stat, '(');
	char *close_paren = strrchr(stat, ')');
	if (!open_paren || !close_paren)
		return 0;
	snprintf(ret_comm, 64, "%.*s", (int)(close_paren - open_paren - 1), open_paren + 1);
	sscanf(close_paren + 1, " %*c %d", &parent);
	return parent;
}

static bool is_plain(const char *word)
{
	return *word &&
	       !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				  "_-+=.,:/@%")];
}

static void put_quoted(FILE *out, const char *word)
{
	if (is_plain(word)) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else if (*word == '\n')
			fputs("'$'\\n''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

static void append_line(char **argv)
{
	char *line = NULL;
	size_t size = 0;
	char parent[64];
	char grandparent[64];
	struct timespec now;

	FILE *out = open_memstream(&line, &size);
	if (!out)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	process_parent(process_parent(getppid(), parent), grandparent);
	fprintf(out, "%lld.%03ld\t%s\t%s\t", (long long)now.tv_sec, now.tv_nsec / 1000000, parent,
		grandparent);

	const char *slash = strrchr(argv[0], '/');
	put_quoted(out, slash ? slash + 1 : argv[0]);
	for (char **word = argv + 1; *word; word++) {
		fputc(' ', out);
		put_quoted(out, *word);
	}
	fputc('\n', out);
	if (fclose(out))
		return;

	int fd = open(LOG_FILE, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd >= 0) {
		ssize_t written = write(fd, line, size);
		(void)written;
		close(fd);
	}
	free(line);
}

int main(int argc, char **argv)
{
	char self[PATH_MAX + sizeof(".real")];

	ssize_t length = readlink("/proc/self/exe", self, PATH_MAX);
	if (length < 0 || argc < 1)
		return 127;
	strcpy(self + length, ".real");
	append_line(argv);
	execv(self, argv);
	perror(self);
	return 127;
}
