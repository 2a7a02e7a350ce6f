/*
 * Reads that fail: what is linked with wrap.c, and with --wrap for the calls in it (Makefile.am),
 * is asked before each of its calls that read a file, link or directory.
 */
#ifndef STANDIN_READS_H
#define STANDIN_READS_H

/*
 * What is about to be read, by which call: path is relative to fd, or NULL for what fd is itself.
 * 0 for it to be read, or the errno that the call fails with. Defined by whoever links wrap.c.
 */
int read_meets(const char *call, int fd, const char *path);

#endif
