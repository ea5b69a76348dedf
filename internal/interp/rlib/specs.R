# Values that are JSON for a frontend that draws it: JSON itself, vega, maps.

own_bundle.json <- function(x) {
  if (length(x) != 1L || !requireNamespace("jsonlite", quietly = TRUE) || !jsonlite::validate(x)) return(NULL)
  list(data = list("text/plain" = short_text(x, 100000L), "application/json" = as.character(x)))
}

# Package vegawidget: a list that names its schema, as in .../schema/vega-lite/v5.json.
own_bundle.vegaspec <- function(x) {
  schema <- unclass(x)[["$schema"]]
  version <- sub("^.*/schema/(vega|vega-lite)/v([0-9]+)[0-9.]*[.]json$", "\\1 \\2", paste(schema, collapse = ""))
  if (!grepl("^vega(-lite)? [0-9]+$", version)) return(NULL)
  parts <- strsplit(sub("-", "", version), " ")[[1L]]
  spec_bundle(x, sprintf("application/vnd.%s.v%s+json", parts[1L], parts[2L]), paste("vega specification,", schema))
}

# Package vegalite; version 2 is the one that it writes.
own_bundle.vegalite <- function(x)
  spec_bundle(x$x, "application/vnd.vegalite.v2+json", "vega-lite specification, version 2")

spec_bundle <- function(spec, mime, text) {
  json <- if (is.character(spec)) spec
    else if (requireNamespace("jsonlite", quietly = TRUE)) jsonlite::toJSON(unclass(spec), auto_unbox = TRUE, null = "null", digits = NA)
  if (is.null(json)) return(NULL)
  list(data = structure(list(text, as.character(json)), names = c("text/plain", mime)))
}

# Packages sf and sp, and GeoJSON as packages geojsonio and geojson have it.
own_bundle.sf <- function(x) geo_bundle(x)
own_bundle.sfc <- function(x) geo_bundle(x)
own_bundle.sfg <- function(x) geo_bundle(x)
own_bundle.Spatial <- function(x) geo_bundle(x)
own_bundle.geo_list <- function(x) list(data = list(
  "text/plain" = printed_text(x), "application/geo+json" = unclass(x)))
own_bundle.geo_json <- function(x) list(data = list(
  "text/plain" = short_text(x), "application/geo+json" = as.character(x)))

# R's print and a frame's table, and GeoJSON beside them if it is not too large.
geo_bundle <- function(x, limit = 200000L) {
  if (!requireNamespace("sf", quietly = TRUE)) return(NULL)
  text <- paste(utils::capture.output(withCallingHandlers(print_value(x), message = function(m) {
    cat(conditionMessage(m)) # sf prints geometries by message()
    invokeRestart("muffleMessage")
  })), collapse = "\n")
  data <- list("text/plain" = text)
  if (is.data.frame(x)) data[["text/html"]] <- tryCatch(to_html(outline(structure(x, class = "data.frame"))), error = function(e) NULL)
  if ("application/geo+json" %in% wanted_mimetypes())
    data[["application/geo+json"]] <- tryCatch(geojson(x, limit), error = function(e) NULL)
  list(data = data)
}

# GeoJSON is in degrees, whatever the value is in.
geojson <- function(x, limit) {
  if (inherits(x, "Spatial")) x <- sf::st_as_sf(x)
  if (length(unlist(if (is.data.frame(x)) unclass(sf::st_geometry(x)) else unclass(x))) > 2 * limit) return(NULL)
  if (inherits(x, "sfg")) return(geojson_geometry(x))
  crs <- sf::st_crs(x)
  if (!is.na(crs) && !isTRUE(sf::st_is_longlat(x))) x <- sf::st_transform(x, 4326)
  shapes <- lapply(sf::st_geometry(x), geojson_geometry)
  columns <- if (is.data.frame(x)) lapply(as.list(sf::st_drop_geometry(x)), geojson_property)
  features <- lapply(seq_along(shapes), function(i) list(
    type = "Feature", properties = as_object(lapply(columns, `[[`, i)), geometry = shapes[[i]]))
  list(type = "FeatureCollection", features = features)
}

geojson_property <- function(x) {
  if (is.factor(x) || is.object(x)) as.character(x)
  else if (is.numeric(x) || is.logical(x) || is.character(x)) x
  else vapply(seq_along(x), function(i) paste(format(x[[i]]), collapse = ", "), "")
}

geojson_geometry <- function(x) {
  type <- class(x)[2L]
  name <- c(POINT = "Point", MULTIPOINT = "MultiPoint", LINESTRING = "LineString", MULTILINESTRING = "MultiLineString",
            POLYGON = "Polygon", MULTIPOLYGON = "MultiPolygon")[type]
  if (type == "GEOMETRYCOLLECTION")
    return(list(type = "GeometryCollection", geometries = lapply(unclass(x), geojson_geometry)))
  if (is.na(name)) stop("GeoJSON has no ", type)
  list(type = unname(name), coordinates = json_text(coordinates_json(unclass(x))))
}

# Points are vectors, rings and lines matrices of points, the rest lists of these. Only
# an altitude may follow longitude and latitude.
coordinates_json <- function(x) {
  if (is.list(x)) return(paste0("[", paste(vapply(x, coordinates_json, ""), collapse = ","), "]"))
  points <- if (is.matrix(x)) x else matrix(x, nrow = 1L)
  points <- points[, seq_len(min(ncol(points), 3L)), drop = FALSE]
  if (anyNA(points)) return("[]") # an empty point
  text <- paste0("[", do.call(paste, c(lapply(seq_len(ncol(points)), function(j)
    formatC(points[, j], digits = 9L, format = "fg", width = 1L)), sep = ",")), "]")
  if (is.matrix(x)) paste0("[", paste(text, collapse = ","), "]") else text
}
