#include "tool/secret_name.h"

const char *secret_path(struct arena *arena, const struct tools *tools,
			const struct secret_source *source)
{
	if (source->file)
		return source->file;
	return tools->credentials
		       ? arena_printf(arena, "%s/%s", tools->credentials, source->credential)
		       : NULL;
}

const char *secret_name(struct arena *arena, const struct secret_source *source)
{
	return source->file ? source->file
			    : arena_printf(arena, "credential '%s'", source->credential);
}

const char *secret_missing(struct arena *arena, const struct secret_source *source)
{
	return arena_printf(arena,
			    "%s: this process was given no credentials; systemd gives them to a "
			    "unit with LoadCredential=, in $CREDENTIALS_DIRECTORY",
			    secret_name(arena, source));
}
