/* Tells of a value what completion and contextual help need, in JSON: its type, class
 * and size, a function's arguments, a factor's levels, and the same of its members. */
#include "observe.h"
#include "facts.h"

#include <stdio.h>
#include <string.h>

enum {
	MAX_MEMBERS = 20000,  /* of a value, as far as it is told at all */
	MAX_NESTED = 200,     /* values inside one member of it */
	MAX_DEPTH = 4,
	MAX_VALUES = 60,      /* levels of a factor or different strings that are told */
	MAX_VALUE = 80,       /* bytes of one */
	MAX_BUCKETS = 4096,
	MAX_DEFAULT = 160     /* bytes of the text of an argument's default */
};

static const char *const types[] = {
	[NILSXP] = "NULL", [SYMSXP] = "symbol", [2] = "pairlist", [CLOSXP] = "closure", [ENVSXP] = "environment",
	[PROMSXP] = "promise", [LANGSXP] = "language", [SPECIALSXP] = "special", [BUILTINSXP] = "builtin",
	[LGLSXP] = "logical", [INTSXP] = "integer", [REALSXP] = "double", [CPLXSXP] = "complex",
	[STRSXP] = "character", [VECSXP] = "list", [EXPRSXP] = "expression", [22] = "externalptr",
	[RAWSXP] = "raw", [25] = "S4",
};

static int is_vector(int type)
{
	return (type >= LGLSXP && type <= STRSXP) || type == VECSXP || type == EXPRSXP || type == RAWSXP;
}

SEXP gk_bound(SEXP env, SEXP symbol)
{
	SEXP value = *gk_r.R_UnboundValue;
	gk_peek(env, symbol, &value);
	return value;
}

static int chain_names(SEXP cell, SEXP *out, int n, int max)
{
	for (; cell != NIL && n < max; cell = gk_r.CDR(cell))
		out[n++] = gk_r.TAG(cell);
	return n;
}

int gk_env_names(SEXP env, SEXP *out, int max)
{
	if (gk_r.HASHTAB == NULL || gk_r.FRAME == NULL || gk_runs_code(env))
		return 0;
	SEXP table = gk_r.HASHTAB(env);
	if (table == NIL)
		return chain_names(gk_r.FRAME(env), out, 0, max);
	R_xlen_t size = gk_r.Rf_xlength(table);
	int n = 0;
	for (R_xlen_t i = 0; i < size && i < MAX_BUCKETS && n < max; i++)
		n = chain_names(gk_r.VECTOR_ELT(table, i), out, n, max);
	return n;
}

/* The names of a vector or list: nothing that R would have to make first. */
static SEXP names_of(SEXP x)
{
	return is_vector(gk_r.TYPEOF(x)) ? gk_r.Rf_getAttrib(x, *gk_r.R_NamesSymbol) : NIL;
}

static SEXP attribute(SEXP x, SEXP name)
{
	return gk_r.TYPEOF(x) == NILSXP || gk_r.TYPEOF(x) == CHARSXP ? NIL : gk_r.Rf_getAttrib(x, name);
}

static uint64_t mix(uint64_t h, const void *p)
{
	h = (h ^ (uint64_t)(uintptr_t)p) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 29;
}

static uint64_t mix_strings(uint64_t h, SEXP s, R_xlen_t max)
{
	h = mix(h, s);
	if (gk_r.TYPEOF(s) != STRSXP)
		return h;
	R_xlen_t n = gk_r.Rf_xlength(s);
	h = mix(h, (void *)n);
	for (R_xlen_t i = 0; i < n && i < max; i++)
		h = mix(h, gk_r.STRING_ELT(s, i));
	return h;
}

