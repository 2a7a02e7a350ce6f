/*
 * property: draws hosts and manifests, thousands of them, and holds converge to
 * its laws on each (property.h). Speaks TAP.
 *
 *	CONVERGE_CASES=N     how many; 5000 unless told
 *	CONVERGE_SEED=N      the first one's seed; each next one is one more
 *
 * A case that fails is made smaller as long as it still fails, then printed with its seed.
 */
#include "config.h"

#include "base/str.h"
#include "property.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct world the_world;
static struct arena forever;

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void end_world(void)
{
	world_close();
	nftw(world->tree.root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(&forever);
}

/* In memory where that can be had: each case writes hundreds of files. */
static const char *make_root(void)
{
	char *root = arena_strdup(&forever, "/dev/shm/converge-property-XXXXXX");

	if (mkdtemp(root))
		return root;
	root = arena_strdup(&forever, "/tmp/converge-property-XXXXXX");
	if (mkdtemp(root))
		return root;
	perror(root);
	exit(99);
}

static void make_world(void)
{
	const char *root = make_root();

	world_open(&the_world, root);
	world->tools = (struct tools){
		.iscsiadm.path = "/usr/sbin/iscsiadm",
		.lvm.path = "/usr/sbin/lvm",
		.sysfs = arena_printf(&forever, "%s/sys", root),
		.proc = arena_printf(&forever, "%s/proc", root),
		.run = arena_printf(&forever, "%s/run", root),
		.dev = arena_printf(&forever, "%s/dev", root),
		.database = arena_printf(&forever, "%s/db", root),
		.iscsi_etc = arena_printf(&forever, "%s/iscsi", root),
		.lvm_etc = arena_printf(&forever, "%s/lvm", root),
		.lock = arena_printf(&forever, "%s/lock", root),
		.state = arena_printf(&forever, "%s/state", root),
	};
}

/* ---- telling ---- */

/* Text as comments of TAP. */
static void comment(const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		printf("#   %.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

/* A command, without what never differs. */
static const char *brief(const char *text)
{
	const char *devices = strstr(text, "--devices");

	if (!strstr(text, "fullreport"))
		return text;
	return devices ? arena_printf(&world->arena, "lvm fullreport … %.*s",
				      (int)strcspn(devices + 10, " ") + 10, devices)
		       : "lvm fullreport …";
}

static void print_trace(void)
{
	for (size_t i = 0; i < world->ran.count; i++) {
		const struct ran *ran = &world->ran.at[i];

		if (i == world->first)
			printf("#   -- the last run\n");
		printf("#   %s %s -> %d%s\n", ran->changing ? "!" : " ", brief(ran->text),
		       ran->code, ran->spoiled ? " (fault)" : "");
	}
}

static void print_failure(const struct scene *scene, const char *wrong)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	comment(wrong);
	strbuf_printf(&text, "seed %llu; again with: CONVERGE_SEED=%llu CONVERGE_CASES=1\n",
		      (unsigned long long)scene->seed, (unsigned long long)scene->seed);
	strbuf_add(&text, "the manifest:\n");
	scene_manifest(scene, &text);
	strbuf_add(&text, "the host:\n");
	scene_print(scene, &text);
	strbuf_add(&text, "what ran (! changing):\n");
	comment(strbuf_text(&text));
	print_trace();
}

/* ---- random cases ---- */

static bool fails(const struct scene *scene)
{
	const char *wrong = property_holds(scene);

	return wrong && *wrong;
}

/* Takes away whatever the failure does not need. */
static void shrink(struct scene *scene)
{
	bool smaller = true, last;

	while (smaller) {
		smaller = false;
		last = false;
		for (int part = 0; !last; part++) {
			struct scene tried = *scene;

			if (!scene_without(&tried, part, &last) || !fails(&tried))
				continue;
			*scene = tried;
			smaller = true;
		}
	}
}

static long number_from(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : otherwise;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int report_point(int number, bool good, const char *what, long count, double began)
{
	printf("%sok %d - %ld %s in %.1f s\n", good ? "" : "not ", number, count, what,
	       seconds() - began);
	fflush(stdout);
	return !good;
}

static int try_random(int number, long cases)
{
	uint64_t seed = (uint64_t)number_from("CONVERGE_SEED", 1);
	double began = seconds();
	struct scene scene;
	long done = 0, failed = 0;

	for (; done < cases && failed < number_from("CONVERGE_FAILURES", 1); seed++) {
		const char *wrong;

		scene_draw(&scene, seed);
		wrong = property_holds(&scene);
		done += !wrong || *wrong;
		if (!wrong || !*wrong)
			continue;
		failed++;
		shrink(&scene);
		print_failure(&scene, property_holds(&scene));
	}
	return report_point(number, !failed, "random cases", done, began);
}

int main(void)
{
	int failed;

	make_world();
	failed = try_random(1, number_from("CONVERGE_CASES", 5000));
	printf("1..1\n");
	end_world();
	return failed != 0;
}
