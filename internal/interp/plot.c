/* Notices that the kernel's graphics device has been drawn on, without any R code. */
#include "internal.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The head of struct _GEDevDesc (R_ext/GraphicsEngine.h), unchanged since R 2. */
typedef struct {
	void *dev;
	Rboolean displayListOn;
	SEXP displayList;
	SEXP DLlastElt;
} gk_device;

static int number;        /* R's number of the kernel's device, 0 when there is none */
static gk_device *device;
static SEXP head;         /* first element of the page's display list as last looked at */
static SEXP scanned;      /* last element that was looked at */
static SEXP mark;         /* last element of the cells before this one */
static int drawn;         /* something was drawn since the page was last sent */
static char page_id[64];  /* display_id of the page as it is displayed; empty if it is not */

/* The device, or NULL when it has been closed since. */
static gk_device *open_device(void)
{
	if (number == 0)
		return NULL;
	if (gk_r.GEgetDevice(number) != (void *)device)
		number = 0;
	return number ? device : NULL;
}

/* The routine's name of an element of a display list, which is (function, arguments). */
static const char *routine_of(SEXP operation)
{
	SEXP args = gk_r.CAR(gk_r.CDR(operation));
	if (args == NIL || gk_r.TYPEOF(gk_r.CAR(args)) != VECSXP || gk_r.Rf_xlength(gk_r.CAR(args)) == 0)
		return "";
	SEXP name = gk_r.VECTOR_ELT(gk_r.CAR(args), 0);
	if (gk_r.TYPEOF(name) != STRSXP || gk_r.Rf_xlength(name) != 1)
		return "";
	return gk_r.R_CHAR(gk_r.STRING_ELT(name, 0));
}

static int is_setting(SEXP operation)
{
	const char *routine = routine_of(operation);
	return strcmp(routine, "C_par") == 0 || strcmp(routine, "C_layout") == 0;
}

/* Settings and grid's viewports leave a page empty, and so does what is recorded with each
 * new page: the palette, and by ggplot2 and lattice the name of their package. */
static int draws(SEXP operation)
{
	static const char *silent[] = { "C_par", "C_layout", "palette2", "gridDirty", "setGPar", "setviewport",
					"unsetviewport", "upviewport", "downviewport", "downvppath",
					"palette", "C_strWidth", "C_strHeight", "C_clip", "C_plot_window" };
	SEXP args = gk_r.CAR(gk_r.CDR(operation));
	if (args != NIL && gk_r.TYPEOF(gk_r.CAR(args)) == LANGSXP)
		return gk_r.CAR(gk_r.CAR(args)) != gk_r.Rf_install("requireNamespace");
	const char *routine = routine_of(operation);
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
		if (strcmp(routine, silent[i]) == 0)
			return 0;
	return 1;
}

static void begin_page(SEXP first)
{
	if (head != NULL && head != NIL)
		gk_r.R_ReleaseObject(head);
	gk_r.R_PreserveObject(first); /* or its address could become another page's */
	head = first;
	scanned = mark = NIL;
	drawn = 0;
}

int gk_plot_changed(void)
{
	gk_device *d = open_device();
	if (d == NULL)
		return 0;
	if (d->displayList != head) {
		page_id[0] = '\0';
		begin_page(d->displayList);
	}
	SEXP next = scanned == NIL ? d->displayList : gk_r.CDR(scanned);
	for (; next != NIL; next = gk_r.CDR(next)) {
		scanned = next;
		drawn |= draws(gk_r.CAR(next));
	}
	return drawn;
}

static void new_page_id(void)
{
	static unsigned long count;
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(page_id, sizeof page_id, "plot-%d-%lu-%lx%lx", getpid(), ++count,
		 (unsigned long)now.tv_sec, (unsigned long)now.tv_nsec);
}

void gk_plot_announce(void)
{
	static char empty[] = "{\"text/plain\":\"\"}";
	if (page_id[0] != '\0' || !gk_plot_changed())
		return;
	new_page_id();
	GO(gkGoDisplay(GK_DISPLAY_DATA, empty, sizeof empty - 1, NULL, 0, page_id));
}

void gk_plot_forget(void) { number = 0; }

/* .Call: the page's display_id if it is displayed, else NULL. */
SEXP gk_plot_id(void)
{
	return page_id[0] != '\0' ? gk_r.Rf_mkString(page_id) : NIL;
}

/* .Call: gives the page a display_id. */
SEXP gk_plot_new_id(void)
{
	new_page_id();
	return gk_r.Rf_mkString(page_id);
}

SEXP gk_plot_seen(void);

/* .Call: what is drawn next is another page. */
SEXP gk_plot_new_page(void)
{
	gk_plot_seen();
	page_id[0] = '\0';
	return NIL;
}

/* .Call: number as dev.cur() counts, 0 for none. */
SEXP gk_plot_device(SEXP n)
{
	number = gk_r.INTEGER(n)[0] - 1;
	if (number <= 0)
		number = 0;
	device = number ? gk_r.GEgetDevice(number) : NULL;
	page_id[0] = '\0';
	begin_page(NIL);
	return NIL;
}

/* .Call: the page is displayed as it is now. */
SEXP gk_plot_seen(void)
{
	gk_plot_changed();
	drawn = 0;
	return NIL;
}

/* .Call: a cell ends. What the next one draws on the page is displayed there. */
SEXP gk_plot_end_cell(void)
{
	gk_plot_seen();
	page_id[0] = '\0';
	mark = scanned;
	return NIL;
}

/* .Call: the par() and layout() of this cell on the page, each as (function, arguments). */
SEXP gk_plot_settings(void)
{
	gk_plot_changed();
	gk_device *d = open_device();
	if (d == NULL)
		return NIL;
	SEXP first = mark == NIL ? d->displayList : gk_r.CDR(mark);
	R_xlen_t n = 0;
	for (SEXP e = first; e != NIL; e = gk_r.CDR(e))
		n += is_setting(gk_r.CAR(e));
	SEXP settings = PROTECT(gk_r.Rf_allocVector(VECSXP, n));
	n = 0;
	for (SEXP e = first; e != NIL; e = gk_r.CDR(e))
		if (is_setting(gk_r.CAR(e)))
			gk_r.SET_VECTOR_ELT(settings, n++, gk_r.CAR(e));
	UNPROTECT(1);
	return settings;
}

SEXP gk_plot_pending(void) { return gk_r.Rf_ScalarLogical(gk_plot_changed()); }
