/* Names on the search path and in namespaces. */
#include "facts.h"

#include <string.h>

/* Nobody reads a longer list; making it would take too long. */
enum { MAX_SYMBOLS = 5000 };

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
