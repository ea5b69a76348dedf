/* Looks at the workspace at idle moments, in slices of a fraction of a millisecond, and
 * tells Go what is new, so that Go can answer while R works (package workspace).
 *
 * A walk meets every name of the global environment and of what else is attached and no
 * installed package, unless it is a table whose names are made by code. It may be interrupted by requests between slices: what changes
 * behind its back is found by the next walk. */
#include "observe.h"
#include "facts.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MAX_FRAMES = 32 };
static const int64_t budget = 250000;       /* ns of a slice */
static const int64_t names_budget = 120000; /* ns of a look at a cell's names, which the next cell may wait for */

extern char **environ;

/* What is walked: frames[0] is the global environment. */
static struct { SEXP env; const char *name; } frames[MAX_FRAMES];
static uint32_t frame_count;
static uint64_t session_print; /* of the search path, libraries, options and environment variables */

/* Where the walk is. */
static uint32_t walk;    /* its number; 0 before the first */
static uint32_t frame;   /* the frame that is walked */
static R_xlen_t bucket;  /* of its hash table, or the number in listing */
static R_xlen_t fetched; /* what lies before is on its way from memory */
static R_xlen_t buckets; /* the table's size then */
static int part;         /* of the table of known names that is swept */
static enum { RESTING, WALKING, SWEEPING } state;
static SEXP listing;     /* the frame's names where R does not export its tables; preserved */

/* A value that did not fit into one slice. */
static struct { SEXP symbol; uint32_t frame; R_xlen_t from; uint64_t print; } rest;

static gk_buf primitives; /* JSON; told once */
static gk_buf out;
static int told_any; /* "objects" of this slice has begun */
static int64_t deadline;

static int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

static int late(void)
{
	static int calls;
	static int64_t seen;
	if (++calls % 8 == 0 || seen >= deadline)
		seen = now();
	return seen >= deadline;
}

/* The attribute of an attached environment, NULL if it has none. */
static const char *text_attribute(SEXP env, const char *name)
{
	SEXP s = gk_r.Rf_getAttrib(env, gk_r.Rf_install(name));
	return gk_r.TYPEOF(s) == STRSXP && gk_r.Rf_xlength(s) == 1 ? gk_r.R_CHAR(gk_r.STRING_ELT(s, 0)) : NULL;
}

static void array_item(int *first)
{
	gk_buf_adds(&out, *first ? "" : ",");
	*first = 0;
}

static void add_json(const char *s) { gk_json_string(&out, s, strlen(s)); }

/* .libPaths() without calling it: the variable that it keeps. */
static SEXP libraries(void)
{
	SEXP f = gk_bound(*gk_r.R_BaseEnv, gk_r.Rf_install(".libPaths"));
	if (gk_r.TYPEOF(f) != CLOSXP)
		return NIL;
	if (gk_r.R_ClosureEnv == NULL && gk_r.CLOENV == NULL)
		return NIL;
	SEXP env = gk_r.R_ClosureEnv != NULL ? gk_r.R_ClosureEnv(f) : gk_r.CLOENV(f);
	SEXP symbol = gk_r.Rf_install(".lib.loc");
	return gk_r.TYPEOF(env) == ENVSXP && gk_r.R_existsVarInFrame(env, symbol) ? gk_bound(env, symbol) : NIL;
}

static SEXP options(void) { return gk_bound(*gk_r.R_BaseEnv, gk_r.Rf_install(".Options")); }

/* The functions of base that are no closures: its files do not have them. Listing them
 * allocates, which may take as long as a garbage collection does. */
void gk_observe_init(void)
{
	SEXP names = PROTECT(gk_r.R_lsInternal3(*gk_r.R_BaseEnv, 1, 0));
	gk_buf_adds(&primitives, "\"primitives\":[");
	const char *comma = "";
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(names); i++) {
		SEXP name = gk_r.STRING_ELT(names, i);
		int type = gk_r.TYPEOF(gk_bound(*gk_r.R_BaseEnv, gk_r.Rf_installTrChar(name)));
		if (type != BUILTINSXP && type != SPECIALSXP)
			continue;
		gk_buf_adds(&primitives, comma);
		comma = ",";
		gk_json_charsxp(&primitives, name);
	}
	gk_buf_adds(&primitives, "],");
	UNPROTECT(1);
}

