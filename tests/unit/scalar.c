#include "manifest/scalar.h"

#include <criterion/criterion.h>

static void are(enum scalar_type type, const char *const *texts)
{
	for (; *texts; texts++) {
		cr_assert_eq(scalar_type(*texts, true), type, "'%s' is of type %d", *texts,
			     scalar_type(*texts, true));
		cr_assert_eq(scalar_type(*texts, false), SCALAR_TEXT, "'%s' in quotes", *texts);
	}
}

#define ARE(type, ...) are(type, (const char *const[]){ __VA_ARGS__, NULL })

Test(scalar, core_schema)
{
	ARE(SCALAR_NULL, "", "~", "null", "Null", "NULL");
	ARE(SCALAR_BOOL, "true", "True", "TRUE", "false", "False", "FALSE");
	ARE(SCALAR_INTEGER, "0", "1", "-1", "+12", "007", "0o17", "0x1F", "99999999999999999999");
	ARE(SCALAR_FLOAT, "1.5", "1.", ".5", "-0.5", "1e3", "1.5E-3", "+.5e+1", ".inf", "-.Inf",
	    "+.INF", ".nan", ".NaN", ".NAN");
}

Test(scalar, what_yaml_1_1_took_for_something_else)
{
	ARE(SCALAR_TEXT, "yes", "Yes", "no", "on", "off", "y", "n", "12:30:45", "0b101", "1_000",
	    "2001-01-01", "tRUE", "nULL", "nUll", "0X1F", "0O17");
}

Test(scalar, text)
{
	ARE(SCALAR_TEXT, "a", "-", "+", ".", "..", "1.2.3", "10.5.88.21", "1e", "1e+", "e3", ".e3",
	    "0x", "0o", "0o8", "0xg", "-0x1", "1 ", " 1", "1a", ".info", "-.nan", "<<", "=");
}

static void is_number(const char *text, int64_t expected)
{
	int64_t number = 0;

	cr_assert(scalar_integer(text, &number), "%s", text);
	cr_assert_eq(number, expected, "%s", text);
}

Test(scalar, integers)
{
	int64_t number = 42;

	is_number("0", 0);
	is_number("-1", -1);
	is_number("+5", 5);
	is_number("007", 7);
	is_number("0o17", 15);
	is_number("0x1f", 31);
	is_number("9223372036854775807", INT64_MAX);
	is_number("-9223372036854775808", INT64_MIN);
	cr_assert_not(scalar_integer("9223372036854775808", &number));
	cr_assert_not(scalar_integer("0xffffffffffffffff", &number));
	cr_assert_eq(number, 42);
}
