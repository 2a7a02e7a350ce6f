#include "config.h"

#include "os/attrs.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

static const char *path_of(const struct attrs *attrs, const char *name)
{
	return attrs->fd == AT_FDCWD ? arena_printf(attrs->arena, "%s/%s", attrs->directory, name)
				     : name;
}

void attrs_doubt(const struct attrs *attrs, const char *name, int error)
{
	bool itself = str_equal(name, ".");

	if (!*attrs->unknown && !file_is_gone(error))
		*attrs->unknown =
			arena_printf(attrs->arena, "cannot read %s%s%s: %s", attrs->directory,
				     itself ? "" : "/", itself ? "" : name, file_error(error));
}

const char *attrs_text(const struct attrs *attrs, const char *name)
{
	const char *text;
	int error = attr_read(attrs->fd, path_of(attrs, name), attrs->arena, &text);

	if (error < 0 && !attr_is_absent(error))
		attrs_doubt(attrs, name, error);
	return error < 0 ? NULL : text;
}

const char *attrs_value(const struct attrs *attrs, const char *name)
{
	const char *text = attrs_text(attrs, name);

	return text && *text ? text : NULL;
}

const char *attrs_link(const struct attrs *attrs, const char *name)
{
	char link[PATH_MAX];
	ssize_t length = readlinkat(attrs->fd, path_of(attrs, name), link, sizeof(link));

	if (length >= 0 && length < (ssize_t)sizeof(link))
		return arena_strndup(attrs->arena, link, (size_t)length);
	/* EINVAL: what is there is no link. */
	if (length >= 0 || errno != EINVAL)
		attrs_doubt(attrs, name, length < 0 ? -errno : -ENAMETOOLONG);
	return NULL;
}

struct names attrs_list(const struct attrs *attrs, const char *name)
{
	struct names names = { 0 };
	int error = dir_list(attrs->fd, path_of(attrs, name), attrs->arena, &names);

	if (error < 0)
		attrs_doubt(attrs, name, error);
	return names;
}

bool attrs_has(const struct attrs *attrs, const char *name)
{
	if (faccessat(attrs->fd, path_of(attrs, name), F_OK, 0) == 0)
		return true;
	attrs_doubt(attrs, name, -errno);
	return false;
}

int attrs_open(const struct attrs *attrs, const char *name)
{
	int fd = openat(attrs->fd, path_of(attrs, name), O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		attrs_doubt(attrs, name, -errno);
	return fd;
}
