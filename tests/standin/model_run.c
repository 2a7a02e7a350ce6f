#include "config.h"

#include "base/str.h"
#include "standin/model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void reply_done(struct reply *reply)
{
	strbuf_done(&reply->out);
	strbuf_done(&reply->err);
}

int reply_fail(struct reply *reply, int code, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	strbuf_printf(&reply->err, "%s\n", text);
	return reply->code = code;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void model_run(struct model *model, const char *const *argv, const char *config,
	       struct reply *reply)
{
	const char *name = base_name(argv[0]);

	if (str_equal(name, "iscsiadm"))
		iscsiadm_run(model, argv + 1, config, reply);
	else if (str_equal(name, "multipath"))
		multipath_run(model, argv + 1, reply);
	else
		lvm_run(model, str_equal(name, "lvm") ? argv + 1 : argv, reply);
}

int64_t model_duration(const struct model *model, const char *const *argv)
{
	const char *name = base_name(argv[0]);

	if (str_equal(name, "iscsiadm"))
		return iscsiadm_duration(model, argv + 1);
	if (!str_equal(name, "multipath") &&
	    lvm_hangs(model, str_equal(name, "lvm") ? argv + 1 : argv))
		return INT64_MAX;
	return 100;
}
