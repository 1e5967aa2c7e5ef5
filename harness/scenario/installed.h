/*
 * installed.h - the scenarios that were installed with the program
 *
 * Where flowcheck is PREFIX/bin/flowcheck, they are PREFIX/share/flowmock/scenarios: what
 * is run where there is no folder `scenarios`, and where includes are looked for last.
 *
 * Owns: nothing; the caller frees the text.
 */
#ifndef HARNESS_SCENARIO_INSTALLED_H
#define HARNESS_SCENARIO_INSTALLED_H

/* The folder, or NULL where the program was not installed with it. */
char *installed_scenarios(void);

#endif
