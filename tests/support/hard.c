/*
 * hard.c - schemas and documents made to keep a validation busy
 */
#include "tests/support/hard.h"
#include "tests/support/quoted.h"

#define A8   "aaaaaaaa"
#define A64  A8 A8 A8 A8 A8 A8 A8 A8
#define A256 A64 A64 A64 A64

/* An array in 99 arrays. */
#define TEN_OPEN    "[[[[[[[[[["
#define TEN_CLOSE   "]]]]]]]]]]"
#define FIFTY_OPEN  TEN_OPEN TEN_OPEN TEN_OPEN TEN_OPEN TEN_OPEN
#define FIFTY_CLOSE TEN_CLOSE TEN_CLOSE TEN_CLOSE TEN_CLOSE TEN_CLOSE
#define DEEP        FIFTY_OPEN FIFTY_OPEN "1" FIFTY_CLOSE FIFTY_CLOSE

/* JSON with ' for ", and the number for @. */
static void put_piece(const char *piece, int number, struct buf *out)
{
	for (const char *s = piece; *s; s++) {
		if (*s == '@')
			buf_add_int(out, number);
		else
			buf_add_char(out, (char)(*s == '\'' ? '"' : *s));
	}
}

void hard_write(const struct hard_text *text, int share, struct buf *out)
{
	put_piece(text->head, 0, out);
	for (int i = 0; i < text->times / share; i++)
		put_piece(text->piece, i, out);
	put_piece(text->tail, 0, out);
}

/* clang-format off */
#define JUST(text)          { text, "", 0, "" }
#define ITEMS(piece, times) { "[0", "," piece, times, "]" }
#define TEXT(piece, times)  { "'", piece, times, "'" }
#define NAMES(piece, times) { "{'0':0", ",'" piece "':1", times, "}" }
#define ALL_OF(piece, times) { "{'allOf':[{}", "," piece, times, "]}" }
#define COMPILED            { NULL, "", 0, "" }

