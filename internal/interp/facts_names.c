/* Prefixes in any case of letters, and a set of names. */
#include "facts.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

/* The code point at *s, which moves past it; a byte that is no UTF-8 stands for itself. */
static unsigned next_point(const unsigned char **s)
{
	unsigned c = *(*s)++;
	int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
	if (more > 0)
		c &= 0x3Fu >> more;
	for (; more > 0 && (**s & 0xC0) == 0x80; more--)
		c = c << 6 | (*(*s)++ & 0x3F);
	return c;
}

static unsigned lower(unsigned c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	return (unsigned)towlower((wint_t)c);
}

int gk_has_prefix(const char *text, const char *prefix)
{
	const unsigned char *s = (const unsigned char *)text, *p = (const unsigned char *)prefix;
	while (*p != '\0')
		if (*s == '\0' || lower(next_point(&s)) != lower(next_point(&p)))
			return 0;
	return 1;
}

/* Equal names are one CHARSXP, so that a table of pointers will do. */
static SEXP *table;
static size_t mask, used;

void gk_names_clear(size_t expected)
{
	size_t size = 256;
	while (size < 2 * expected)
		size *= 2;
	free(table);
	table = calloc(size, sizeof *table);
	mask = table != NULL ? size - 1 : 0;
	used = 0;
}

int gk_names_add(SEXP name)
{
	if (table == NULL || used > mask / 2)
		return 1; /* full: a name may be there twice */
	size_t i = ((uintptr_t)name >> 4) * 0x9E3779B97F4A7C15u >> 20 & mask;
	for (; table[i] != NULL; i = (i + 1) & mask)
		if (table[i] == name)
			return 0;
	table[i] = name;
	used++;
	return 1;
}
