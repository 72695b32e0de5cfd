"""What a web page can do to a server of another origin without asking, as scripts for `execute_async_script`.

`arguments[0]` is the server's origin as the page would name it, empty for the page's own.
"""

FETCH = """
const [target, path, options, done] = arguments;
fetch(target + path, options).then(async answer => done([answer.type, answer.status, await answer.text()]))
                             .catch(error => done(["failed", 0, String(error)]));
"""
"""Gives type and status of the answer, and its text as far as the page may see them."""

FORM = """
const [target, path, sandbox, done] = arguments;
const frame = document.createElement("iframe");
if (sandbox) frame.setAttribute("sandbox", sandbox);
frame.srcdoc = `<form method=post enctype=text/plain action="${target}${path}">`
             + `<input name='{"client_id":"by-form' value='"}'></form>`
             + `<scr` + `ipt>document.forms[0].submit()</scr` + `ipt>`;
document.body.append(frame);
done("sent");
"""
"""Posts `{"client_id":"by-form="}` as text/plain, the way that JSON is smuggled through a form."""

IMAGE = """
const [target, path, done] = arguments;
const image = new Image();
image.onload = () => done("loaded");
image.onerror = () => done("not an image");
image.src = target + path;
"""

SCRIPT = """
const [target, path, done] = arguments;
const script = document.createElement("script");
const before = Object.keys(window).length;
script.onload = script.onerror = () => done(Object.keys(window).length - before);
script.src = target + path;
document.head.append(script);
"""
"""Gives how many names the page has won by including the path as a script."""

BEACON = """
const [target, path, body, done] = arguments;
done(navigator.sendBeacon(target + path, body));
"""

ADVANCE = "/__admin/clock/advance"
CLIENTS = "/__admin/clients"
HOUR = '{"seconds":3600}'
PLAIN_POST = {"method": "POST", "body": HOUR, "headers": {"Content-Type": "text/plain"}}
