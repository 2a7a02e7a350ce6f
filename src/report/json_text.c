#include "report/json_text.h"

#include "base/arena.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

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

void json_finish(json_t *root, struct strbuf *out)
{
	char *text = json_dumps(root, JSON_INDENT(2) | JSON_PRESERVE_ORDER);

	text_add_json(out, text ? text : "{}", text ? strlen(text) : 2);
	strbuf_add_char(out, '\n');
	free(text);
	json_decref(root);
}
