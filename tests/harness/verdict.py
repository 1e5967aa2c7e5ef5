"""verdict.py - what the tests against a stand-in (standin.py) say of each thing they try

"ok NAME" or "not ok NAME (why)", with all that flowcheck said; `bad` holds each why.
"""
WRITES = ["--allow-writes", "--sandbox", "dev"]
bad = []


def verdict(name, stage, *wrong):
    wrong = [text for text in wrong if text]
    print("%s %s%s" % ("not ok" if wrong else "ok", name,
                       " (%s)" % "; ".join(wrong) if wrong else ""))
    if wrong:
        print("    " + stage.said.replace("\n", "\n    "))
    bad.extend(wrong)


def differs(what, found, expected):
    return "" if found == expected else "%s: %r, not %r" % (what, found, expected)
