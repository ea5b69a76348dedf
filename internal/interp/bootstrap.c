/* Starts R, with the runtime (rlib) loaded after R's base package and before the
 * site and user profiles, so that profiles see the kernel's options. R has no hook
 * there; a site profile of one line, which prompts, calls back into ReadConsole. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char gk_bootstrap_prompt[] = "gokernel-bootstrap";

SEXP gk_env;
static const char *rlib_source;
static char *site_profile; /* the user's R_PROFILE, NULL when unset */
static int profile_fd = -1;
static SEXP handlers_env, handlers_seen;

void gk_set_stack_messages(SEXP messages);

static int profile_begin(void)
{
	static const char script[] = "base::invisible(base::readline(\"gokernel-bootstrap\"))\n";
	char path[64];
	const char *old = getenv("R_PROFILE");
	site_profile = old ? strdup(old) : NULL;
	profile_fd = memfd_create("gokernel-profile", MFD_CLOEXEC);
	if (profile_fd < 0 || write(profile_fd, script, sizeof script - 1) < 0)
		return -1;
	snprintf(path, sizeof path, "/proc/self/fd/%d", profile_fd);
	return setenv("R_PROFILE", path, 1);
}

static void profile_end(void)
{
	if (profile_fd < 0)
		return;
	if (site_profile != NULL)
		setenv("R_PROFILE", site_profile, 1);
	else
		unsetenv("R_PROFILE");
	profile_fd = -1; /* R closes its own stream of the same open file */
}

static SEXP parse_text(const char *text)
{
	ParseStatus status;
	SEXP s = PROTECT(gk_r.Rf_ScalarString(gk_r.Rf_mkCharLenCE(text, (int)strlen(text), CE_UTF8)));
	SEXP exprs = gk_r.R_ParseVector(s, -1, &status, NIL);
	UNPROTECT(1);
	if (status != PARSE_OK)
		GO(gkGoFatal("the kernel's own R code does not parse"));
	return exprs;
}

static void load_rlib(void *unused)
{
	(void)unused;
	gk_native_register();
	SEXP make = PROTECT(parse_text("new.env(hash = TRUE, parent = .BaseNamespaceEnv)"));
	SEXP env = PROTECT(gk_r.Rf_eval(gk_r.VECTOR_ELT(make, 0), *gk_r.R_BaseEnv));
	SEXP exprs = PROTECT(parse_text(rlib_source));
	for (R_xlen_t i = 0; i < gk_r.Rf_xlength(exprs); i++)
		gk_r.Rf_eval(gk_r.VECTOR_ELT(exprs, i), env);
	gk_r.R_PreserveObject(env);
	gk_env = env;
	gk_observe_init();
	gk_set_stack_messages(gk_rlib_call("stack_messages", NULL));
	UNPROTECT(3);
}

static void run_profiles(void *from_profile)
{
	gk_rlib_call("start", gk_r.Rf_ScalarLogical(from_profile != NULL));
}

static void bootstrap(void *from_profile)
{
	if (gk_env != NULL)
		return;
	profile_end();
	gk_depth_enter(); /* a prompt of a profile is not the top-level prompt */
	if (!gk_r.R_ToplevelExec(load_rlib, NULL))
		GO(gkGoFatal("the kernel's own R code failed to load"));
	gk_r.R_ToplevelExec(run_profiles, from_profile);
	gk_depth_leave();
}

void gk_bootstrap(void) { bootstrap(&gk_env); }

/* The kernel's condition handlers stay below the user's: globalCallingHandlers()
 * replaces the whole stack, so look at its list before each top-level expression. */
void gk_handlers_check(void)
{
	static SEXP gh;
	if (gh == NULL)
		gh = gk_r.Rf_install("gh");
	if (handlers_env == NULL)
		handlers_env = gk_r.Rf_findVarInFrame(gk_env, gk_r.Rf_install("handlers_env"));
	SEXP now = gk_r.Rf_findVarInFrame(handlers_env, gh);
	if (now == handlers_seen)
		return;
	if (handlers_seen != NULL)
		gk_r.R_ReleaseObject(handlers_seen);
	gk_r.R_PreserveObject(now); /* or its address could become another list's */
	handlers_seen = now;
	gk_rlib_call("install_handlers", NULL);
}

static void write_console_ex(const char *s, int n, int otype) { gk_write_console(s, n, otype); }

static void clean_up(SA_TYPE save, int status, int run_last)
{
	if (gk_forked) {
		gk_r.R_RunExitFinalizers();
		_exit(status);
	}
	/* Not R_dot_Last: it forgets the contexts, and with them that a cell runs. */
	if (gk_busy_depth() > 0)
		gk_hold(HOLD_ERRBUF); /* an error of .Last is the cell's */
	if (save != SA_SUICIDE && run_last && gk_rlib_try("run_last", NULL) == NULL)
		gk_r.Rf_jump_to_toplevel(); /* .Last failed: as R does, stay */
	if (save == SA_SAVE)
		gk_r.R_SaveGlobalEnv();
	gk_r.R_RunExitFinalizers();
	if (save != SA_SUICIDE)
		gk_r.Rf_KillAllDevices();
	gk_r.R_CleanTempDir();
	GO(gkGoExit(status));
}

static void suicide(const char *message) { GO(gkGoFatal((char *)message)); }

static void show_message(const char *message)
{
	if (!gk_forked)
		GO(gkGoShowMessage((char *)message));
}

static void nothing(void) {}
static void busy(int which) { (void)which; }

static void set_callbacks(void)
{
	*gk_r.R_Outputfile = NULL;
	*gk_r.R_Consolefile = NULL;
	*gk_r.ptr_R_ReadConsole = gk_read_console;
	*gk_r.ptr_R_WriteConsole = NULL;
	*gk_r.ptr_R_WriteConsoleEx = write_console_ex;
	*gk_r.ptr_R_CleanUp = clean_up;
	*gk_r.ptr_R_Suicide = suicide;
	*gk_r.ptr_R_ShowMessage = show_message;
	*gk_r.ptr_R_ResetConsole = nothing;
	*gk_r.ptr_R_FlushConsole = nothing;
	*gk_r.ptr_R_ClearerrConsole = nothing;
	*gk_r.ptr_R_Busy = busy;
	gk_history_init();
}

const char *gk_temp_dir(void)
{
	return gk_r.R_TempDir != NULL && *gk_r.R_TempDir != NULL ? *gk_r.R_TempDir : "";
}

int gk_run(const char *libr, int argc, char **argv, const char *rlib, char *err, size_t errlen)
{
	if (gk_rapi_load(libr, err, errlen) != 0)
		return -1;
	rlib_source = rlib;
	if (profile_begin() != 0) {
		snprintf(err, errlen, "no memory file for the start-up profile");
		return -1;
	}
	gk_signals_init();
	gk_crash_init();
	gk_fork_init();
	*gk_r.R_SignalHandlers = 0; /* Go has the signals */
	gk_r.Rf_initialize_R(argc, argv);
	*gk_r.R_Interactive = 1;
	set_callbacks();
	gk_r.setup_Rmainloop();
	bootstrap(NULL); /* when R was told to read no site profile */
	GO(gkGoStarted());
	gk_r.run_Rmainloop();
	return 0;
}
