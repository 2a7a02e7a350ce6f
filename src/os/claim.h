/*
 * Asks the kernel whether block devices are claimed: opened exclusively by the kernel itself (a
 * mounted file system, its journal, swap, a device built on it) or by a program with O_EXCL. An
 * exclusive open for reading answers that, writes nothing, and raises no uevent. While it lasts,
 * a few microseconds, the claim is ours, so a device is asked only when the answer matters.
 */
#ifndef OS_CLAIM_H
#define OS_CLAIM_H

#include <stddef.h>

struct claim_question {
	/* Filled by the caller. */
	const char *path; /* of its node */
	unsigned int major, minor;

	/* 0: nobody has claimed it; -EBUSY: it is claimed; another -errno: that is not known.
	 * -ENOTBLK: the path is not this device; -ETIMEDOUT: it was not opened within the time. */
	int answer;
};

/*
 * Answers all of them within about ms milliseconds. An open may hang on storage, so a child makes
 * them; one that cannot be killed is left behind, with no descriptor and no terminal of ours. An
 * answer of -EBUSY is asked again for a moment, because another run of converge may be asking.
 */
void claims_ask(struct claim_question *questions, size_t count, int ms);
/* The same by another way to answer one question; for tests. */
void claims_ask_by(int (*answer)(const struct claim_question *question),
		   struct claim_question *questions, size_t count, int ms);

#endif
