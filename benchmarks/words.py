"""The prose of docs/performance.md: what the numbers mean, how they came about, and what they do not say."""

from typing import Final

BEFORE: Final = """
<!-- written by `make bench`: change benchmarks/words.py, not this -->

# How fast it is

A stand-in is felt in every test run: when it starts, when it is reset, with each call. So here is what it costs,
beside what one would use instead, measured in one run on one machine. Most numbers are ratios, because a ratio
survives a change of machine better than a time does. All traffic is on loopback.

The page is made anew by `make bench` (about twenty minutes; it puts the rivals into `.cache/bench` and needs
wrk, Node and Java for all of them, and says what it had to leave out). `make bench-quick` measures us against
bare Flask alone in under two minutes and only prints. One section alone:

    .venv/bin/python -m benchmarks.run --only fixture

A number is the median of some rounds, with the lowest and the highest round behind it. In each round all
servers take their turns, and a ratio is taken inside a round, between neighbours in time.
"""

EXPLAINED: Final = {
    "machine": (
        "The load generator shares the two cores with the server. So no server has both for itself, and one with "
        "several threads (WireMock, and Node's for its garbage) takes the second core from the generator."
        " The load average says how much else there was to do; what is below is the section's own work included."
    ),
    "targets": (
        "The bounds are compared with the median. A rival is one that does the same work: it checks the token, and "
        "answers this page of invoices; for the token, it checks the secret."
    ),
    "starts": (
        "From the start of the process to the first whole answer to a list call, asked every millisecond. Bare Flask "
        "is the program `benchmarks/programs/bare_flask.py` in the same environment. The modules are compiled and "
        "the files in the machine's memory."
    ),
    "fixture": (
        "What the pytest fixture does, without pytest: the server in a thread, the client in the same process. Each "
        "round is a process of its own, for either. `first boot` is after the imports; `stop` is with a keep-alive "
        "client that is idle; `reset` follows a token and a list call each time, and is a call over HTTP. The calls "
        "are medians of one connection, with `http.client` and with `requests.Session`, whose own work is most of it."
        " Werkzeug stops in half a second because its loop looks for the wish twice a second."
    ),
    "pytest": (
        "Wall time of `python -m pytest`, in an environment with pytest, requests and mock-osigu alone; of some runs "
        "the quickest, since noise only adds. A test that calls fetches a token and a list with `requests`, each on "
        "a new connection. The stub is ready bytes from `http.server` in the same process. What one more test costs "
        "is the difference between runs of 201 tests and of 1, so it has everything in it: pytest's own work, the "
        "fixture, `requests`, the server. The ratio is of the processor's time, which other work on the machine "
        "changes least, and which is all the time there is when nothing waits. Without the reset (`osigu_session` "
        "instead of `osigu_server`) the two are alike: what is dearer about us is the clean start of each test, the "
        "call that resets."
    ),
    "load": (
        "wrk with one thread, after a warm-up of one second (WireMock four). The page is the same for everybody, "
        "but for what follows; rivals are set as fast as they go. Servers that do other work are in the table, "
        "not in the comparison. `processor` is what the server's processes spend on a request, the kernel's share "
        "included: the number that other work on the machine, and a second core, change least."
    ),
    "memory": (
        "Resident memory of all processes of a server. In the stream, tokens live two seconds and come at full "
        "speed; then lists come with one token that lasts. The journal keeps 10,000 exchanges, bodies included, up "
        "to 64 MiB: it fills first with small answers, and grows to its end with lists. The live tokens are counted "
        "when it is full. `many invoices` are 100,000, `many tokens` 1,000,000, `few` is 100 of both."
    ),
    "waiting": (
        "A fault rule delays every list by two seconds; 5,000 clients call at once, each on a connection of its own. "
        "The token calls beside them begin when all are in their delay, and share a core with nobody but the client."
    ),
    "hot path": (
        "One connection of the server is fed the bytes of a request, and its answer thrown away: all of our work, and "
        "none of the kernel's, which adds about as much again. The journal is full, so each request also drops an "
        "entry. The parts come from a profiler, which makes calls look dearer than they are, and are scaled to the "
        "time without it; read them as shares."
    ),
}

