#include "config.h"

#include "base/digest.h"
#include "place.h"
#include "tool/secret.h"
#include "tool/secret_name.h"

TestSuite(secret, .init = begin, .fini = end, .timeout = 20);

static const char *put(const char *text, size_t size)
{
	const char *path = tree_path(&arena, root, "secret");

	unlink(path);
	tree_bytes(&arena, root, "secret", text, size);
	cr_assert_eq(chmod(path, 0600), 0);
	return path;
}

/* What is wrong with a file of that text; NULL: nothing. */
static const char *fault_of(const char *text)
{
	struct secret secret;

	return secret_read(&arena, put(text, strlen(text)), &secret);
}

static void expect_secret(const char *text, const char *wanted)
{
	struct secret secret;
	const char *fault = secret_read(&arena, put(text, strlen(text)), &secret);

	cr_assert_null(fault, "%s", fault);
	cr_expect_str_eq(secret.text, wanted);
	cr_expect_eq(secret.length, strlen(wanted));
}

static void expect_fault(const char *text, const char *wanted)
{
	const char *fault = fault_of(text);

	cr_assert_not_null(fault, "%s", text);
	cr_expect_not_null(strstr(fault, wanted), "%s", fault);
}

Test(secret, what_a_record_can_hold)
{
	expect_secret("geheim", "geheim");
	expect_secret("geheim\n", "geheim");
	expect_secret("#a = \"b\" 'c' $d `e` \\ # ;\n", "#a = \"b\" 'c' $d `e` \\ # ;");
	expect_secret("\xc3\xa4\xff", "\xc3\xa4\xff");
	expect_secret(arena_printf(&arena, "%0255d\n", 0), arena_printf(&arena, "%0255d", 0));
}

Test(secret, what_it_cannot)
{
	expect_fault("", "is empty");
	expect_fault("\n", "is empty");
	expect_fault("geheim\n\n", "no node record can hold");
	expect_fault("geheim\r\n", "no node record can hold");
	expect_fault("ge\theim", "no node record can hold");
	expect_fault("geheim\nnode.name = x\n", "no node record can hold");
	expect_fault(" geheim", "blank at the beginning or the end");
	expect_fault("geheim \n", "blank at the beginning or the end");
	expect_fault(arena_printf(&arena, "%0256d", 0), "more than 255 bytes");
	expect_fault(arena_printf(&arena, "%0257d\n", 0), "more than 255 bytes");
	expect_fault("<empty>\n", "choose another");
	expect_fault("********", "choose another");
}

Test(secret, a_zero_byte_is_no_end)
{
	struct secret secret;
	const char *fault = secret_read(&arena, put("a\0b", 3), &secret);

	cr_assert_not_null(fault);
	cr_expect_not_null(strstr(fault, "no node record can hold"));
}

Test(secret, faults_do_not_tell_it)
{
	static const char *const texts[] = { "geheim\n\n", " geheim", "ge\001heim" };

	for (size_t i = 0; i < 3; i++)
		cr_expect_null(strstr(fault_of(texts[i]), "heim"));
}

Test(secret, others_may_not_see_it)
{
	static const mode_t good[] = { 0600, 0400 };
	static const mode_t bad[] = { 0640, 0604, 0620, 0602, 0700, 0644 };
	const char *path = put("geheim", 6);
	struct secret secret;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		chmod(path, good[i]);
		cr_expect_null(secret_read(&arena, path, &secret), "%o", good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		chmod(path, bad[i]);
		cr_expect_not_null(secret_read(&arena, path, &secret), "%o", bad[i]);
	}
}

Test(secret, only_a_file_is_one)
{
	const char *link = tree_path(&arena, root, "link");
	const char *pipe = tree_path(&arena, root, "pipe");
	struct secret secret;

	cr_assert_eq(symlink(put("geheim", 6), link), 0);
	cr_expect_str_eq(secret_read(&arena, link, &secret),
			 "is a symbolic link; name the file itself");
	cr_assert_eq(mkfifo(pipe, 0600), 0);
	cr_expect_str_eq(secret_read(&arena, pipe, &secret), "is no regular file");
	cr_expect_str_eq(secret_read(&arena, root, &secret), "is no regular file");
	cr_expect_str_eq(secret_read(&arena, "/does/not/exist", &secret),
			 "cannot be opened: No such file or directory");
}

Test(secret, credentials_come_from_systemd)
{
	struct tools none = { 0 }, some = { .credentials = root };
	struct secret_source source = { .credential = "secret" };
	struct secret secret;
	const char *fault = secret_get(&arena, &none, &source, &secret);

	cr_expect_null(secret_path(&arena, &none, &source));
	cr_expect_not_null(strstr(fault, "credential 'secret': "));
	cr_expect_not_null(strstr(fault, "LoadCredential="));
	put("geheim", 6);
	cr_expect_null(secret_get(&arena, &some, &source, &secret));
	cr_expect_str_eq(secret.text, "geheim");
}

Test(secret, a_snapshot_has_digests)
{
	struct snapshot snapshot = { .arena = &arena };
	struct names names = { 0 };

	vec_add(&arena, &names.list, put("geheim\n", 7));
	vec_add(&arena, &names.list, "/does/not/exist");
	secrets_look(&names, &snapshot);
	cr_assert(snapshot.secrets_read);
	cr_assert_eq(snapshot.secrets.count, 2);
	cr_expect_null(snapshot.secrets.at[0].fault);
	cr_expect_eq(snapshot.secrets.at[0].digest, digest_of("geheim", 6));
	cr_expect_not_null(snapshot.secrets.at[1].fault);
	cr_expect_eq(snapshot.secrets.at[1].digest, 0);
}