static uint64_t print_of(SEXP x, int depth, int *nodes)
{
	int type = gk_r.TYPEOF(x);
	uint64_t h = mix(mix(1, x), (void *)(uintptr_t)type);
	if (--*nodes < 0 || type == NILSXP || type == PROMSXP)
		return h;
	if (is_vector(type))
		h = mix(h, (void *)gk_r.Rf_xlength(x));
	h = mix_strings(h, attribute(x, *gk_r.R_ClassSymbol), 8);
	if (type == VECSXP) {
		h = mix_strings(h, names_of(x), MAX_MEMBERS);
		R_xlen_t n = gk_r.Rf_xlength(x);
		for (R_xlen_t i = 0; i < n && i < MAX_MEMBERS; i++) {
			SEXP e = gk_r.VECTOR_ELT(x, i);
			h = depth < MAX_DEPTH && *nodes > 0 ? mix(h, (void *)(uintptr_t)print_of(e, depth + 1, nodes)) : mix(h, e);
		}
	} else if (is_vector(type) && type != EXPRSXP) {
		h = mix_strings(h, names_of(x), MAX_VALUES);
		h = mix(h, attribute(x, *gk_r.R_DimSymbol));
		h = mix_strings(h, type == INTSXP ? attribute(x, *gk_r.R_LevelsSymbol) : NIL, MAX_VALUES);
		if (type == STRSXP && !(gk_r.ALTREP != NULL && gk_r.ALTREP(x)))
			h = mix_strings(h, x, MAX_VALUES);
	} else if (type == ENVSXP && depth < 2) {
		SEXP names[MAX_NESTED];
		int n = gk_env_names(x, names, MAX_NESTED);
		for (int i = 0; i < n; i++) {
			SEXP value = gk_bound(x, names[i]);
			h = mix(mix(h, names[i]), (void *)(uintptr_t)gk_r.TYPEOF(value));
			h = mix(h, value); /* not into it: environments lead everywhere */
		}
	} else if (gk_r.ATTRIB != NULL && gk_r.Rf_isS4(x)) {
		for (SEXP a = gk_r.ATTRIB(x); a != NIL; a = gk_r.CDR(a))
			h = mix(mix(h, gk_r.TAG(a)), gk_r.CAR(a));
	}
	return h;
}

uint64_t gk_fingerprint(SEXP value)
{
	int nodes = 4 * MAX_NESTED;
	uint64_t h = print_of(value, 0, &nodes);
	return h ? h : 1; /* 0 stands for a value that was not told */
}

int gk_is_plain(SEXP value)
{
	int type = gk_r.TYPEOF(value);
	return type >= LGLSXP && type <= STRSXP && gk_r.Rf_xlength(value) == 1 && gk_r.ATTRIB != NULL &&
	       gk_r.ATTRIB(value) == NIL;
}

static void key(gk_buf *b, const char *name)
{
	gk_buf_adds(b, ",\"");
	gk_buf_adds(b, name);
	gk_buf_adds(b, "\":");
}

static void number(gk_buf *b, double v)
{
	char text[32];
	snprintf(text, sizeof text, "%.0f", v);
	gk_buf_adds(b, text);
}

static void add_text(gk_buf *b, SEXP s)
{
	if (s == *gk_r.R_NaString)
		gk_buf_adds(b, "\"\"");
	else
		gk_json_charsxp(b, s);
}

/* Different strings among the first few, as an array. */
static void add_strings(gk_buf *b, SEXP s, int longest)
{
	SEXP told[MAX_VALUES];
	int n = 0;
	R_xlen_t size = gk_r.Rf_xlength(s);
	gk_buf_adds(b, "[");
	for (R_xlen_t i = 0; i < size && i < 4 * MAX_VALUES && n < MAX_VALUES; i++) {
		SEXP e = gk_r.STRING_ELT(s, i);
		int again = e == *gk_r.R_NaString || strnlen(gk_r.R_CHAR(e), (size_t)longest + 1) > (size_t)longest;
		for (int j = 0; j < n && !again; j++)
			again = told[j] == e; /* R has each string once */
		if (again)
			continue;
		if (n > 0)
			gk_buf_adds(b, ",");
		told[n++] = e;
		add_text(b, e);
	}
	gk_buf_adds(b, "]");
}

