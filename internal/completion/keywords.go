package completion

// keywordItems are the words of R's syntax.
var keywordItems = []Item{
	{"if", "if", "keyword", "if (condition) expression"},
	{"else", "else", "keyword", "else expression"},
	{"for", "for", "keyword", "for (variable in sequence) expression"},
	{"while", "while", "keyword", "while (condition) expression"},
	{"repeat", "repeat", "keyword", "repeat expression"},
	{"function", "function", "keyword", "function(arguments) expression"},
	{"next", "next", "keyword", "next"},
	{"break", "break", "keyword", "break"},
	{"in", "in", "keyword", "for (variable in sequence) expression"},
	{"TRUE", "TRUE", "keyword", "logical"},
	{"FALSE", "FALSE", "keyword", "logical"},
	{"NULL", "NULL", "keyword", "NULL"},
	{"NA", "NA", "keyword", "logical"},
	{"NA_integer_", "NA_integer_", "keyword", "integer"},
	{"NA_real_", "NA_real_", "keyword", "numeric"},
	{"NA_character_", "NA_character_", "keyword", "character"},
	{"NA_complex_", "NA_complex_", "keyword", "complex"},
	{"NaN", "NaN", "keyword", "numeric"},
	{"Inf", "Inf", "keyword", "numeric"},
}
