/* Objects as JSON for Go's workspace.Object: name, kind, class, signature, package. */
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SIGNATURE_MAX = 80, DEFAULT_MAX = 30, LONG_VECTOR = 100 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._0123456789";

gk_buf gk_facts; /* not the caller's: an R error must not leak it */
static double details_left; /* seconds */
static SEXP deparse_call, args_call; /* calls of .Internal: nobody can mask or trace those */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void gk_facts_begin(double seconds)
{
	gk_buf_free(&gk_facts);
	details_left = seconds;
}

int gk_facts_in_time(void) { return details_left > 0; }

SEXP gk_facts_fetch(SEXP promise)
{
	double begin = now();
	SEXP value = gk_r.Rf_eval(promise, *gk_r.R_BaseEnv);
	details_left -= now() - begin;
	return value;
}

SEXP gk_facts_end(void)
{
	SEXP text = gk_r.Rf_ScalarString(gk_r.Rf_mkCharLenCE(gk_facts.data, (int)gk_facts.len, CE_UTF8));
	gk_buf_free(&gk_facts);
	return text;
}

const char *gk_facts_name(SEXP name)
{
	if (name == *gk_r.R_NaString || gk_r.Rf_getCharCE(name) == CE_BYTES)
		return NULL;
	const char *s = gk_r.Rf_translateCharUTF8(name);
	return *s != '\0' ? s : NULL;
}

int gk_is_function(SEXP x)
{
	int type = gk_r.TYPEOF(x);
	return type == CLOSXP || type == BUILTINSXP || type == SPECIALSXP;
}

const char *gk_class_of(SEXP x)
{
	if (gk_r.Rf_isObject(x)) {
		SEXP class = gk_r.Rf_getAttrib(x, *gk_r.R_ClassSymbol);
		if (gk_r.TYPEOF(class) == STRSXP && gk_r.Rf_xlength(class) > 0) {
			const char *s = gk_facts_name(gk_r.STRING_ELT(class, 0));
			return s != NULL ? s : "";
		}
	}
	if (gk_is_function(x))
		return "function";
	R_xlen_t dims = gk_r.TYPEOF(x) >= LGLSXP ? gk_r.Rf_xlength(gk_r.Rf_getAttrib(x, *gk_r.R_DimSymbol)) : 0;
	if (dims > 0)
		return dims == 2 ? "matrix" : "array";
	switch (gk_r.TYPEOF(x)) {
	case NILSXP: return "NULL";
	case SYMSXP: return "name";
	case LISTSXP: return "pairlist";
	case ENVSXP: return "environment";
	case LANGSXP: return "call";
	case LGLSXP: return "logical";
	case INTSXP: return "integer";
	case REALSXP: return "numeric";
	case CPLXSXP: return "complex";
	case STRSXP: return "character";
	case VECSXP: return "list";
	case EXPRSXP: return "expression";
	case RAWSXP: return "raw";
	case EXTPTRSXP: return "externalptr";
	case S4SXP: return "S4";
	default: return "";
	}
}

SEXP gk_internal_call(const char *text)
{
	ParseStatus status;
	SEXP source = PROTECT(gk_r.Rf_mkString(text));
	SEXP exprs = PROTECT(gk_r.R_ParseVector(source, -1, &status, NIL));
	SEXP call = gk_r.VECTOR_ELT(exprs, 0);
	gk_r.R_PreserveObject(call);
	UNPROTECT(2);
	return call;
}

SEXP gk_with_argument(SEXP call, SEXP value)
{
	SEXP name = gk_r.Rf_install("argument");
	gk_r.Rf_defineVar(name, value, gk_env);
	SEXP result = PROTECT(gk_r.Rf_eval(call, gk_env));
	gk_r.Rf_defineVar(name, NIL, gk_env); /* a reference would make R copy on change */
	UNPROTECT(1);
	return result;
}

SEXP gk_formals_of(SEXP fn)
{
	if (gk_r.TYPEOF(fn) != CLOSXP) {
		if (args_call == NULL)
			args_call = gk_internal_call(".Internal(args(argument))");
		fn = gk_with_argument(args_call, fn);
		if (gk_r.TYPEOF(fn) != CLOSXP)
			return NIL;
	}
	return gk_r.R_ClosureFormals != NULL ? gk_r.R_ClosureFormals(fn) : gk_r.FORMALS(fn);
}