/* The name that a function's body hands to UseMethod, NULL if it is no S3 generic. */
static SEXP generic_of(SEXP body, int depth)
{
	static SEXP use_method, brace;
	if (use_method == NULL) {
		use_method = gk_r.Rf_install("UseMethod");
		brace = gk_r.Rf_install("{");
	}
	if (gk_r.TYPEOF(body) != LANGSXP)
		return NULL;
	SEXP args = gk_r.CDR(body);
	if (gk_r.CAR(body) == use_method && args != NIL && gk_r.TYPEOF(gk_r.CAR(args)) == STRSXP)
		return gk_r.STRING_ELT(gk_r.CAR(args), 0);
	if (gk_r.CAR(body) == brace && depth == 0)
		for (int n = 0; args != NIL && n < 8; args = gk_r.CDR(args), n++) {
			SEXP found = generic_of(gk_r.CAR(args), 1);
			if (found != NULL)
				return found;
		}
	return NULL;
}

static void add_function(gk_buf *b, SEXP f)
{
	SEXP (*formals_of)(SEXP) = gk_r.R_ClosureFormals != NULL ? gk_r.R_ClosureFormals : gk_r.FORMALS;
	if (gk_r.TYPEOF(f) != CLOSXP || formals_of == NULL)
		return;
	key(b, "a");
	gk_buf_adds(b, "[");
	SEXP formals = formals_of(f);
	for (SEXP a = formals; a != NIL; a = gk_r.CDR(a)) {
		gk_buf text = { 0 };
		gk_buf_adds(b, a == formals ? "{\"name\":" : ",{\"name\":");
		add_text(b, gk_r.PRINTNAME(gk_r.TAG(a)));
		if (gk_r.CAR(a) != *gk_r.R_MissingArg) {
			gk_deparse(&text, gk_r.CAR(a), MAX_DEFAULT);
			gk_buf_adds(b, ",\"default\":");
			gk_json_string(b, text.data, text.len);
			gk_buf_free(&text);
		}
		gk_buf_adds(b, "}");
	}
	gk_buf_adds(b, "]");
	/* A compiled body would have to be taken apart: R_ClosureExpr does it without allocating. */
	SEXP generic = gk_r.R_ClosureExpr != NULL ? generic_of(gk_r.R_ClosureExpr(f), 0) : NULL;
	if (generic != NULL) {
		key(b, "g");
		add_text(b, generic);
	}
}

static void describe(gk_buf *b, SEXP x, int depth, int *nodes, R_xlen_t *from, int (*late)(void));

static void open_member(gk_buf *b, int *first, SEXP name)
{
	gk_buf_adds(b, *first ? "{\"n\":" : ",{\"n\":");
	*first = 0;
	add_text(b, name);
}

static void add_list(gk_buf *b, SEXP x, int depth, int *nodes, R_xlen_t *from, int (*late)(void))
{
	SEXP names = names_of(x);
	if (gk_r.TYPEOF(names) != STRSXP)
		return;
	R_xlen_t n = gk_r.Rf_xlength(x), i = from != NULL ? *from : 0;
	int first = 1;
	if (n > MAX_MEMBERS)
		n = MAX_MEMBERS;
	key(b, "m");
	gk_buf_adds(b, "[");
	for (; i < n && (from != NULL || *nodes > 0); i++) {
		SEXP name = gk_r.STRING_ELT(names, i);
		if (name == *gk_r.R_NaString || gk_r.R_CHAR(name)[0] == '\0')
			continue;
		int inside = MAX_NESTED;
		open_member(b, &first, name);
		describe(b, gk_r.VECTOR_ELT(x, i), depth + 1, from != NULL ? &inside : nodes, NULL, NULL);
		gk_buf_adds(b, "}");
		if (from != NULL && late() && i + 1 < n) {
			*from = i + 1;
			gk_buf_adds(b, "]");
			return;
		}
	}
	gk_buf_adds(b, "]");
	if (from != NULL)
		*from = -1;
}

static void add_environment(gk_buf *b, SEXP env, int depth, int *nodes)
{
	SEXP names[MAX_NESTED];
	int n = gk_env_names(env, names, MAX_NESTED), first = 1;
	key(b, "m");
	gk_buf_adds(b, "[");
	for (int i = 0; i < n && *nodes > 0; i++) {
		open_member(b, &first, gk_r.PRINTNAME(names[i]));
		/* Environments are where objects meet again: what lies in them is told, not what leads on. */
		describe(b, gk_bound(env, names[i]), depth < MAX_DEPTH - 1 ? MAX_DEPTH - 1 : depth + 1, nodes, NULL, NULL);
		gk_buf_adds(b, "}");
	}
	gk_buf_adds(b, "]");
}

