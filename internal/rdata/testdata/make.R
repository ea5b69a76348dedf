# Made the files beside it and those of internal/library/testdata, with R 4.2: run it here.
f <- local({ function(x, how = c("a", "b"), n = -1L, ...) { UseMethod("f") } })
f <- compiler::cmpfun(f); attr(f, "srcref") <- NULL
v <- list(numbers = c(a = 1, b = NA, c = Inf), words = c("x", NA, "\u00e4"), yes = c(TRUE, NA), f = f,
  frame = data.frame(a = 1:3, g = factor(c("u", "v", "u"))), call = quote(a$b + g(x = 1, `odd name`)),
  null = NULL, seq = 1:10, text = as.character(1:5), env = globalenv(), ns = asNamespace("stats"), raw = raw(3), cplx = 1i, s = as.name("s"))
saveRDS(v, "gzip.rds", version = 3); saveRDS(v, "plain2.rds", version = 2, compress = FALSE)
saveRDS(v, "bzip2.rds", compress = "bzip2"); saveRDS(v, "xz.rds", compress = "xz")
e <- new.env(); e$fun <- f; e$data <- v$frame; e$env <- list2env(list(inside = function(a, b) a))
for (k in c(1, 2, 3)) tools:::makeLazyLoadDB(e, paste0("db", k), compress = k)
# a package
dir <- "../../library/testdata/lib/sample"
for (d in c("R", "Meta", "data")) dir.create(file.path(dir, d), FALSE, TRUE)
code <- new.env()
code$generic <- function(x, ...) UseMethod("generic"); code$generic.thing <- function(x, depth = 2, ...) NULL
code$internal <- function(a) a; code$pattern_a <- function(p = list(q = 1), r = x[[1]], s = function(z) z, t = !TRUE, u = -Inf, v = NULL, w = "quo\"te", y = a %in% b, z = if (a) 1) NULL
code$constant <- 1
environment(code$generic) <- globalenv()
for (n in ls(code)) if (is.function(code[[n]])) { f <- code[[n]]; attr(f, "srcref") <- NULL; environment(f) <- globalenv(); code[[n]] <- f }
tools:::makeLazyLoadDB(code, file.path(dir, "R/sample"), compress = TRUE)
data <- new.env(); data$birds <- data.frame(wing = 1, beak = factor("long")); 
tools:::makeLazyLoadDB(data, file.path(dir, "data/Rdata"), compress = 3)
saveRDS(list(imports = list("stats", list("other", c(borrowed = "borrowed"))), exports = c("generic", "constant", "borrowed"), exportPatterns = "^pattern_", exportClasses = "Cls", exportMethods = character(),
  S3methods = matrix(c("generic", "thing", "generic.thing", NA), 1)), file.path(dir, "Meta/nsInfo.rds"))
saveRDS(data.frame(File = "generic.Rd", Name = "generic", Title = "A Generic Thing", Aliases = I(list(c("generic", "generic.thing")))), file.path(dir, "Meta/Rd.rds"))
saveRDS(list(DESCRIPTION = c(Package = "sample", Title = "A Sample\n  Package")), file.path(dir, "Meta/package.rds"))
writeLines(c("Package: sample", "Version: 1.0"), file.path(dir, "DESCRIPTION"))
