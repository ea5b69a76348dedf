/* Names within objects: elements, columns, slots, arguments of functions, levels. */
#include "facts.h"

#include <string.h>

/* Longer lists are cut down to the names that begin with what is typed, and then cut off. */
enum { MAX_MEMBERS = 2000, MAX_LEVELS = 200, MAX_ELEMENTS = 100000, DEFAULT_MAX = 60 };

static const char *typed; /* the beginning of the name, for long lists */

/* Adds the names of the elements of a list, or of a vector without its values. */
static void add_elements(SEXP x, SEXP names, const char *kind)
{
	R_xlen_t n = gk_r.TYPEOF(names) == STRSXP ? gk_r.Rf_xlength(names) : 0;
	int list = gk_r.TYPEOF(x) == VECSXP, room = MAX_MEMBERS;
	const char *prefix = n > MAX_MEMBERS ? typed : NULL;
	for (R_xlen_t i = 0; i < n && room > 0; i++) {
		SEXP name = gk_r.STRING_ELT(names, i);
		if (gk_facts_name(name) == NULL || !gk_name_wanted(name, prefix) || !gk_names_add(name))
			continue;
		gk_facts_object(name, kind, list && i < gk_r.Rf_xlength(x) ? gk_r.VECTOR_ELT(x, i) : NULL, "");
		room--;
	}
}

static void add_environment(SEXP env, const char *kind, const char *hidden)
{
	SEXP *symbols, value;
	size_t n = gk_names_in(env, NULL, MAX_MEMBERS, &symbols);
	if (n == MAX_MEMBERS)
		n = gk_names_in(env, typed, MAX_MEMBERS, &symbols);
	for (size_t i = 0; i < n; i++) {
		SEXP name = gk_r.PRINTNAME(symbols[i]);
		const char *s = gk_r.R_CHAR(name);
		if (strncmp(s, hidden, strlen(hidden)) == 0 || strchr(s, '#') != NULL || !gk_names_add(name))
			continue;
		int found = gk_peek(env, symbols[i], &value);
		gk_facts_object(name, kind, found == GK_VALUE ? value : NULL, "");
	}
}

static void add_reference_object(SEXP env, SEXP methods, const char *kind)
{
	add_environment(env, kind, ".");
	add_environment(methods, kind, ".");
}

static SEXP names_of(SEXP x) { return gk_r.Rf_getAttrib(x, *gk_r.R_NamesSymbol); }

static SEXP column_names(SEXP x)
{
	SEXP dimnames = gk_r.Rf_getAttrib(x, *gk_r.R_DimNamesSymbol);
	return gk_r.TYPEOF(dimnames) == VECSXP && gk_r.Rf_xlength(dimnames) == 2 ? gk_r.VECTOR_ELT(dimnames, 1) : NIL;
}

static int is_vector(SEXP x)
{
	int type = gk_r.TYPEOF(x);
	return type >= LGLSXP && type <= VECSXP;
}

static void begin(SEXP prefix)
{
	typed = prefix != NULL ? gk_facts_name(gk_r.STRING_ELT(prefix, 0)) : NULL;
	gk_facts_begin(0.0015);
	gk_names_clear();
	gk_buf_adds(&gk_facts, "[");
}

static SEXP end(void)
{
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}

/* .Call: the names that $ or, with any, [[ can take. */
SEXP gk_facts_members(SEXP text, SEXP any, SEXP prefix)
{
	SEXP x = PROTECT(gk_value_of_text(text));
	begin(prefix);
	SEXP env = x != UNKNOWN ? gk_env_of(x) : NULL, methods = env != NULL ? gk_reference_methods(env) : NULL, list = gk_list_of(x);
	if (methods != NULL)
		add_reference_object(env, methods, NULL);
	else if (env != NULL)
		add_environment(env, NULL, ".__"); /* R6 and methods keep their own there */
	else if (gk_r.TYPEOF(list) == VECSXP)
		add_elements(list, names_of(list), list != x || gk_r.Rf_inherits(x, "data.frame") ? "column" : NULL);
	else if (is_vector(x) && gk_r.LOGICAL(any)[0])
		add_elements(x, names_of(x), NULL);
	UNPROTECT(1);
	return end();
}

/* .Call: the columns of frames and of matrices, the names in lists and environments. */
SEXP gk_facts_columns(SEXP text, SEXP prefix)
{
	SEXP x = PROTECT(gk_value_of_text(text));
	begin(prefix);
	SEXP env = x != UNKNOWN ? gk_env_of(x) : NULL, list = gk_list_of(x);
	if (env != NULL)
		add_environment(env, "column", ".");
	else if (gk_r.TYPEOF(list) == VECSXP)
		add_elements(list, names_of(list), "column");
	else if (is_vector(x))
		add_elements(x, column_names(x), "column");
	UNPROTECT(1);
	return end();
}