static void add_slots(gk_buf *b, SEXP x, int depth, int *nodes)
{
	int first = 1;
	if (gk_r.ATTRIB == NULL)
		return;
	key(b, "s");
	gk_buf_adds(b, "[");
	for (SEXP a = gk_r.ATTRIB(x); a != NIL && *nodes > 0; a = gk_r.CDR(a)) {
		if (gk_r.TAG(a) == *gk_r.R_ClassSymbol)
			continue;
		open_member(b, &first, gk_r.PRINTNAME(gk_r.TAG(a)));
		describe(b, gk_r.CAR(a), depth + 1, nodes, NULL, NULL);
		gk_buf_adds(b, "}");
	}
	gk_buf_adds(b, "]");
}

static void add_size(gk_buf *b, SEXP x)
{
	SEXP dim = attribute(x, *gk_r.R_DimSymbol);
	key(b, "l");
	number(b, (double)gk_r.Rf_xlength(x));
	if (gk_r.TYPEOF(dim) != INTSXP)
		return;
	key(b, "d");
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(dim); i++) {
		gk_buf_adds(b, i ? "," : "[");
		number(b, gk_r.INTEGER(dim)[i]);
	}
	gk_buf_adds(b, "]");
}

/* The names of elements: of a vector, or of a matrix's columns. */
static void add_element_names(gk_buf *b, SEXP x)
{
	SEXP names = names_of(x);
	SEXP dimnames = attribute(x, *gk_r.R_DimNamesSymbol);
	if (gk_r.TYPEOF(dimnames) == VECSXP && gk_r.Rf_xlength(dimnames) == 2)
		names = gk_r.VECTOR_ELT(dimnames, 1);
	if (gk_r.TYPEOF(names) != STRSXP || gk_r.Rf_xlength(names) == 0)
		return;
	key(b, "e");
	add_strings(b, names, MAX_VALUE);
}

static void add_vector(gk_buf *b, SEXP x, int type)
{
	add_size(b, x);
	add_element_names(b, x);
	SEXP values = type == STRSXP && gk_r.Rf_xlength(x) > 1 ? x : NIL;
	if (type == INTSXP)
		values = attribute(x, *gk_r.R_LevelsSymbol);
	if (gk_r.TYPEOF(values) != STRSXP || (gk_r.ALTREP != NULL && gk_r.ALTREP(values)))
		return;
	key(b, "v");
	add_strings(b, values, MAX_VALUE);
}

static void describe(gk_buf *b, SEXP x, int depth, int *nodes, R_xlen_t *from, int (*late)(void))
{
	int type = gk_r.TYPEOF(x);
	--*nodes;
	key(b, "t");
	if (x == *gk_r.R_UnboundValue) {
		gk_buf_adds(b, "\"active\"");
		return;
	}
	gk_json_string(b, types[type] ? types[type] : "", types[type] ? strlen(types[type]) : 0);
	if (type == PROMSXP || type == NILSXP || type == SYMSXP)
		return;
	SEXP class = attribute(x, *gk_r.R_ClassSymbol);
	if (gk_r.TYPEOF(class) == STRSXP && gk_r.Rf_xlength(class) > 0) {
		key(b, "c");
		add_strings(b, class, MAX_VALUE);
	}
	if (gk_is_function(x)) {
		add_function(b, x);
	} else if (type == VECSXP) {
		add_size(b, x);
		if (depth < MAX_DEPTH)
			add_list(b, x, depth, nodes, from, late);
	} else if (type == ENVSXP && depth < MAX_DEPTH) {
		add_environment(b, x, depth, nodes);
	} else if (is_vector(type)) {
		add_vector(b, x, type);
	}
	if (gk_r.Rf_isS4(x) && depth < MAX_DEPTH && !gk_is_function(x))
		add_slots(b, x, depth, nodes);
}

void gk_describe(gk_buf *b, SEXP value, R_xlen_t *from, int (*late)(void))
{
	int nodes = MAX_NESTED;
	R_xlen_t start = *from;
	describe(b, value, 0, &nodes, from, late);
	if (*from == start) /* nothing was left for later */
		*from = -1;
}