static uint64_t mix(uint64_t h, const void *p) { return (h ^ (uint64_t)(uintptr_t)p) * 0x9E3779B97F4A7C15u; }

static uint64_t print_session(void)
{
	uint64_t h = 1;
	for (SEXP e = gk_parent(*gk_r.R_GlobalEnv); e != *gk_r.R_BaseEnv && e != *gk_r.R_EmptyEnv; e = gk_parent(e))
		h = mix(h, e);
	h = mix(h, libraries());
	for (SEXP o = options(); o != NIL; o = gk_r.CDR(o))
		h = mix(h, gk_r.TAG(o));
	for (char **e = environ; e != NULL && *e != NULL; e++)
		h = mix(h, *e);
	return h | 1;
}

static void tell_search(void)
{
	int first = 1;
	gk_buf_adds(&out, "\"search\":[");
	for (SEXP e = gk_parent(*gk_r.R_GlobalEnv); e != *gk_r.R_EmptyEnv; e = gk_parent(e)) {
		const char *name = e == *gk_r.R_BaseEnv ? "package:base" : text_attribute(e, "name");
		const char *path = text_attribute(e, "path");
		array_item(&first);
		gk_buf_adds(&out, "[");
		add_json(name != NULL ? name : "");
		gk_buf_adds(&out, ",");
		add_json(path != NULL ? path : "");
		gk_buf_adds(&out, "]");
	}
	gk_buf_adds(&out, "]");
}

static void tell_session(void)
{
	gk_buf_adds(&out, "\"session\":{");
	if (primitives.len > 0)
		gk_buf_add(&out, primitives.data, primitives.len);
	gk_buf_free(&primitives);
	tell_search();
	gk_buf_adds(&out, ",\"libraries\":[");
	SEXP libs = libraries();
	int first = 1;
	for (R_xlen_t i = 0; gk_r.TYPEOF(libs) == STRSXP && i < gk_r.Rf_xlength(libs); i++) {
		array_item(&first);
		add_json(gk_r.R_CHAR(gk_r.STRING_ELT(libs, i)));
	}
	gk_buf_adds(&out, "],\"options\":[");
	first = 1;
	for (SEXP o = options(); o != NIL; o = gk_r.CDR(o)) {
		if (gk_r.TAG(o) == NIL)
			continue;
		array_item(&first);
		add_json(gk_r.R_CHAR(gk_r.PRINTNAME(gk_r.TAG(o))));
	}
	gk_buf_adds(&out, "],\"environment\":[");
	first = 1;
	for (char **e = environ; e != NULL && *e != NULL; e++) {
		size_t n = strcspn(*e, "=");
		if (n == 0)
			continue;
		array_item(&first);
		gk_json_string(&out, *e, n);
	}
	gk_buf_adds(&out, "]},");
}

static void forget_rest(void) { memset(&rest, 0, sizeof rest); }

static void drop_listing(void)
{
	if (listing != NULL)
		gk_r.R_ReleaseObject(listing);
	listing = NULL;
}

/* Finds out which environments are walked. If they are others than before all that Go
 * knows of them is void. */
static void find_frames(void)
{
	struct { SEXP env; const char *name; } found[MAX_FRAMES] = { { *gk_r.R_GlobalEnv, "" } };
	uint32_t n = 1;
	for (SEXP e = gk_parent(*gk_r.R_GlobalEnv); e != *gk_r.R_BaseEnv && e != *gk_r.R_EmptyEnv; e = gk_parent(e)) {
		const char *name = text_attribute(e, "name"), *path = text_attribute(e, "path");
		int installed = name != NULL && strncmp(name, "package:", 8) == 0 && path != NULL;
		if (!installed && !gk_runs_code(e) && strcmp(name ? name : "", "Autoloads") != 0 && n < MAX_FRAMES) {
			found[n].env = e;
			found[n++].name = name != NULL ? name : "";
		}
	}
	int same = n == frame_count;
	for (uint32_t i = 0; i < n && same; i++)
		same = frames[i].env == found[i].env;
	memcpy(frames, found, sizeof frames); /* the names may have moved */
	if (same)
		return;
	frame_count = n;
	gk_known_clear();
	forget_rest();
	drop_listing();
	state = RESTING;
	gk_buf_adds(&out, "\"frames\":[");
	int first = 1;
	for (uint32_t i = 0; i < n; i++) {
		array_item(&first);
		add_json(frames[i].name);
	}
	gk_buf_adds(&out, "],");
}

