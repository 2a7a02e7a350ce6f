#include "tool/secret.h"

#include "base/digest.h"
#include "base/str.h"
#include "tool/records.h"
#include "tool/secret_name.h"
#include "tool/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void secret_wipe(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

/* Not even opened for writing by anybody but root: who can write it chooses the secret. */
static const char *check_file(struct arena *arena, const struct stat *st)
{
	/* Only root gets as far as using it. */
	if (st->st_uid != geteuid())
		return arena_printf(arena, "belongs to user %u, not to root; chown it",
				    (unsigned int)st->st_uid);
	if (st->st_mode & 07177)
		return arena_printf(arena, "has mode %04o, which lets others at it; chmod 0600 it",
				    (unsigned int)st->st_mode & 07777);
	return NULL;
}

/* Who can put another file in its place chooses the secret, too. */
static const char *check_way(struct arena *arena, const char *path)
{
	const char *fix, *fault = trust_fault(arena, path, &fix);

	return fault ? arena_printf(arena, "cannot be trusted: %s; %s", fault, fix) : NULL;
}

static const char *check_text(const struct secret *secret)
{
	const char *text = secret->text, *last = text + secret->length - 1;

	if (!secret->length)
		return "is empty";
	for (const char *at = text; at <= last; at++)
		if (char_is_control(*at))
			return "has a line end, tab or other control character in its secret, "
			       "which no node record can hold";
	if (*text == ' ' || *last == ' ')
		return "has a blank at the beginning or the end of its secret, which iscsiadm "
		       "would drop";
	if (str_equal(text, "<empty>") || str_equal(text, SECRET_MASK))
		return "has what iscsiadm itself prints in place of a secret; choose another";
	return NULL;
}

/* One byte more than fits, and a line end. */
static ssize_t read_whole(int fd, char *to, size_t size)
{
	size_t length = 0;
	ssize_t count = 1;

	while (length < size && count > 0) {
		do
			count = read(fd, to + length, size - length);
		while (count < 0 && errno == EINTR);
		if (count < 0)
			return -1;
		length += (size_t)count;
	}
	return (ssize_t)length;
}

static const char *read_secret(struct arena *arena, int fd, struct secret *ret_secret)
{
	char bytes[SECRET_MAX + 2];
	ssize_t count = read_whole(fd, bytes, sizeof(bytes));
	size_t length = count < 0 ? 0 : (size_t)count;
	const char *fault = NULL;

	if (count < 0)
		fault = arena_printf(arena, "cannot be read: %s", strerror(errno));
	if (length && bytes[length - 1] == '\n')
		length--;
	if (length > SECRET_MAX)
		fault = "has a secret of more than 255 bytes, the most that a node record holds";
	if (!fault) {
		memcpy(ret_secret->text, bytes, length);
		ret_secret->text[length] = '\0';
		ret_secret->length = length;
		fault = check_text(ret_secret);
	}
	explicit_bzero(bytes, sizeof(bytes));
	return fault;
}

const char *secret_read(struct arena *arena, const char *path, struct secret *ret_secret)
{
	/* It may be anything, also a pipe that nobody writes to. */
	CLEANUP(close_fd) int fd = file_open(path, O_RDONLY | O_NOFOLLOW);
	int error = fd < 0 ? fd : 0;
	const char *fault;
	struct stat st;

	if (error == -ELOOP)
		return "is a symbolic link; name the file itself";
	if (error == -EMEDIUMTYPE || error == -EISDIR)
		return "is no regular file";
	if (!error && fstat(fd, &st) < 0)
		error = -errno;
	if (error)
		return arena_printf(arena, "cannot be opened: %s", strerror(-error));
	fault = check_file(arena, &st);
	if (!fault)
		fault = check_way(arena, path);
	return fault ? fault : read_secret(arena, fd, ret_secret);
}

const char *secret_get(struct arena *arena, const struct tools *tools,
		       const struct secret_source *source, struct secret *ret_secret)
{
	const char *path = secret_path(arena, tools, source);
	const char *fault;

	if (!path)
		return secret_missing(arena, source);
	fault = secret_read(arena, path, ret_secret);
	return fault ? arena_printf(arena, "%s %s", secret_name(arena, source), fault) : NULL;
}

void secrets_look(const struct names *paths, struct snapshot *snapshot)
{
	const char *const *path;

	snapshot->secrets_read = true;
	vec_each (path, &paths->list) {
		CLEANUP(secret_wipe) struct secret secret = { 0 };
		struct secret_file *file = vec_push(snapshot->arena, &snapshot->secrets);

		file->path = *path;
		file->fault = secret_read(snapshot->arena, *path, &secret);
		if (!file->fault)
			file->digest = digest_of(secret.text, secret.length);
	}
}
