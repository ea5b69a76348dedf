/* Values of expressions, looked up and never computed. */
#include "facts.h"

#include <string.h>

SEXP gk_parent(SEXP env)
{
	return gk_r.R_ParentEnv != NULL ? gk_r.R_ParentEnv(env) : gk_r.ENCLOS(env);
}

/* Packages bind their objects to promises of this call until somebody uses them. */
static int is_lazy_load(SEXP promise)
{
	static SEXP fetch;
	if (fetch == NULL)
		fetch = gk_r.Rf_install("lazyLoadDBfetch");
	if (gk_r.R_PromiseExpr == NULL)
		return 0;
	SEXP code = gk_r.R_PromiseExpr(promise);
	return gk_r.TYPEOF(code) == LANGSXP && gk_r.CAR(code) == fetch;
}

int gk_peek(SEXP env, SEXP symbol, SEXP *value)
{
	if (gk_runs_code(env) || !gk_r.R_existsVarInFrame(env, symbol))
		return GK_ABSENT;
	if (gk_r.R_BindingIsActive(symbol, env))
		return GK_CLOSED;
	SEXP v = gk_r.Rf_findVarInFrame(env, symbol);
	if (v == *gk_r.R_MissingArg || v == *gk_r.R_UnboundValue)
		return GK_CLOSED;
	*value = v;
	if (gk_r.TYPEOF(v) != PROMSXP)
		return GK_VALUE;
	SEXP forced = gk_r.PRVALUE != NULL ? gk_r.PRVALUE(v) : *gk_r.R_UnboundValue;
	if (forced != *gk_r.R_UnboundValue) {
		*value = forced;
		return GK_VALUE;
	}
	return is_lazy_load(v) ? GK_LAZY : GK_CLOSED;
}

/* What was found, as gk_peek_value returns it. */
static SEXP fetched(int found, SEXP value)
{
	switch (found) {
	case GK_ABSENT: return NULL;
	case GK_VALUE: return value;
	case GK_LAZY: return gk_facts_fetch(value);
	default: return UNKNOWN;
	}
}

SEXP gk_peek_value(SEXP env, SEXP symbol)
{
	SEXP value = NULL;
	int found = gk_peek(env, symbol, &value);
	return fetched(found, value);
}

SEXP gk_namespace(SEXP symbol)
{
	SEXP ns = gk_r.Rf_findVarInFrame(*gk_r.R_NamespaceRegistry, symbol);
	return gk_r.TYPEOF(ns) == ENVSXP ? ns : NULL;
}

SEXP gk_namespace_part(SEXP ns, const char *part)
{
	SEXP info = gk_peek_value(ns, gk_r.Rf_install(".__NAMESPACE__."));
	if (info == NULL || gk_r.TYPEOF(info) != ENVSXP || info == UNKNOWN)
		return NULL;
	SEXP value = gk_peek_value(info, gk_r.Rf_install(part));
	return value != NULL && gk_r.TYPEOF(value) == ENVSXP && value != UNKNOWN ? value : NULL;
}

int gk_peek_exported(SEXP ns, SEXP symbol, SEXP *value)
{
	if (ns == gk_namespace(gk_r.Rf_install("base")))
		return gk_peek(ns, symbol, value);
	SEXP exports = gk_namespace_part(ns, "exports"), data = gk_namespace_part(ns, "lazydata");
	SEXP internal = exports != NULL ? gk_peek_value(exports, symbol) : NULL;
	if (internal != NULL && gk_r.TYPEOF(internal) == STRSXP && gk_r.Rf_xlength(internal) == 1) {
		/* A package may export what it imports: its object is further up. */
		SEXP name = gk_r.Rf_installTrChar(gk_r.STRING_ELT(internal, 0));
		int found = gk_peek(ns, name, value);
		return found != GK_ABSENT ? found : gk_peek(gk_parent(ns), name, value);
	}
	return data != NULL ? gk_peek(data, symbol, value) : GK_ABSENT;
}