MISSED: Final = {
    "list of 15 invoices, keep-alive, 16 connections": (
        "WireMock compares a header and sends ready bytes, in compiled code, on both cores at once. A request costs "
        "us less of a processor (the column `processor` below), but all of it on one core: about half is the kernel's "
        "and the loop's, two system calls a request; the rest is some hundred small calls in Python, of which none "
        "stands out (the last section has them). The request is not parsed again and the page is ready bytes, so "
        "there is little left to keep. What would bring it: several processes over a store that they share, or a "
        "loop that reads and writes for many connections at once."
    ),
    "the same beside nginx": "As above; nginx is C, and does one hash lookup and one file.",
    "the same, a new connection for each request": (
        "To the request comes a connection: the loop's transport, our object, a parser, two system calls to watch "
        "it. The ones that close after each answer anyway (pytest-httpserver) do none of that."
    ),
    "list, 1 connection: median latency": (
        "The same microseconds, seen from one client, who waits for all of them; the second core helps nobody here, "
        "and compiled code is done sooner."
    ),
    "list, 16 connections: 99th percentile": (
        "Two things wait for whoever is last: the other fifteen requests, and Python's garbage collector. A full "
        "collection looks at every container that was ever made, of all modules too; the journal's entries make it "
        "come. Freezing what is there at the start takes the full collections' pauses away."
    ),
    "start to the first answer": (
        "Imports: Werkzeug's, the loop's, and our modules, about 170 of them; then the routes, for each of which "
        "Werkzeug compiles a function. Flask is not among them: our own server runs the operations without it."
    ),
    "the same": "As above. json-server and localstripe load less.",
    "SIGTERM to the end, idle": (
        "10 ms are for requests that are already in the machine's buffers; the rest is Python taking itself apart."
    ),
    "fixture: first boot after the imports": (
        "Nearly all of it is Werkzeug compiling two functions for each route (0.2 ms a route), of which there are "
        "more than a hundred, since every control route exists for one sandbox, too. The sandbox itself takes under "
        "half a millisecond, the server's thread a few."
    ),
    "one test with a token and a list through requests": (
        "Without a reset we cost what the stub costs. A clean start costs the call that resets, a quarter of a "
        "millisecond."
    ),
    "pytest: one test that uses it": (
        "Imports, of which Werkzeug and asyncio are more than half, and the boot. pytest rewrites the assertions of "
        "every module that belongs to a plugin's distribution, so ours come through its importer; where compiled "
        "modules cannot be written (`PYTHONDONTWRITEBYTECODE`, a read-only file system) it does so in each run, for "
        "0.1 s more."
    ),
    "memory of a live token": (
        "A token is its value, a date and a record, in a table and in the index from credentials to sandboxes."
    ),
}
"""Why, by the work of a target; read only where it is missed."""

AFTER: Final = """
## What these numbers do not say

- Milliseconds are this machine's, on the day; the additions in the first table say how fast it was.
- One machine with two cores, and for some seconds a cell. Differences below a tenth are noise; look at the spread.
- The load sends the same bytes again and again, as a program does that polls, and we read those once. How it is
  where each request has an id of its own has a table beside; a first request costs what it always did.
- The generator is one thread: above some 50,000 requests a second it is the one that is measured.
- A rival that answers ready bytes does less than we do: no clock, no journal, no paging, no tokens that expire.
  nginx is there as the limit of such a setup, not as an alternative.
- How it holds under mixed requests for a minute on end, with what memory, is in [soak.md](soak.md).
- Nothing here is compared with TLS on, over a network, or in a container.
- Times never fail a test. What makes it fast and needs no clock is guarded in `tests/house/test_hot_path.py`:
  how many functions a request calls, that it imports nothing, and what a start must not load.
"""