const struct hard hard_cases[] = {
	/* patterns */
	{ "nested repeats, many names", JUST("{'patternProperties':{'^(a+)+$':{}}}"), NAMES(A64 "!@", 2500) },
	{ "nested repeats, one name", JUST("{'propertyNames':{'pattern':'^(a+)+$'}}"), { "{'", A64, 2900, "!':1}" } },
	{ "nested repeats, short texts", JUST("{'items':{'pattern':'(a+)+$'}}"), ITEMS("'" A8 A8 A8 A8 "!'", 90000) },
	{ "short texts, many patterns", ALL_OF("{'items':{'pattern':'(a|a)*b@'}}", 500), ITEMS("'" A8 A8 "'", 5000) },
	{ "a class from each start", JUST("{'pattern':'[^x]*x'}"), TEXT(A64, 16000) },
	{ "repeats that all fail late", JUST("{'pattern':'[ab]{60000}c'}"), TEXT(A64, 16000) },
	{ "repeats that meet their end", JUST("{'pattern':'[ab]{30000}'}"), { "'", A256 A256 A256 A256 "x", 1000, "'" } },
	{ "references", JUST(JSON({"pattern":"(.*)\\1x"})), TEXT(A64, 4000) },
	{ "references, caught again", JUST(JSON({"pattern":"^(?:(a*)b?\\1)*c"})), TEXT(A64, 4000) },
	{ "alternatives of one letter", { "{'items':{'pattern':'^", "(a|a|a)", 40, "b$'}}" }, ITEMS("'" A64 "'", 4000) },
	{ "many groups", { "{'items':{'pattern':'^(?:", "(a)?", 1500, "a*)*b$'}}" }, ITEMS("'" A64 "'", 4000) },
	{ "looks ahead", { "{'items':{'pattern':'", "(?=.*a)", 300, "b'}}" }, ITEMS("'" A64 "'", 50000) },
	{ "looks ahead, short patterns", JUST("{'items':{'pattern':'(?:(?=.*a)(?=.*a)(?=.*a)a)+b'}}"), ITEMS("'" A64 A64 "'", 25000) },
	{ "edges", { "{'items':{'pattern':'(?:", "\\\\b", 8000, "a|a)*c'}}" }, ITEMS("'" A64 "'", 50000) },
	{ "a class of many", { "{'items':{'pattern':'[^", "\xc4\x80-\xc4\x81\xc6\x80", 4000, "]*\xd0\x96'}}" }, ITEMS("'" "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad" "'", 50000) },
	{ "a class of many, one text", { "{'pattern':'[^", "\xc4\x80-\xc4\x81\xc6\x80", 4000, "]*\xd0\x96'}" }, TEXT("\xe4\xb8\xad", 300000) },
	{ "a megabyte, many patterns", ALL_OF("{'pattern':'b@'}", 1500), TEXT(A64, 16000) },
	{ "names, many patterns", { "{'patternProperties':{'^0':{}", ",'a*b@$':{}", 1500, "}}" }, NAMES(A64 "@", 3000) },
	/* choices and comparisons */
	{ "choices, many items", { "{'items':{'enum':[0", ",'c@'", 20000, "]}}" }, ITEMS("'cx'", 4000) },
	{ "choices that begin alike", { "{'items':{'enum':[0", ",'" A256 "@'", 1000, "]}}" }, ITEMS("'" A256 "x'", 3000) },
	{ "choices of objects", { "{'items':{'enum':[0", ",{'a':1,'b':[1,2,@]}", 20000, "]}}" }, ITEMS("{'b':[1,2,-1],'a':1}", 4000) },
	{ "choices of long numbers", { "{'enum':[0", ",1.5", 10000, "]}" }, { "1", "5", 100000, "" } },
	{ "no member where it was", { "{'const':{'0':0", ",'x@':1", 30000, "}}" }, { "{'x-':0", ",'y@':1", 30000, "}" } },
	{ "unique items", JUST("{'uniqueItems':true}"), ITEMS("@", 500000) },
	{ "unique, at each level", JUST("{'uniqueItems':true,'items':{'$ref':'#'}}"), JUST(DEEP) },
	/* sizes */
	{ "lengths of a megabyte", ALL_OF("{'maxLength':9000000}", 5000), TEXT(A64, 16000) },
	{ "counts of many items", ALL_OF("{'maxItems':9000000}", 5000), ITEMS("1", 500000) },
	{ "digits", ALL_OF("{'multipleOf':7,'minimum':1}", 4000), { "1", "00000001", 100000, "" } },
	{ "integers of many digits", ALL_OF("{'type':'integer'}", 5000), { "1", "00000001", 100000, ".0" } },
	/* members */
	{ "required of many", { "{'required':['0'", ",'a@'", 50000, "]}" }, NAMES("b@", 50000) },
	{ "properties of many", { "{'properties':{'0':{}", ",'a@':{}", 5000, "}}" }, NAMES("b@", 50000) },
	{ "dependencies of many", { "{'dependencies':{'0':[]", ",'a@':['b']", 30000, "}}" }, NAMES("b@", 50000) },
	{ "names one after the other", ALL_OF("{'propertyNames':{'minLength':1}}", 3000), NAMES("b@", 50000) },
	/* several many schemas of one value, and long messages */
	{ "alternatives of many items", { "{'items':{'anyOf':[false", ",{'type':'null'}", 5000, "]}}" }, ITEMS("1", 50000) },
	{ "alternatives in alternatives", JUST("{'anyOf':[{'items':{'$ref':'#'},'minItems':1},{'contains':{'$ref':'#'},'minItems':1},{'type':'null'}]}"), JUST(DEEP) },
	{ "violations of many items", JUST("{'items':{'type':'null','enum':[1,2,3,4,5,6,7,8,9,10,11,12]}}"), ITEMS("'x'", 500000) },
	{ "violations with long names", JUST("{'additionalProperties':{'items':{'type':'null'}}}"), { "{'", A256, 4000, "':[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}" } },
	{ "choices of megabytes, reported", { "{'items':{'enum':['", A256, 12000, "']}}" }, ITEMS("1", 100000) },
	{ "a megabyte, reported", ALL_OF("{'enum':[1]}", 3000), TEXT(A64, 16000) },
	{ "branches that double", { "{'$ref':'#/definitions/d0','definitions':{'d60':true", ",'d@':{'items':{'$ref':'#/definitions/d0'},'not':{'allOf':[{'type':'array'},{'items':{'$ref':'#/definitions/d0'}}]}}", 60, "}}" }, JUST(DEEP) },
	/* compiling */
	{ "compile: many patterns", ALL_OF("{'pattern':'a@'}", 50000), COMPILED },
	{ "compile: many large patterns", ALL_OF("{'pattern':'((a{1,100}){1,100})@'}", 30000), COMPILED },
	{ "compile: patterns too large", ALL_OF("{'pattern':'((a{1,1000}){1,1000})'}", 30000), COMPILED },
	{ "compile: a long pattern", { "{'pattern':'", "(?:a|b)*", 3500, "'}" }, COMPILED },
	{ "compile: long patterns", ALL_OF("{'pattern':'" "(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*(?:a|[b-d])*" "@'}", 20000), COMPILED },
	{ "compile: looks behind", { "{'pattern':'", "(?<=a|bb|(?:c|dd))", 1500, "'}" }, COMPILED },
	{ "compile: groups in groups", { "{'pattern':'", "(?:a?(?:b?(?:c?(?:d?(?:e?){1,3}){1,3}){1,3}){1,3}){1,3}", 30, "'}" }, COMPILED },
	{ "compile: references to many", { "{'definitions':{'0':{}", ",'a@':{'items':{'$ref':'#/definitions/a@'}}", 20000, "},'items':{'$ref':'#/definitions/a1'}}" }, COMPILED },
	{ "compile: addresses of many", ALL_OF("{'$id':'http://a/b@'}", 50000), COMPILED },
	{ "compile: addresses that begin alike", ALL_OF("{'$id':'http://a/" A64 "@','items':{'$ref':'http://a/" A64 "@'}}", 10000), COMPILED },
	{ "compile: a long address", { "{'$id':'http://a/", A256, 4000, "/','allOf':[{'$id':'b'},{'$id':'c'},{'$id':'d'},{'$id':'e'},{'$id':'f'},{'$id':'g'},{'$id':'h'},{'$id':'i'},{'$id':'j'},{'$id':'k'},{'$id':'l'},{'$id':'m'},{'$id':'n'},{'$id':'o'},{'$id':'p'},{'$id':'q'},{'$id':'r'}]}" }, COMPILED },
	{ "compile: a schema of many members", NAMES("b@", 300000), COMPILED },
	{ "compile: many schemas", ALL_OF("{'type':'null'}", 200000), COMPILED },
	{ "compile: many small schemas", ALL_OF("{}", 1000000), COMPILED },
};
/* clang-format on */

const size_t hard_count = ARRAY_LEN(hard_cases);
