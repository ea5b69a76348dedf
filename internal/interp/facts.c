/* Lists of names for completion: of the search path, of namespaces, of objects' members. */
#include "facts.h"

#include <stdio.h>
#include <string.h>

/* Nobody reads longer lists; making them would take too long. */
enum { MAX_SYMBOLS = 5000, MAX_MEMBERS = 2000 };

static const char *string_arg(SEXP s) { return gk_r.Rf_translateCharUTF8(gk_r.STRING_ELT(s, 0)); }

/* The names of an environment. Those of base are kept: its bindings are locked, and to collect
 * them takes a walk over all symbols of the session. */
static SEXP names_in(SEXP env)
{
	static SEXP of_base;
	if (env != *gk_r.R_BaseEnv)
		return gk_r.R_lsInternal3(env, 1, 0);
	if (of_base == NULL) {
		of_base = gk_r.R_lsInternal3(env, 1, 0);
		gk_r.R_PreserveObject(of_base);
	}
	return of_base;
}

/* Names with a dot at the front are for those who type it. */
static int wanted(SEXP name, const char *prefix)
{
	const char *s = gk_facts_name(name);
	return s != NULL && (s[0] != '.' || prefix[0] == '.') && gk_has_prefix(s, prefix);
}

/* The name of an entry of the search path: "stats" of package:stats, "" of the workspace. */
static const char *entry_name(SEXP env)
{
	if (env == *gk_r.R_GlobalEnv)
		return "";
	if (env == *gk_r.R_BaseEnv)
		return "base";
	SEXP name = gk_r.Rf_getAttrib(env, gk_r.Rf_install("name"));
	if (gk_r.TYPEOF(name) != STRSXP || gk_r.Rf_xlength(name) != 1)
		return "";
	const char *s = string_arg(name);
	return strncmp(s, "package:", 8) == 0 ? s + 8 : s;
}

/* Objects of packages wait in files. Functions are fetched while there is time, for their
 * signature; data sets, which may be large, are not. */
static void add_binding(SEXP env, SEXP name, const char *package, SEXP lazydata)
{
	SEXP symbol = gk_r.Rf_installTrChar(name), value = NULL;
	int is_data = lazydata != NULL && gk_r.R_existsVarInFrame(lazydata, symbol);
	int found = gk_peek(env, symbol, &value);
	if (found == GK_ABSENT)
		return;
	if (found == GK_LAZY && !is_data && gk_facts_in_time()) {
		value = gk_r.Rf_eval(value, *gk_r.R_BaseEnv);
		found = GK_VALUE;
	}
	const char *kind = is_data ? "dataset" : found == GK_LAZY ? "function" : NULL;
	gk_facts_object(name, kind, found == GK_VALUE ? value : NULL, package);
}

static void add_bindings(SEXP env, SEXP names, const char *prefix, const char *package, SEXP lazydata, int *room)
{
	R_xlen_t n = gk_r.Rf_xlength(names);
	for (R_xlen_t i = 0; i < n && *room > 0; i++) {
		SEXP name = gk_r.STRING_ELT(names, i);
		if (!wanted(name, prefix) || !gk_names_add(name))
			continue;
		add_binding(env, name, package, lazydata);
		--*room;
	}
}

static SEXP lazydata_of(const char *package)
{
	SEXP ns = *package != '\0' ? gk_namespace(gk_r.Rf_install(package)) : NULL;
	return ns != NULL ? gk_namespace_part(ns, "lazydata") : NULL;
}

/* .Call: the names on the search path that begin with prefix, nearest first, each once. */
SEXP gk_facts_symbols(SEXP prefix)
{
	int room = MAX_SYMBOLS;
	gk_facts_begin();
	gk_names_clear(MAX_SYMBOLS);
	gk_buf_adds(&gk_facts, "[");
	for (SEXP env = *gk_r.R_GlobalEnv; env != *gk_r.R_EmptyEnv; env = gk_parent(env)) {
		const char *package = entry_name(env);
		SEXP names = PROTECT(names_in(env));
		add_bindings(env, names, string_arg(prefix), package, lazydata_of(package), &room);
		UNPROTECT(1);
	}
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}

