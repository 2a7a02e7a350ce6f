#include "report/json_text.h"

#include "base/arena.h"
#include "base/strbuf.h"

json_t *json_text(const char *text)
{
	json_t *json = text ? json_string(text) : json_null();
	struct strbuf plain CLEANUP(strbuf_done) = { 0 };

	if (json)
		return json;
	for (; *text; text++)
		strbuf_add_char(&plain, *text & 0x80 ? '?' : *text);
	return json_string(strbuf_text(&plain));
}
