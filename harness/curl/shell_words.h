/*
 * shell_words.h - a command line cut into words, as a POSIX shell cuts it
 *
 * Quotes ('…', "…", $'…', $"…"), escapes, line continuations and comments are those of
 * the shell.  Nothing is run and nothing looked up: `$NAME` and `${NAME}` outside single
 * quotes become the text `${NAME}`, and `${NAME:-TEXT}` becomes `${NAME ?? TEXT}`, which
 * scenarios know as names.  A "${" that the shell would take as it is becomes a name,
 * too, but for an escaped one ("\${"), which becomes "$${".  Refused: substitutions of
 * commands, pipes, redirections, lists of commands, what looks like a prompt, typographic
 * quotes, and a NUL.
 *
 * Owns: the words own their texts.
 * Errors: ERR_INVALID, with the reason; wrong_at says where.
 */
#ifndef HARNESS_CURL_SHELL_WORDS_H
#define HARNESS_CURL_SHELL_WORDS_H

#include "lib/err.h"

struct shell_word {
	char *text;
	size_t at; /* the offset where it begins in the text */
};

struct shell_words {
	struct shell_word *all;
	size_t count;
	size_t end;      /* the offset behind the command: of the next line, or the end */
	size_t wrong_at; /* after -1: the offset of what is refused */
};

/*
 * Reads the first command at or after the offset `from`; no words where no more follows.
 * What it has read is to be released on -1, too.
 */
int shell_words_read(const char *text, size_t n, size_t from, struct shell_words *out,
                     struct err *e) MUST_USE;
void shell_words_release(struct shell_words *w);
AUTO_DEFINE_STRUCT(struct shell_words, shell_words_release);

/* Line and column (bytes), from 1, of an offset. */
void shell_words_place(const char *text, size_t at, int *line, int *column);

#endif