/* .Call: the names of a loaded namespace, its exports or all; NULL if it is not loaded. */
SEXP gk_facts_namespace(SEXP package, SEXP internal, SEXP prefix)
{
	const char *name = string_arg(package), *begin = string_arg(prefix);
	SEXP ns = gk_namespace(gk_r.Rf_install(name));
	if (ns == NULL)
		return NIL;
	int room = MAX_SYMBOLS;
	gk_facts_begin();
	gk_names_clear(MAX_SYMBOLS);
	gk_buf_adds(&gk_facts, "[");
	SEXP lazydata = gk_namespace_part(ns, "lazydata"), exports = gk_namespace_part(ns, "exports");
	if (exports == NULL || gk_r.LOGICAL(internal)[0]) {
		SEXP from = ns == gk_namespace(gk_r.Rf_install("base")) ? *gk_r.R_BaseEnv : ns;
		SEXP names = PROTECT(names_in(from));
		add_bindings(from, names, begin, name, NULL, &room);
		UNPROTECT(1);
	} else {
		SEXP names = PROTECT(names_in(exports));
		for (R_xlen_t i = 0; i < gk_r.Rf_xlength(names) && room > 0; i++) {
			SEXP each = gk_r.STRING_ELT(names, i);
			if (!wanted(each, begin) || !gk_names_add(each))
				continue;
			SEXP value = gk_facts_in_time() ? gk_exported(ns, gk_r.Rf_installTrChar(each)) : NULL;
			gk_facts_object(each, value == NULL ? "function" : NULL, value, name);
			room--;
		}
		UNPROTECT(1);
	}
	if (lazydata != NULL) {
		SEXP names = PROTECT(names_in(lazydata));
		add_bindings(lazydata, names, begin, name, lazydata, &room);
		UNPROTECT(1);
	}
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}

/* Adds names that belong to the elements of a list, or of a vector without values. */
static void add_elements(SEXP x, SEXP names, const char *kind)
{
	R_xlen_t n = gk_r.TYPEOF(names) == STRSXP ? gk_r.Rf_xlength(names) : 0;
	int list = gk_r.TYPEOF(x) == VECSXP, room = MAX_MEMBERS;
	for (R_xlen_t i = 0; i < n && room > 0; i++) {
		SEXP name = gk_r.STRING_ELT(names, i);
		if (gk_facts_name(name) == NULL || !gk_names_add(name))
			continue;
		gk_facts_object(name, kind, list && i < gk_r.Rf_xlength(x) ? gk_r.VECTOR_ELT(x, i) : NULL, "");
		room--;
	}
}

static void add_environment(SEXP env, const char *kind)
{
	int room = MAX_MEMBERS;
	SEXP names = PROTECT(names_in(env));
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(names) && room > 0; i++, room--) {
		SEXP name = gk_r.STRING_ELT(names, i), value = NULL;
		if (strncmp(gk_r.R_CHAR(name), ".__", 3) == 0) /* R6 and methods keep their own there */
			continue;
		if (gk_peek(env, gk_r.Rf_installTrChar(name), &value) != GK_VALUE)
			value = NULL;
		gk_facts_object(name, kind, value, "");
	}
	UNPROTECT(1);
}

static SEXP column_names(SEXP x)
{
	SEXP dimnames = gk_r.Rf_getAttrib(x, *gk_r.R_DimNamesSymbol);
	return gk_r.TYPEOF(dimnames) == VECSXP && gk_r.Rf_xlength(dimnames) == 2 ? gk_r.VECTOR_ELT(dimnames, 1) : NIL;
}

static int is_frame(SEXP x) { return gk_r.TYPEOF(x) == VECSXP && gk_r.Rf_inherits(x, "data.frame"); }

/* .Call: the names that $ or, with any, [[ can take. */
SEXP gk_facts_members(SEXP x, SEXP any)
{
	gk_facts_begin();
	gk_names_clear(MAX_MEMBERS);
	gk_buf_adds(&gk_facts, "[");
	SEXP env = x != UNKNOWN ? gk_env_of(x) : NULL;
	if (env != NULL)
		add_environment(env, NULL);
	else if (gk_r.TYPEOF(x) >= LGLSXP && (gk_r.TYPEOF(x) == VECSXP || gk_r.LOGICAL(any)[0]))
		add_elements(x, gk_r.Rf_getAttrib(x, *gk_r.R_NamesSymbol), is_frame(x) ? "column" : NULL);
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}

/* .Call: the columns of frames and of matrices, the names in lists and environments. */
SEXP gk_facts_columns(SEXP x)
{
	gk_facts_begin();
	gk_names_clear(MAX_MEMBERS);
	gk_buf_adds(&gk_facts, "[");
	if (x != UNKNOWN && gk_r.TYPEOF(x) == ENVSXP)
		add_environment(x, "column");
	else if (gk_r.TYPEOF(x) == VECSXP)
		add_elements(x, gk_r.Rf_getAttrib(x, *gk_r.R_NamesSymbol), "column");
	else if (gk_r.TYPEOF(x) >= LGLSXP)
		add_elements(x, column_names(x), "column");
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}
