/* Names of environments by their prefix in any case of letters, and a set of names. */
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

/* Of a letter; not of the end. */
static int is_ascii(char c) { return c != '\0' && (unsigned char)c < 0x80; }

int gk_name_wanted(SEXP name, const char *prefix)
{
	if (prefix == NULL)
		return 1;
	const char *s = gk_r.R_CHAR(name), *p = prefix;
	while (is_ascii(*p) && lower((unsigned char)*s) == lower((unsigned char)*p))
		s++, p++;
	if (is_ascii(*p))
		return 0; /* differs in ASCII, where most names end: no encoding changes that */
	s = gk_facts_name(name);
	return s != NULL && (s[0] != '.' || prefix[0] == '.') && (*p == '\0' || gk_has_prefix(s, prefix));
}

/* Symbols are never collected, so that an array of them needs no protection. */
typedef struct { SEXP *symbols; size_t n, size; } symbol_list;

static void list_add(symbol_list *list, SEXP symbol)
{
	if (list->n == list->size) {
		size_t size = list->size == 0 ? 1024 : 2 * list->size;
		SEXP *more = realloc(list->symbols, size * sizeof *more);
		if (more == NULL)
			return;
		list->symbols = more;
		list->size = size;
	}
	list->symbols[list->n++] = symbol;
}

enum { BATCH = 512 };

/* Adds those of a batch of cells whose name is wanted, and replaces the cells by those that
 * follow them. Each loop does one read of memory that the processor can have under way for
 * many cells at once: in a large workspace nearly each of them misses the cache. */
static int walk_batch(SEXP *cells, int n, const char *prefix, symbol_list *list)
{
	SEXP symbols[BATCH], names[BATCH];
	int left = 0;
	for (int i = 0; i < n; i++)
		__builtin_prefetch(symbols[i] = gk_r.TAG(cells[i]));
	for (int i = 0; i < n; i++)
		names[i] = gk_r.PRINTNAME(symbols[i]);
	for (int i = 0; i < n; i++)
		__builtin_prefetch((const char *)names[i] + 48); /* where R keeps the letters */
	for (int i = 0; i < n; i++)
		if (gk_name_wanted(names[i], prefix))
			list_add(list, symbols[i]);
	for (int i = 0; i < n; i++) {
		SEXP next = gk_r.CDR(cells[i]);
		if (next != NIL)
			__builtin_prefetch(cells[left++] = next);
	}
	return left;
}

static void walk_table(SEXP hashed, const char *prefix, size_t limit, symbol_list *list)
{
	SEXP cells[BATCH];
	int n = 0;
	R_xlen_t size = gk_r.Rf_xlength(hashed), i = 0;
	while ((i < size || n > 0) && list->n < limit) {
		for (; i < size && n < BATCH; i++) {
			SEXP cell = gk_r.VECTOR_ELT(hashed, i);
			if (cell != NIL)
				__builtin_prefetch(cells[n++] = cell);
		}
		n = walk_batch(cells, n, prefix, list);
	}
}

static void list_names(SEXP env, symbol_list *list)
{
	SEXP names = PROTECT(gk_r.R_lsInternal3(env, 1, 0));
	R_xlen_t n = gk_r.Rf_xlength(names);
	for (R_xlen_t i = 0; i < n; i++)
		list_add(list, gk_r.Rf_installTrChar(gk_r.STRING_ELT(names, i)));
	UNPROTECT(1);
}

/* To collect the names of base takes a walk over all symbols of the session; its bindings
 * are locked, so that once is enough. */
static const symbol_list *names_of_base(void)
{
	static symbol_list names;
	if (names.n == 0)
		list_names(*gk_r.R_BaseEnv, &names);
	return &names;
}

static void add_wanted(const symbol_list *from, const char *prefix, symbol_list *list)
{
	for (size_t i = 0; i < from->n; i++)
		if (gk_name_wanted(gk_r.PRINTNAME(from->symbols[i]), prefix))
			list_add(list, from->symbols[i]);
}

int gk_runs_code(SEXP env) { return gk_r.Rf_isObject(env) && gk_r.Rf_inherits(env, "UserDefinedDatabase"); }

size_t gk_names_in(SEXP env, const char *prefix, size_t limit, SEXP **symbols)
{
	static symbol_list list, all;
	list.n = all.n = 0;
	SEXP hashed = env != *gk_r.R_BaseEnv && gk_r.HASHTAB != NULL ? gk_r.HASHTAB(env) : NIL;
	if (env == *gk_r.R_BaseEnv) {
		add_wanted(names_of_base(), prefix, &list);
	} else if (gk_r.TYPEOF(hashed) == VECSXP && !gk_runs_code(env)) {
		walk_table(hashed, prefix, limit, &list);
	} else if (!gk_runs_code(env)) {
		list_names(env, &all);
		add_wanted(&all, prefix, &list);
	}
	*symbols = list.symbols;
	return list.n < limit ? list.n : limit;
}

/* Equal names are one CHARSXP or one symbol, so that a table of pointers will do. */
enum { SMALL = 256 };
static SEXP small[SMALL], *table = small;
static size_t mask, used;

void gk_names_clear(void)
{
	if (table != small)
		free(table);
	memset(small, 0, sizeof small);
	table = small;
	mask = SMALL - 1;
	used = 0;
}

static size_t place_of(SEXP name)
{
	size_t i = (size_t)(((uint64_t)(uintptr_t)name >> 4) * 0x9E3779B97F4A7C15u >> 20) & mask;
	while (table[i] != NULL && table[i] != name)
		i = (i + 1) & mask;
	return i;
}

static void grow(void)
{
	SEXP *old = table, *more = calloc(4 * (mask + 1), sizeof *more);
	size_t n = mask + 1;
	if (more == NULL)
		return;
	table = more;
	mask = 4 * n - 1;
	for (size_t i = 0; i < n; i++)
		if (old[i] != NULL)
			table[place_of(old[i])] = old[i];
	if (old != small)
		free(old);
}

int gk_names_add(SEXP name)
{
	if (used > mask / 2)
		grow();
	if (used > mask / 4 * 3)
		return 1; /* no memory: a name may be there twice */
	size_t i = place_of(name);
	if (table[i] != NULL)
		return 0;
	table[i] = name;
	used++;
	return 1;
}
