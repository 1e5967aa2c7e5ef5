#!/usr/bin/env python3
"""verify.py BUILD - flowcheck verify finds what is wrong with a tree, and passes what is right

A tree is exported once (verify/exports.yaml); each case damages a copy of it in one
place, and names the findings that there must be, all of them.

Prints "ok NAME" or "not ok NAME (why)".
"""
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATASET = "65b1f00d0a1c4e2b9d7e3f02"
FIRST, SECOND = "exportTime=202601010000", "exportTime=202601020000"


class Tree:
    """A copy of the exported tree, and paths in it."""

    def __init__(self, root):
        self.root = root

    def folder(self, how, time=FIRST):
        return os.path.join(self.root, "s3/your-bucket-name", how, DATASET, time)

    def files(self, how, time=FIRST, prefix="part-"):
        folder = self.folder(how, time)
        return [os.path.join(folder, n) for n in sorted(os.listdir(folder)) if n.startswith(prefix)]

    def part(self, how, number=0, time=FIRST):
        return self.files(how, time)[number]

    def manifest(self, time=FIRST):
        return self.files("packed/json", time, "manifest-")[0]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def change(path, how):
    data = read(path)
    made = how(data)
    assert made != data
    write(path, made)


def flip(path, at):
    change(path, lambda d: d[:at] + bytes([d[at] ^ 1]) + d[at + 1:])


def in_manifest(old, new):
    return lambda t: change(t.manifest(), lambda d: d.replace(old, new, 1))


def unzip_line(t, line):
    """Takes the last part of a packed JSON export, with another last line."""
    path = t.part("packed/json", 1)
    lines = gzip.decompress(read(path)).splitlines(True)
    write(path, gzip.compress(b"".join(lines[:-1]) + line))
    fix_size(t)


def fix_size(t):
    """Lets the manifest say how long its files are."""
    text = json.loads(read(t.manifest()))
    for one in text["exportResults"]:
        one["size"] = os.path.getsize(os.path.join(os.path.dirname(t.manifest()), one["name"]))
    write(t.manifest(), json.dumps(text, separators=(",", ":")).encode())


def copy_part(t):
    """An export holds a file of another time."""
    shutil.copy(t.part("plain/json", 0, SECOND), t.folder("plain/json"))


def swap_line(t):
    """One value of JSON without compression is another, as long as before."""
    path = t.part("plain/json", 1)
    change(path, lambda d: d.replace(b"@example.com", b"@example.org", 1))


def only(*keep):
    """Leaves those folders of the tree."""
    def damage(t):
        top = os.path.join(t.root, "s3/your-bucket-name")
        for a in ("packed", "plain"):
            for b in ("json", "parquet"):
                if a + "/" + b not in keep:
                    shutil.rmtree(os.path.join(top, a, b))
    return damage


def both(*damages):
    def damage(t):
        for one in damages:
            one(t)
    return damage


