/* Lists of names for completion: of the search path, of namespaces, of objects' members. */
#include "facts.h"

#include <stdio.h>
#include <string.h>

/* Nobody reads longer lists; making them would take too long. */
enum { MAX_SYMBOLS = 5000, MAX_MEMBERS = 2000 };

static const char *string_arg(SEXP s) { return gk_r.Rf_translateCharUTF8(gk_r.STRING_ELT(s, 0)); }

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
static void add_binding(SEXP env, SEXP symbol, const char *package, SEXP lazydata)
{
	SEXP value = NULL;
	int is_data = lazydata != NULL && gk_r.R_existsVarInFrame(lazydata, symbol);
	int found = gk_peek(env, symbol, &value);
	if (found == GK_ABSENT)
		return;
	if (found == GK_LAZY && !is_data && gk_facts_in_time()) {
		value = gk_facts_fetch(value);
		found = GK_VALUE;
	}
	const char *kind = is_data ? "dataset" : found == GK_LAZY ? "function" : NULL;
	gk_facts_object(gk_r.PRINTNAME(symbol), kind, found == GK_VALUE ? value : NULL, package);
}

static void add_bindings(SEXP env, const char *prefix, const char *package, SEXP lazydata, int *room)
{
	SEXP *symbols;
	size_t n = gk_names_in(env, prefix, &symbols);
	for (size_t i = 0; i < n && *room > 0; i++) {
		if (!gk_names_add(symbols[i]))
			continue;
		add_binding(env, symbols[i], package, lazydata);
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
		add_bindings(env, string_arg(prefix), package, lazydata_of(package), &room);
	}
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}

static void add_exports(SEXP ns, SEXP exports, const char *prefix, const char *package, int *room)
{
	SEXP *symbols;
	size_t n = gk_names_in(exports, prefix, &symbols);
	for (size_t i = 0; i < n && *room > 0; i++) {
		if (!gk_names_add(symbols[i]))
			continue;
		SEXP value = gk_facts_in_time() ? gk_exported(ns, symbols[i]) : NULL;
		gk_facts_object(gk_r.PRINTNAME(symbols[i]), value == NULL ? "function" : NULL, value, package);
		--*room;
	}
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
		add_bindings(from, begin, name, NULL, &room);
	} else {
		add_exports(ns, exports, begin, name, &room);
	}
	if (lazydata != NULL)
		add_bindings(lazydata, begin, name, lazydata, &room);
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
	SEXP *symbols, value;
	size_t n = gk_names_in(env, NULL, &symbols);
	for (size_t i = 0; i < n && i < MAX_MEMBERS; i++) {
		SEXP name = gk_r.PRINTNAME(symbols[i]);
		if (strncmp(gk_r.R_CHAR(name), ".__", 3) == 0) /* R6 and methods keep their own there */
			continue;
		int found = gk_peek(env, symbols[i], &value);
		gk_facts_object(name, kind, found == GK_VALUE ? value : NULL, "");
	}
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