/* .Call: these names as columns of which no more is known. */
SEXP gk_facts_named(SEXP names)
{
	begin(NULL);
	add_elements(NIL, names, "column");
	return end();
}

/* .Call: slots with the classes of their values. */
SEXP gk_facts_slots(SEXP text, SEXP names)
{
	SEXP x = PROTECT(gk_value_of_text(text));
	begin(NULL);
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(names); i++)
		gk_facts_object(gk_r.STRING_ELT(names, i), "slot", gk_slot(x, gk_r.STRING_ELT(names, i)), "");
	UNPROTECT(1);
	return end();
}

/* .Call: the properties of an object of S7, which are attributes. */
SEXP gk_facts_properties(SEXP text)
{
	SEXP x = PROTECT(gk_value_of_text(text));
	begin(NULL);
	for (SEXP a = gk_r.ATTRIB != NULL ? gk_r.ATTRIB(x) : NIL; gk_r.TYPEOF(a) == LISTSXP; a = gk_r.CDR(a)) {
		SEXP name = gk_r.PRINTNAME(gk_r.TAG(a));
		if (gk_r.TAG(a) != *gk_r.R_ClassSymbol && strcmp(gk_r.R_CHAR(name), "S7_class") != 0)
			gk_facts_object(name, "slot", gk_r.CAR(a), "");
	}
	UNPROTECT(1);
	return end();
}

static void add_argument(const char *name, SEXP value)
{
	static gk_buf text;
	gk_buf_free(&text);
	if (gk_facts.data[gk_facts.len - 1] == '}')
		gk_buf_adds(&gk_facts, ",");
	gk_buf_adds(&gk_facts, "{\"name\":");
	gk_json_string(&gk_facts, name, strlen(name));
	gk_facts_default(&text, "", value, DEFAULT_MAX);
	if (text.len > 0) {
		gk_buf_adds(&gk_facts, ",\"default\":");
		gk_json_string(&gk_facts, text.data, text.len);
	}
	gk_buf_adds(&gk_facts, "}");
}

/* .Call: the arguments in a list of pairlists, each name once. */
SEXP gk_facts_arguments(SEXP lists)
{
	begin(NULL);
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(lists); i++)
		for (SEXP f = gk_r.VECTOR_ELT(lists, i); gk_r.TYPEOF(f) == LISTSXP; f = gk_r.CDR(f)) {
			SEXP name = gk_r.TAG(f) == NIL ? *gk_r.R_NaString : gk_r.PRINTNAME(gk_r.TAG(f));
			if (gk_facts_name(name) != NULL && gk_names_add(name))
				add_argument(gk_facts_name(name), gk_r.CAR(f));
		}
	return end();
}

/* .Call: formal arguments as a pairlist. */
SEXP gk_facts_formals(SEXP fn) { return gk_is_function(fn) ? gk_formals_of(fn) : NIL; }

/* .Call: a factor's levels, or what a character vector begins with, each once. */
SEXP gk_facts_levels(SEXP text)
{
	SEXP x = PROTECT(gk_value_of_text(text));
	SEXP from = gk_r.Rf_inherits(x, "factor") ? gk_r.Rf_getAttrib(x, *gk_r.R_LevelsSymbol) : x;
	R_xlen_t n = gk_r.TYPEOF(from) == STRSXP ? gk_r.Rf_xlength(from) : 0, kept = 0;
	if (n > MAX_ELEMENTS && gk_r.ALTREP != NULL && gk_r.ALTREP(from))
		n = 0; /* to read one may make them all */
	if (n > MAX_ELEMENTS)
		n = MAX_ELEMENTS;
	gk_names_clear();
	SEXP found = PROTECT(gk_r.Rf_allocVector(STRSXP, MAX_LEVELS));
	for (R_xlen_t i = 0; i < n && kept < MAX_LEVELS; i++) {
		SEXP each = gk_r.STRING_ELT(from, i);
		if (gk_facts_name(each) != NULL && gk_names_add(each))
			gk_r.SET_STRING_ELT(found, kept++, each);
	}
	SEXP result = PROTECT(gk_r.Rf_allocVector(STRSXP, kept));
	for (R_xlen_t i = 0; i < kept; i++)
		gk_r.SET_STRING_ELT(result, i, gk_r.STRING_ELT(found, i));
	UNPROTECT(3);
	return result;
}
