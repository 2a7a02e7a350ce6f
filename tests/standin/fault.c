#include "config.h"

#include "standin/fault.h"

enum { HUGE_BYTES = 10 << 20 };

const char *const fault_words[FAULT_SORTS] = {
	[FAULT_NONE] = "none",	 [FAULT_EXIT] = "exit",	    [FAULT_HANG] = "hang",
	[FAULT_STUCK] = "stuck", [FAULT_SIGNAL] = "die",    [FAULT_JUNK] = "junk",
	[FAULT_HUGE] = "huge",	 [FAULT_LIE] = "lie",	    [FAULT_HALF] = "half",
	[FAULT_DEAF] = "deaf",	 [FAULT_CHANGE] = "change", [FAULT_STOP] = "stop",
};

static void print_junk(struct reply *reply, size_t size)
{
	static const char junk[] = "\001{[ junk \377 node.name = \n";

	for (size_t i = 0; i < size; i += sizeof(junk) - 1)
		strbuf_add_bytes(&reply->out, junk, sizeof(junk) - 1);
}

void fault_run(enum fault_sort sort, int code, struct model *model, const char *const *argv,
	       const char *config, struct reply *reply)
{
	switch (sort) {
	case FAULT_EXIT:
		reply_fail(reply, code, "a fault");
		break;
	case FAULT_JUNK:
		print_junk(reply, 1000);
		break;
	case FAULT_HUGE:
		print_junk(reply, HUGE_BYTES);
		break;
	case FAULT_SIGNAL:
	case FAULT_LIE:
		break;
	case FAULT_DEAF:
		model_run(model, argv, "", reply);
		break;
	case FAULT_HALF:
		model_run(model, argv, config, reply);
		reply_fail(reply, 5, "a fault");
		break;
	default:
		model_run(model, argv, config, reply);
	}
}