# name, damage, arguments, exit status, the kinds of findings, texts
CASES = [
    ("what the mock exports passes", None, [], 0, [], ["4160 records", "0 findings"]),
    ("and by its structure alone", None, ["--structure"], 0, [], ["its records were not read"]),
    ("an id is there once in a series", None, ["--unique", "customerNumber"], 0, [], []),
    ("an empty folder is no pass", lambda t: shutil.rmtree(os.path.join(t.root, "s3")), [], 5, [],
     ["no exported file lies in"]),
    ("manifests alone are no pass", both(only("packed/json"), lambda t: [
        os.remove(p) for time in (FIRST, SECOND, "exportTime=202601030000")
        for p in t.files("packed/json", time)]), [], 1, ["missing-file"] * 6, []),
    ("one export's folder can be judged alone", None, ["IN", "plain/json"], 0, [], ["800 records"]),
    ("a folder that is not there is bad input", None, ["AT", "none"], 3, [], ["cannot open"]),
    ("two folders are a usage error", None, ["AT", "s3", "x"], 2, [], ["name one folder"]),
    ("a bad path is bad input", None, ["--unique", "a..b"], 3, [], ["is no path"]),
    ("a bad layout is bad input", None, ["--layout", "{nothing}"], 3, [], ["{nothing}"]),

    ("a link is not followed", lambda t: os.symlink("/etc", os.path.join(t.root, "etc")), [], 1,
     ["link"], ["etc: a symbolic link"]),
    ("a link in the place of a part is not followed", lambda t: (
        os.rename(t.part("plain/json"), t.root + "/moved"),
        os.symlink(t.root + "/moved", t.folder("plain/json") + "/" + "part-00000-tid-1-" +
                   "0b8c5520-9999-4cff-bdf5-1f32c8c47cb9-1-1-c000.json")), [], 1,
     ["link", "stray-file", "parts"] + ["formats-differ"] * 4, []),
    ("a pipe is not read", lambda t: os.mkfifo(t.folder("plain/json") + "/part-pipe.json"), [], 1,
     ["special-file"], []),
    ("a temporary is found", lambda t: write(t.folder("plain/json") + "/.tmp-x", b"x"), [], 1,
     ["temporary"], []),
    ("a stray file is found", lambda t: write(t.folder("plain/json") + "/notes.txt", b"x"), [], 1,
     ["stray-file"], []),
    ("a folder with a dot is not looked into, and that is said", lambda t: (
        os.makedirs(t.folder("plain/json") + "/.staged/1"),
        write(t.folder("plain/json") + "/.staged/1/part-00000.json", b"x")), [], 0,
     [], ["begins with a dot"]),
    ("a folder of another name is found", lambda t: os.rename(
        t.folder("plain/json"), t.folder("plain/json", "exportTime=20260101")), [], 1,
     ["folder-name"], ["datasetID/exportTime=YYYYMMDDHHMM"]),
    ("a day that no month has is found", lambda t: os.rename(
        t.folder("plain/json"), t.folder("plain/json", "exportTime=202602300000")), [], 1,
     ["folder-name"], []),
    ("seconds may stand in a folder's name", both(only("plain/json"), lambda t: os.rename(
        t.folder("plain/json"), t.folder("plain/json", FIRST + "07"))), [], 0, [], []),
    ("a layout of the flow's own passes", both(only("plain/json"), lambda t: os.rename(
        t.folder("plain/json"), t.folder("plain/json", "../" + DATASET + "_20260101")), lambda t:
        shutil.rmtree(os.path.dirname(t.folder("plain/json")))),
     ["--layout", "{dataset}_{yyyyMMdd}", "--unique", "customerNumber"], 0, [], ["800 records"]),
    ("and what is not named so is found", None, ["--layout", "{dataset}_{yyyyMMdd}"], 1,
     ["folder-name"] * 12, []),
    ("a renamed file is found", lambda t: os.rename(
        t.part("plain/json", 1), t.folder("plain/json") + "/part-1.json"), [], 1,
     ["file-name"], []),
    ("a lost part is found by its number", lambda t: os.remove(t.part("plain/json", 0)), [], 1,
     ["parts"] + ["formats-differ"] * 4, ["part 00000 of the export is missing"]),
    ("a lost last part is found in the other format", lambda t: os.remove(t.part("plain/json", 1)),
     [], 1, ["formats-differ"] * 4, []),
    ("an empty file is found", lambda t: write(t.part("plain/json", 1), b""), [], 1,
     ["empty-file"], ["0 bytes"]),
    ("another type among the parts is found", lambda t: os.rename(
        t.part("plain/parquet", 1), t.part("plain/parquet", 1).replace(".parquet", ".gz.parquet")),
     [], 1, ["mixed-forms", "broken"], ["not compressed as its name says"]),

    ("a changed byte of a gzip member is found", lambda t: flip(t.part("packed/json", 1), 5000), [], 1,
     ["broken"], ["gzip member "]),
    ("a gzip file that is cut is found", lambda t: change(
        t.part("packed/json", 1), lambda d: d[:-100]), [], 1, ["broken", "size"],
     ["it ends too early"]),
    ("what follows the last member is found", lambda t: change(
        t.part("packed/json", 1), lambda d: d + b"garbage"), [], 1, ["broken", "size"],
     ["incorrect header check"]),
    ("zeros behind the last member are found", lambda t: change(
        t.part("packed/json", 1), lambda d: d + bytes(512)), [], 1, ["broken", "size"], []),
    ("a changed byte of a Parquet page is found", lambda t: flip(t.part("plain/parquet"), 5000), [], 1,
     ["broken"], ["page at byte ", "CRC"]),
    ("by its structure, too", lambda t: flip(t.part("plain/parquet"), 5000), ["--structure"], 1,
     ["broken"], ["page at byte ", "CRC"]),
    ("a Parquet file that is cut is found", lambda t: change(
        t.part("plain/parquet"), lambda d: d[:-9]), ["--structure"], 1, ["broken"], ["PAR1"]),
    ("a broken record is found with its number", lambda t: change(
        t.part("plain/json"), lambda d: d.replace(b'"customerNumber":', b'"customerNumber"', 1)), [], 1,
     ["broken"], ["record 1: expected ':'"]),
    ("a record that is no object is found", lambda t: unzip_line(t, b"[1]\n"), [], 1, ["broken"],
     ["a record must be a JSON object"]),
    ("a last line without an end is found", lambda t: unzip_line(t, b'{"customerNumber":"x"}'), [], 1,
     ["broken"], ["the last line has no line feed"]),
    ("a changed value is found in the other format", swap_line, [], 1, ["formats-differ"] * 4,
     ["has no such record"]),
    ("what could not be checked is said", both(only("plain/json"), swap_line), [], 0, [],
     ["6 files: JSON without compression or a second format"]),

    ("a manifest that is no JSON is found", in_manifest(b"{", b""), [], 1,
     ["manifest", "not-listed", "not-listed"], ["no JSON"]),
    ("a manifest in another form is found", in_manifest(b",", b", "), [], 1, ["manifest"],
     ["is not as documented"]),
    ("another run's manifest is found", in_manifest(b'"flowRunId":"', b'"flowRunId":"0'), [], 1,
     ["manifest"], ["not its name's"]),
    ("a time that is not the folder's is found", in_manifest(b"2026-01-01T00", b"2026-01-01T01"), [], 1,
     ["manifest"], ["its folder's exportTime"]),
    ("a folder that is not the manifest's is found", in_manifest(b"/packed/json/", b"/packed/"), [], 1,
     ["manifest"], ["does not lead to this folder"]),
    ("a size that is another is found", in_manifest(b'"size":', b'"size":1'), [], 1, ["size"],
     ["the manifest says 1"]),
    ("a file that is listed and not there is found", in_manifest(b'"name":"part-00000', b'"name":"part-00009'),
     [], 1, ["missing-file", "not-listed"], ["which is not there"]),
    ("a file that no manifest lists is found", lambda t: os.remove(t.manifest()), [], 1,
     ["not-listed", "not-listed"], ["its folder has no manifest"]),
    ("a file that two manifests list is found", lambda t: shutil.copy(
        t.manifest(), t.manifest()[:-6] + "0.json"), [], 1,
     ["manifest", "not-listed", "not-listed"], ["list it 2 times"]),

    ("an overlap is found with both places", both(only("plain/json"), copy_part), ["--unique", "customerNumber"], 1,
     None, ["record 1: its customerNumber is that of record 1 of", "more of the same kinds"]),
    ("a record without a key is found", both(only("packed/json"), lambda t: unzip_line(t, b"{}\n")),
     ["--unique", "customerNumber"], 1, ["no-key"], ["nothing at customerNumber"]),
    ("values that are not unique are found", None, ["--unique", "person.gender"], 1, None,
     ["its person.gender is", "nothing at person.gender"]),
]