SEXP gk_env_of(SEXP x)
{
	if (gk_r.TYPEOF(x) == ENVSXP)
		return x;
	if (gk_r.TYPEOF(x) != S4SXP)
		return NULL;
	SEXP env = gk_r.Rf_getAttrib(x, gk_r.Rf_install(".xData"));
	return gk_r.TYPEOF(env) == ENVSXP ? env : NULL;
}

SEXP gk_reference_methods(SEXP env)
{
	SEXP definition = gk_peek_value(env, gk_r.Rf_install(".refClassDef"));
	if (definition == NULL || gk_r.TYPEOF(definition) != S4SXP)
		return NULL;
	SEXP methods = gk_r.Rf_getAttrib(definition, gk_r.Rf_install("refMethods"));
	return gk_env_of(methods);
}

SEXP gk_list_of(SEXP x)
{
	if (gk_r.TYPEOF(x) != S4SXP)
		return x;
	SEXP data = gk_r.Rf_getAttrib(x, gk_r.Rf_install("listData"));
	return gk_r.TYPEOF(data) == VECSXP ? data : x;
}

static SEXP list_member(SEXP x, const char *name)
{
	SEXP names = gk_r.Rf_getAttrib(x, *gk_r.R_NamesSymbol);
	if (gk_r.TYPEOF(names) != STRSXP)
		return UNKNOWN;
	R_xlen_t n = gk_r.Rf_xlength(names);
	for (R_xlen_t i = 0; i < n && i < gk_r.Rf_xlength(x); i++) {
		const char *s = gk_facts_name(gk_r.STRING_ELT(names, i));
		if (s != NULL && strcmp(s, name) == 0)
			return gk_r.VECTOR_ELT(x, i);
	}
	return UNKNOWN;
}

/* x$name by what x is made of, whatever methods its class has. */
static SEXP member(SEXP x, SEXP name)
{
	SEXP env = x != UNKNOWN ? gk_env_of(x) : NULL, symbol = gk_r.Rf_installTrChar(name);
	if (env != NULL) {
		SEXP value = gk_peek_value(env, symbol), methods = gk_reference_methods(env);
		if (value == NULL && methods != NULL)
			value = gk_peek_value(methods, symbol);
		return value != NULL ? value : UNKNOWN;
	}
	x = gk_list_of(x);
	const char *s = gk_facts_name(name);
	return gk_r.TYPEOF(x) == VECSXP && s != NULL ? list_member(x, s) : UNKNOWN;
}

SEXP gk_slot(SEXP x, SEXP name)
{
	const char *s = gk_facts_name(name);
	/* .Data is made on demand; row.names may be a compact form that would be expanded. */
	if (s == NULL || x == UNKNOWN || strcmp(s, ".Data") == 0 || strcmp(s, "row.names") == 0)
		return UNKNOWN;
	SEXP value = gk_r.Rf_getAttrib(x, gk_r.Rf_installTrChar(name));
	if (value == gk_r.Rf_install("\001NULL\001")) /* how S4 keeps NULL in a slot */
		return NIL;
	return value == NIL ? UNKNOWN : value;
}

static SEXP element(SEXP x, SEXP index)
{
	int type = gk_r.TYPEOF(index);
	if (gk_r.Rf_xlength(index) != 1)
		return UNKNOWN;
	if (type == STRSXP)
		return member(x, gk_r.STRING_ELT(index, 0));
	if ((type != REALSXP && type != INTSXP) || gk_r.TYPEOF(x) != VECSXP)
		return UNKNOWN;
	double at = type == REALSXP ? gk_r.REAL(index)[0] : gk_r.INTEGER(index)[0];
	if (!(at >= 1 && at < (double)gk_r.Rf_xlength(x) + 1))
		return UNKNOWN;
	return gk_r.VECTOR_ELT(x, (R_xlen_t)at - 1);
}