static void begin_object(uint32_t in, SEXP symbol)
{
	char text[32];
	gk_buf_adds(&out, told_any ? "," : "\"objects\":[");
	told_any = 1;
	gk_buf_add(&out, text, (size_t)snprintf(text, sizeof text, "{\"f\":%u,\"n\":", in));
	add_json(gk_r.Rf_translateCharUTF8(gk_r.PRINTNAME(symbol)));
}

/* Looks at one name and tells of its value if it is another than before. 0 if the
 * value goes on in the next slice. */
static int look(uint32_t in, SEXP symbol)
{
	SEXP value = gk_bound(frames[in].env, symbol);
	uint64_t print = gk_fingerprint(value);
	gk_known *k = gk_known_at(symbol, in);
	R_xlen_t from = rest.symbol == symbol && rest.frame == in && rest.print == print ? rest.from : 0;
	if (rest.symbol == symbol && rest.frame == in)
		forget_rest();
	k->seen = walk;
	k->plain = NULL;
	if (k->print == print && from == 0)
		return 1;
	k->print = print;
	begin_object(in, symbol);
	char text[32];
	gk_buf_add(&out, text, (size_t)snprintf(text, sizeof text, ",\"from\":%.0f", (double)from));
	gk_describe(&out, value, &from, late);
	gk_buf_adds(&out, from < 0 ? "}" : ",\"part\":true}");
	if (from < 0)
		return 1;
	k->print = 0; /* until it is told as a whole */
	rest.symbol = symbol;
	rest.frame = in;
	rest.from = from;
	rest.print = print;
	return 0;
}

static void gone(const gk_known *k)
{
	begin_object(k->frame, k->symbol);
	gk_buf_adds(&out, ",\"gone\":true}");
}

static int tables_exported(void) { return gk_r.HASHTAB != NULL && gk_r.FRAME != NULL; }

/* Begins with a frame; its names are listed where its table cannot be read. */
static void enter_frame(uint32_t i)
{
	frame = i;
	bucket = 0;
	drop_listing();
	if (i >= frame_count)
		return;
	if (tables_exported()) {
		SEXP table = gk_r.HASHTAB(frames[i].env);
		buckets = table == NIL ? -1 : gk_r.Rf_xlength(table);
		return;
	}
	listing = gk_r.R_lsInternal3(frames[i].env, 1, 0);
	gk_r.R_PreserveObject(listing);
}

/* 1 if the cell holds the same single number or string as in the walk before. Most of a
 * large workspace is like that, and is not touched; every eighth walk looks all the same,
 * because R may have put another value where the old one was. */
static int same_plain(SEXP cell)
{
	if (gk_r.CAR0 == NULL || ((uint32_t)bucket ^ walk) % 8 == 0)
		return 0;
	gk_known *k = gk_known_find(gk_r.TAG(cell), frame);
	if (k == NULL || k->plain == NULL || k->plain != gk_r.CAR0(cell))
		return 0;
	k->seen = walk;
	return 1;
}

/* CAR0 is not CAR: a cell may hold a number where others have a pointer. What it holds is
 * only compared. */
static void note_plain(SEXP cell)
{
	gk_known *k = gk_r.CAR0 == NULL ? NULL : gk_known_find(gk_r.TAG(cell), frame);
	if (k == NULL)
		return;
	SEXP value = gk_bound(frames[frame].env, gk_r.TAG(cell));
	k->plain = gk_is_plain(value) ? gk_r.CAR0(cell) : NULL;
}

static int look_at_chain(SEXP cell)
{
	for (; cell != NIL; cell = gk_r.CDR(cell)) {
		if (same_plain(cell))
			continue;
		if (!look(frame, gk_r.TAG(cell)))
			return 0;
		note_plain(cell);
	}
	return 1;
}

/* A large workspace is spread over memory: fetching what the next buckets hold together
 * takes a third of the time. */
