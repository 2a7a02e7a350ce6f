/* Files and directories to decoded documents. */
#ifndef MANIFEST_LOAD_H
#define MANIFEST_LOAD_H

#include "manifest/document.h"
#include "os/file.h"

#define MANIFEST_FILE_MAX ((size_t)16 * 1024 * 1024)

struct manifest {
	struct arena *arena;
	VEC(struct document) documents;
	struct names paths; /* of all that was read, directories too; without descriptors */
	size_t sources;	    /* that were opened, or could not be */
	bool whole;  /* false: a part could not be read, so what seems to be missing may be there */
	bool faulty; /* an error was reported while loading */
};

/* Adds the documents of a file, of a directory's *.yaml, or of stdin ("-"). */
void load_path(struct manifest *manifest, const char *path, struct diags *diags);

#endif