/* The CHARSXP of what stands right of $, @ and ::, NULL for code. */
static SEXP constant_name(SEXP x)
{
	if (gk_r.TYPEOF(x) == SYMSXP)
		return gk_r.PRINTNAME(x);
	if (gk_r.TYPEOF(x) == STRSXP && gk_r.Rf_xlength(x) == 1 && gk_r.STRING_ELT(x, 0) != *gk_r.R_NaString)
		return gk_r.STRING_ELT(x, 0);
	return NULL;
}

static SEXP in_namespace(SEXP package, SEXP name, int internal)
{
	if (package == NULL || name == NULL)
		return UNKNOWN;
	SEXP ns = gk_namespace(gk_r.Rf_installTrChar(package)), symbol = gk_r.Rf_installTrChar(name);
	if (ns == NULL)
		return UNKNOWN;
	SEXP found = NULL;
	int how = internal ? gk_peek(ns, symbol, &found) : gk_peek_exported(ns, symbol, &found);
	SEXP value = fetched(how, found);
	return value != NULL ? value : UNKNOWN;
}

static SEXP scope; /* where variables are looked up, and then in what encloses it */

static SEXP variable(SEXP symbol)
{
	for (SEXP env = scope; env != *gk_r.R_EmptyEnv; env = gk_parent(env)) {
		SEXP value = gk_peek_value(env, symbol);
		if (value != NULL)
			return value;
	}
	return UNKNOWN;
}

static int depth; /* of calls within calls: the C stack is not endless */
enum { MAX_DEPTH = 500 };

static SEXP value_of(SEXP expr);

static SEXP value_of_call(SEXP expr)
{
	SEXP head = gk_r.CAR(expr), args = gk_r.CDR(expr);
	R_xlen_t n = gk_r.Rf_xlength(args);
	if (gk_r.TYPEOF(head) != SYMSXP || n < 1)
		return UNKNOWN;
	const char *op = gk_r.R_CHAR(gk_r.PRINTNAME(head));
	SEXP first = gk_r.CAR(args);
	if (strcmp(op, "(") == 0)
		return value_of(first);
	if (n != 2)
		return UNKNOWN;
	SEXP second = gk_r.CAR(gk_r.CDR(args)), name = constant_name(second);
	if (strcmp(op, "::") == 0 || strcmp(op, ":::") == 0)
		return in_namespace(constant_name(first), name, op[2] == ':');
	if (strcmp(op, "$") == 0 && name != NULL)
		return member(value_of(first), name);
	if (strcmp(op, "@") == 0 && name != NULL)
		return gk_slot(value_of(first), name);
	if (strcmp(op, "[[") == 0)
		return element(value_of(first), second);
	return UNKNOWN;
}

static SEXP value_of(SEXP expr)
{
	switch (gk_r.TYPEOF(expr)) {
	case SYMSXP:
		return expr == *gk_r.R_MissingArg ? UNKNOWN : variable(expr);
	case LANGSXP: {
		SEXP value = depth++ < MAX_DEPTH ? value_of_call(expr) : UNKNOWN;
		depth--;
		return value;
	}
	case NILSXP: case LGLSXP: case INTSXP: case REALSXP: case CPLXSXP: case STRSXP:
		return expr;
	default:
		return UNKNOWN;
	}
}

SEXP gk_value_in(SEXP expr, SEXP env)
{
	scope = env;
	depth = 0;
	return expr == UNKNOWN || env == UNKNOWN ? UNKNOWN : value_of(expr);
}

SEXP gk_parse_one(SEXP text)
{
	ParseStatus status;
	SEXP exprs = gk_r.R_ParseVector(text, -1, &status, NIL);
	if (status != PARSE_OK || gk_r.Rf_xlength(exprs) != 1)
		return UNKNOWN;
	return gk_r.VECTOR_ELT(exprs, 0);
}

SEXP gk_value_of_text(SEXP text)
{
	SEXP expr = PROTECT(gk_parse_one(text));
	SEXP value = gk_value_in(expr, *gk_r.R_GlobalEnv);
	UNPROTECT(1);
	return value;
}