/* Most defaults need no deparse(): 1 if the text of value was added. */
static int add_plain(gk_buf *b, SEXP value)
{
	char number[32];
	int type = gk_r.TYPEOF(value);
	if (type == SYMSXP) {
		const char *s = gk_facts_name(gk_r.PRINTNAME(value));
		if (s == NULL || strspn(s, letters) != strlen(s))
			return 0; /* needs backquotes */
		gk_buf_adds(b, s);
	} else if (type == NILSXP) {
		gk_buf_adds(b, "NULL");
	} else if (type == LGLSXP && gk_r.Rf_xlength(value) == 1 && gk_r.LOGICAL(value)[0] != *gk_r.R_NaInt) {
		gk_buf_adds(b, gk_r.LOGICAL(value)[0] ? "TRUE" : "FALSE");
	} else if (type == REALSXP && gk_r.Rf_xlength(value) == 1 && gk_r.REAL(value)[0] == (int)gk_r.REAL(value)[0] &&
		   abs((int)gk_r.REAL(value)[0]) < 100000) {
		snprintf(number, sizeof number, "%d", (int)gk_r.REAL(value)[0]);
		gk_buf_adds(b, number);
	} else {
		return 0;
	}
	return 1;
}

/* Adds what deparse() makes of value, of at most max bytes. */
static void add_deparsed(gk_buf *b, SEXP value, size_t max)
{
	if (deparse_call == NULL)
		deparse_call = gk_internal_call(".Internal(deparse(argument, 500L, TRUE, 65L, 2L))");
	SEXP text = PROTECT(gk_with_argument(deparse_call, value));
	const char *s = gk_facts_name(gk_r.STRING_ELT(text, 0));
	size_t n = s != NULL ? strlen(s) : 0;
	int whole = gk_r.Rf_xlength(text) == 1 && n <= max;
	for (n = n < max - 3 || whole ? n : max - 3; n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80;)
		n--; /* not within a letter */
	gk_buf_add(b, s, n);
	gk_buf_adds(b, whole ? "" : "...");
	UNPROTECT(1);
}

void gk_facts_default(gk_buf *b, const char *before, SEXP value, size_t max)
{
	if (value == *gk_r.R_MissingArg)
		return;
	gk_buf_adds(b, before);
	if (gk_r.TYPEOF(value) >= LGLSXP && gk_r.Rf_xlength(value) > LONG_VECTOR)
		gk_buf_adds(b, "...");
	else if (gk_r.Rf_isObject(value) || !add_plain(b, value))
		add_deparsed(b, value, max);
}

static void add_signature(SEXP fn)
{
	static gk_buf text, argument;
	double begin = now();
	gk_buf_free(&text);
	gk_buf_adds(&text, "(");
	SEXP formals = PROTECT(gk_formals_of(fn));
	for (SEXP f = formals; f != NIL; f = gk_r.CDR(f)) {
		gk_buf_free(&argument);
		gk_buf_adds(&argument, f == formals ? "" : ", ");
		gk_buf_adds(&argument, gk_r.Rf_translateCharUTF8(gk_r.PRINTNAME(gk_r.TAG(f))));
		gk_facts_default(&argument, " = ", gk_r.CAR(f), DEFAULT_MAX);
		if (text.len + argument.len > SIGNATURE_MAX - (gk_r.CDR(f) == NIL ? 1 : 6)) {
			gk_buf_adds(&text, f == formals ? "..." : ", ...");
			break;
		}
		gk_buf_add(&text, argument.data, argument.len);
	}
	UNPROTECT(1);
	gk_buf_adds(&text, ")");
	gk_buf_adds(&gk_facts, ",\"signature\":");
	gk_json_string(&gk_facts, text.data, text.len);
	details_left -= now() - begin;
}

static void add_field(const char *name, const char *value)
{
	if (*value == '\0')
		return;
	gk_buf_adds(&gk_facts, name);
	gk_json_string(&gk_facts, value, strlen(value));
}

void gk_facts_object(SEXP name, const char *kind, SEXP value, const char *package)
{
	const char *s = gk_facts_name(name);
	if (s == NULL)
		return;
	int known = value != NULL && value != UNKNOWN, function = known && gk_is_function(value);
	if (gk_facts.len > 0 && gk_facts.data[gk_facts.len - 1] == '}')
		gk_buf_adds(&gk_facts, ",");
	gk_buf_adds(&gk_facts, "{\"name\":");
	gk_json_string(&gk_facts, s, strlen(s));
	add_field(",\"kind\":", kind != NULL ? kind : function ? "function" : "instance");
	if (known)
		add_field(",\"class\":", gk_class_of(value));
	if (function && gk_facts_in_time())
		add_signature(value);
	add_field(",\"package\":", package);
	gk_buf_adds(&gk_facts, "}");
}