static void prefetch(SEXP table, R_xlen_t size)
{
	enum { AHEAD = 32 };
	SEXP cells[AHEAD];
	int n = 0;
	for (R_xlen_t i = bucket; i < size && i < bucket + AHEAD; i++)
		__builtin_prefetch(cells[n++] = gk_r.VECTOR_ELT(table, i));
	for (int i = 0; i < n; i++)
		if (cells[i] != NIL)
			gk_known_prefetch(gk_r.TAG(cells[i]), frame);
	fetched = bucket + n;
}

/* The next bucket or name of the frame; 0 if the slice must end, before going on. */
static int step(void)
{
	SEXP env = frames[frame].env;
	if (listing != NULL) {
		if (bucket >= gk_r.Rf_xlength(listing))
			return enter_frame(frame + 1), 1;
		SEXP symbol = gk_r.Rf_installTrChar(gk_r.STRING_ELT(listing, bucket));
		if (gk_r.R_existsVarInFrame(env, symbol) && !look(frame, symbol))
			return 0;
		bucket++;
		return 1;
	}
	SEXP table = gk_r.HASHTAB(env);
	R_xlen_t size = table == NIL ? -1 : gk_r.Rf_xlength(table);
	if (size != buckets) /* it has grown: names are in other buckets */
		return enter_frame(frame), 1;
	if (table == NIL) {
		if (!look_at_chain(gk_r.FRAME(env)))
			return 0;
		return enter_frame(frame + 1), 1;
	}
	if (bucket >= size)
		return enter_frame(frame + 1), 1;
	if (bucket >= fetched || fetched > bucket + 32)
		prefetch(table, size);
	if (!look_at_chain(gk_r.VECTOR_ELT(table, bucket)))
		return 0;
	bucket++;
	return 1;
}

/* Goes on with the walk until the slice ends or the walk does. */
static void walk_on(void)
{
	if (state == RESTING) {
		walk++;
		state = WALKING;
		enter_frame(0);
	}
	while (state == WALKING && !late()) {
		if (frame >= frame_count) {
			state = SWEEPING;
			part = 0;
		} else if (!step()) {
			return;
		}
	}
	while (state == SWEEPING && !late()) {
		gk_known_sweep(part++, walk, gone);
		if (part == GK_KNOWN_PARTS)
			state = RESTING;
	}
}

/* Looks at the names that a cell has assigned: some of them in any case. */
static void look_at_names(const gk_command *cmd)
{
	enum { AT_LEAST = 8 };
	for (int i = 0; i < cmd->nargs && (i < AT_LEAST || !late()); i++) {
		SEXP symbol = gk_r.Rf_install(cmd->args[i]);
		gk_known *k = gk_known_find(symbol, 0);
		if (gk_r.R_existsVarInFrame(*gk_r.R_GlobalEnv, symbol)) {
			if (!look(0, symbol))
				return;
		} else if (k != NULL) {
			gone(k);
			gk_known_remove(k);
		}
	}
}

static void observe(void *data)
{
	const gk_command *cmd = data;
	uint64_t print = print_session();
	if (print != session_print) {
		session_print = print;
		find_frames();
		tell_session();
	}
	if (cmd->nargs > 0)
		look_at_names(cmd);
	else
		walk_on();
}

/* One slice of a walk, or with arguments a look at these names. */
void gk_observe(const gk_command *cmd, gk_result *res)
{
	static gk_buf told;
	gk_buf_free(&told);
	gk_buf_free(&out);
	told_any = 0;
	deadline = now() + (cmd->nargs > 0 ? names_budget : budget);
	gk_buf_adds(&out, tables_exported() ? "{" : "{\"listing\":true,");
	const void *vmax = gk_r.vmaxget();
	Rboolean ok = gk_r.R_ToplevelExec(observe, (void *)cmd);
	gk_r.vmaxset(vmax);
	if (!ok) { /* out of memory; nothing here raises an error */
		res->status = GK_RES_ERROR;
		state = RESTING;
		gk_known_clear();
		frame_count = 0;
		session_print = 0;
		return;
	}
	if (told_any)
		gk_buf_adds(&out, "],");
	gk_buf_adds(&out, state == RESTING ? "\"more\":false}" : "\"more\":true}");
	told = out;
	memset(&out, 0, sizeof out);
	res->status = GK_RES_OK;
	res->text = told.data;
	res->text_len = told.len;
}
