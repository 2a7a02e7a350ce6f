/* Files and directories. 0 or -errno; nothing is printed. */
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/strbuf.h"
#include "base/vec.h"

#include <stdbool.h>
#include <sys/types.h>

void close_fd(int *fd); /* for CLEANUP(); ignores -1, keeps errno */

/*
 * The one way to open a file for reading that may be anything: never waits, and takes a regular
 * file only; a pipe, a device or a socket is -EMEDIUMTYPE, a directory -EISDIR. flags as of
 * open(2); one that is made (O_CREAT) is its owner's alone. The descriptor, or -errno.
 */
int file_open(const char *path, int flags);
/* Appends the whole of such a file; -EFBIG when it is larger than cap. */
int file_read(const char *path, size_t cap, struct strbuf *out);
/* The same of what a person has named for us to read: it may be a pipe, and is waited for. */
int file_read_named(const char *path, size_t cap, struct strbuf *out);
/* As it was opened: /dev/stdin cannot be opened once more when it is a socket or another user's. */
int file_read_stdin(size_t cap, struct strbuf *out);
/* For people, a -errno of this header. */
const char *file_error(int error);
/* Whether -errno says that a file, or the object that it shows, is not there (any more). Anything
 * else says nothing about it (law 3). */
bool file_is_gone(int error);
/* The name of a descriptor that we were started with: /dev/stdin, /dev/fd/3. */
bool file_is_own(const char *path);
/* A pipe or a device, whose reading may never end. */
bool file_may_wait(const char *path);
/*
 * One attribute of sysfs or /proc, relative to dirfd (AT_FDCWD with an absolute path): trailing
 * newline cut, into the arena. At most 4 KiB; whatever is in its place is not waited for.
 */
int attr_read(int dirfd, const char *path, struct arena *arena, const char **ret_text);
/* Whether its -errno says that there is no such value: its object is gone, or has none. */
bool attr_is_absent(int error);

/* Names in a directory, without those that begin with '.', in strverscmp(3) order. */
int dir_list(int dirfd, const char *path, struct arena *arena, struct names *ret_names);

/*
 * Writes a temporary file beside path, syncs it, renames it over path, syncs the directory. A pipe,
 * a terminal or /dev/null is written to as it is, and so is a descriptor that we were started with
 * (/dev/fd/1); any other device is -ENOTSUP.
 */
int file_replace(const char *path, const void *data, size_t size, mode_t mode);
/* mkdir -p with mode 0755 for what is missing. */
int dir_make(const char *path);

#endif