def judge(build, tree, case, work):
    """What is wrong with the verdict on the tree; and prints nothing."""
    _, damage, args, status, kinds, says = case
    root = tree
    if damage:
        root = os.path.join(work, "damaged")
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(tree, root)
        damage(Tree(root))
    args = list(args)
    if args[:1] == ["IN"]:
        root, args = Tree(root).folder(args[1]), args[2:]
    elif args[:1] == ["AT"]:
        root, args = os.path.join(root, args[1]), args[2:]
    run = [os.path.join(build, "flowcheck"), "verify", *args, root]
    p = subprocess.run(run, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    said = p.stdout.decode()
    wrong = []
    if p.returncode != status:
        wrong.append("exit %d, not %d" % (p.returncode, status))
    wrong += ["does not say: " + text for text in says if text not in said]
    if status > 1 or wrong:
        return wrong, said
    found = json.loads(subprocess.run(run + ["--json"], stdout=subprocess.PIPE, check=False).stdout)
    if found["passed"] != (status == 0) or bool(found["findings"]) == found["passed"]:
        wrong.append("--json has another verdict")
    if kinds is not None and sorted(f["kind"] for f in found["findings"]) != sorted(kinds):
        wrong.append("found: %s" % ", ".join(sorted(f["kind"] for f in found["findings"])))
    return wrong, said


def main():
    build = sys.argv[1]
    bad = False
    with tempfile.TemporaryDirectory() as work:
        tree = os.path.join(work, "exports")
        made = subprocess.run([os.path.join(build, "flowcheck"), "run", "--keep", "--export-root", tree,
                               os.path.join(HERE, "verify/exports.yaml")],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if made.returncode:
            print("not ok a tree to verify is exported\n" + made.stdout.decode())
            return 1
        for case in CASES:
            wrong, said = judge(build, tree, case, work)
            print("%s verify: %s%s" % ("not ok" if wrong else "ok", case[0],
                                       " (%s)" % "; ".join(wrong) if wrong else ""))
            if wrong:
                print("    " + said.replace("\n", "\n    "))
            bad |= bool(wrong)
    return bad


if __name__ == "__main__":
    sys.exit(main())
