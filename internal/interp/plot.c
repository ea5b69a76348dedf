/* Notices that the kernel's graphics device has been drawn on, without any R code. */
#include "internal.h"

#include <stdio.h>
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
static SEXP seen;         /* last element of the display list when the plot was last sent */

/* The device, or NULL when it has been closed since. */
static gk_device *open_device(void)
{
	if (number == 0)
		return NULL;
	if (gk_r.GEgetDevice(number) != (void *)device)
		number = 0;
	return number ? device : NULL;
}

int gk_plot_changed(void)
{
	gk_device *d = open_device();
	return d != NULL && d->DLlastElt != seen && d->DLlastElt != NIL;
}

/* display_id of the page as it is displayed; empty if it is not. */
static char page_id[64];

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

/* .Call: what is drawn next is another page. */
SEXP gk_plot_new_page(void)
{
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
	seen = NIL;
	page_id[0] = '\0';
	return NIL;
}

SEXP gk_plot_seen(void)
{
	gk_device *d = open_device();
	seen = d != NULL ? d->DLlastElt : NIL;
	return NIL;
}

SEXP gk_plot_pending(void) { return gk_r.Rf_ScalarLogical(gk_plot_changed()); }
