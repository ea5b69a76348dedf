/* Names on the search path and in namespaces. */
#include "facts.h"

#include <string.h>

/* Of one environment: packages have fewer names, and of a workspace with more nobody reads all. */
enum { MAX_WORKSPACE = 1500, MAX_PACKAGE = 10000 };

#define DETAILS_SECONDS 0.0015
#define NAMESPACE_SECONDS 0.008 /* nothing else is asked then */

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

/* Adds what gk_peek found. Objects of packages wait in files. They are fetched while there is
 * time, to know their kind and signature; data sets, which may be large, are not. */
static void add_found(SEXP symbol, int found, SEXP value, const char *package, int is_data)
{
	if (found == GK_ABSENT)
		return;
	if (found == GK_LAZY && !is_data && gk_facts_in_time()) {
		value = gk_facts_fetch(value);
		found = GK_VALUE;
	}
	const char *kind = is_data ? "dataset" : found == GK_LAZY ? "function" : NULL;
	gk_facts_object(gk_r.PRINTNAME(symbol), kind, found == GK_VALUE ? value : NULL, package);
}

static void add_bindings(SEXP env, const char *prefix, const char *package, SEXP lazydata)
{
	SEXP *symbols;
	size_t n = gk_names_in(env, prefix, env == *gk_r.R_GlobalEnv ? MAX_WORKSPACE : MAX_PACKAGE, &symbols);
	for (size_t i = 0; i < n; i++) {
		SEXP value = NULL;
		if (!gk_names_add(symbols[i]))
			continue;
		int found = gk_peek(env, symbols[i], &value);
		add_found(symbols[i], found, value, package,
			  lazydata != NULL && gk_r.R_existsVarInFrame(lazydata, symbols[i]));
	}
}

static SEXP lazydata_of(const char *package)
{
	SEXP ns = *package != '\0' ? gk_namespace(gk_r.Rf_install(package)) : NULL;
	return ns != NULL ? gk_namespace_part(ns, "lazydata") : NULL;
}

/* .Call: the names on the search path that begin with prefix, nearest first, each once; or
 * those of the workspace alone. */
SEXP gk_facts_symbols(SEXP prefix, SEXP workspace)
{
	gk_facts_begin(DETAILS_SECONDS);
	gk_names_clear();
	gk_buf_adds(&gk_facts, "[");
	for (SEXP env = *gk_r.R_GlobalEnv; env != *gk_r.R_EmptyEnv; env = gk_parent(env)) {
		const char *package = entry_name(env);
		add_bindings(env, string_arg(prefix), package, lazydata_of(package));
		if (gk_r.LOGICAL(workspace)[0])
			break;
	}
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}

static void add_exports(SEXP ns, SEXP exports, const char *prefix, const char *package)
{
	SEXP *symbols;
	size_t n = gk_names_in(exports, prefix, MAX_PACKAGE, &symbols);
	for (size_t i = 0; i < n; i++) {
		SEXP value = NULL;
		if (!gk_names_add(symbols[i]))
			continue;
		int found = gk_peek_exported(ns, symbols[i], &value);
		add_found(symbols[i], found, value, package, 0);
	}
}

/* .Call: the names of a loaded namespace, its exports or all; NULL if it is not loaded. */
SEXP gk_facts_namespace(SEXP package, SEXP internal, SEXP prefix)
{
	const char *name = string_arg(package), *begin = string_arg(prefix);
	SEXP ns = gk_namespace(gk_r.Rf_install(name));
	if (ns == NULL)
		return NIL;
	gk_facts_begin(NAMESPACE_SECONDS);
	gk_names_clear();
	gk_buf_adds(&gk_facts, "[");
	SEXP lazydata = gk_namespace_part(ns, "lazydata"), exports = gk_namespace_part(ns, "exports");
	if (exports == NULL || gk_r.LOGICAL(internal)[0]) {
		SEXP from = ns == gk_namespace(gk_r.Rf_install("base")) ? *gk_r.R_BaseEnv : ns;
		add_bindings(from, begin, name, NULL);
	} else {
		add_exports(ns, exports, begin, name);
	}
	if (lazydata != NULL)
		add_bindings(lazydata, begin, name, lazydata);
	gk_buf_adds(&gk_facts, "]");
	return gk_facts_end();
}
