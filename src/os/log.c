#include "config.h"

#include "os/log.h"

#include "base/strbuf.h"
#include "base/text.h"
#include "os/file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define IDENTIFIER "converge"

static int connect_to(const char *directory, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval second = { .tv_sec = 1 };
	CLEANUP(close_fd) int fd = -1;
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", directory, name);
	int connected;

	if (length < 0 || (size_t)length >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	/* A log that does not keep up must not keep us. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof(second)) < 0 ||
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	connected = fd;
	fd = -1;
	return connected;
}

int log_open(const char *run, const char *dev, struct log *ret_log)
{
	struct log log = { .fd = connect_to(run, "systemd/journal/socket"), .journal = true };

	if (log.fd < 0)
		log = (struct log){ .fd = connect_to(dev, "log") };
	if (log.fd < 0)
		return log.fd;
	*ret_log = log;
	return 0;
}

void log_close(struct log *log)
{
	close_fd(&log->fd);
}

/* systemd's JOURNAL_NATIVE_PROTOCOL: NAME=VALUE on a line; a value with line breaks by its length,
 * as 64 bits with the lowest byte first. */
static void add_field(struct strbuf *out, const char *name, const char *text)
{
	struct strbuf clean CLEANUP(strbuf_done) = { 0 };
	const char *value;
	uint64_t length;

	strbuf_add(&clean, text);
	text_clean(&clean, 0, "\n");
	value = strbuf_text(&clean);
	length = clean.length;

	strbuf_add(out, name);
	if (strchr(value, '\n')) {
		strbuf_add_char(out, '\n');
		for (int byte = 0; byte < 8; byte++)
			strbuf_add_char(out, (char)(length >> (8 * byte) & 0xff));
	} else {
		strbuf_add_char(out, '=');
	}
	strbuf_add_bytes(out, value, length);
	strbuf_add_char(out, '\n');
}

static void add_journal(struct strbuf *out, int priority, const char *message,
			const struct log_field *fields, size_t count)
{
	const char digit[] = { (char)('0' + priority), '\0' };

	add_field(out, "MESSAGE", message);
	add_field(out, "PRIORITY", digit);
	add_field(out, "SYSLOG_IDENTIFIER", IDENTIFIER);
	for (size_t i = 0; i < count; i++)
		if (fields[i].value)
			add_field(out, fields[i].name, fields[i].value);
}

/* As syslog(3) of glibc writes it to its socket. */
static void add_syslog(struct strbuf *out, int priority, const char *message)
{
	time_t now = time(NULL);
	char when[32] = "";
	struct tm local;

	if (localtime_r(&now, &local))
		strftime(when, sizeof(when), "%b %e %T ", &local);
	strbuf_printf(out, "<%d>%s" IDENTIFIER "[%d]: ", LOG_DAEMON | priority, when,
		      (int)getpid());
	strbuf_add_line(out, message);
}

int log_write(const struct log *log, int priority, const char *message,
	      const struct log_field *fields, size_t count)
{
	struct strbuf entry CLEANUP(strbuf_done) = { 0 };
	ssize_t sent;

	if (log->journal)
		add_journal(&entry, priority, message, fields, count);
	else
		add_syslog(&entry, priority, message);
	do
		sent = send(log->fd, strbuf_text(&entry), entry.length, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

bool log_has_stream(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[64];
	struct stat status;

	if (!stream || fstat(fd, &status) < 0)
		return false;
	snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
	return strcmp(stream, own) == 0;
}
