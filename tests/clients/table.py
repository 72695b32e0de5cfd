"""The clients that people use, one program each in the folder `programs`, and how each language is run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Final

PROGRAMS: Final = Path(__file__).parent / "programs"
CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mock-osigu-ci" / "clients"
_COMPILE_SECONDS: Final = 180
_MARK: Final = re.compile(r"\s*(#|//) (configure|end)")
_JARS: Final = (
    "commons-codec commons-logging google-http-client google-http-client-gson google-oauth-client grpc-context gson"
    " guava httpclient httpcore opencensus-api opencensus-contrib-http-util spring3-beans spring3-core spring3-web"
)
CLASS_PATH: Final = [f"/usr/share/java/{name}.jar" for name in _JARS.split()]

Make = Callable[[Path, str], list[str]]


@dataclass(frozen=True)
class Language:
    """How a program is run; `make` compiles into a folder what must be, and gives the words.

    `needs` are the commands and files that must be on the machine. `trust` is how the authority of an https server
    is named: `NAME=value` in the environment, or words after the first one; `{}` is the file of its certificate.
    `trust_told` is for the page, where that is not all. `secure_host` is by what name it finds the server's
    certificate good.
    """

    make: Make
    needs: tuple[str, ...] = ()
    trust: str = ""
    trust_told: str = ""
    secure_host: str = "127.0.0.1"

    @property
    def is_python(self) -> bool:
        return self.make is _python

    def missing(self) -> list[str]:
        return [each for each in self.needs if not (Path(each).exists() or shutil.which(each))]

    def trusting(self, authority: Path | None) -> tuple[list[str], dict[str, str]]:
        """The words and the variables that make its programs trust the authority, if there is one."""
        told = self.trust.format(authority) if authority else ""
        if told.startswith("-"):
            return told.split(), {}
        name, _, value = told.partition("=")
        return [], {name: value} if name else {}


@dataclass(frozen=True)
class Client:
    """`note` is for the page: what else to know."""

    title: str
    program: str
    language: Language
    note: str = ""

    @property
    def file(self) -> Path:
        return PROGRAMS / self.program


def _compile(*words: str | Path) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=_COMPILE_SECONDS, check=False)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"


def _python(_: Path, program: str) -> list[str]:
    return [sys.executable, "-m", f"clients.programs.{program.removesuffix('.py')}"]


def _node(folder: Path, program: str) -> list[str]:
    """Node looks for packages beside the program, so the program goes where they are linked to."""
    modules = folder / "node_modules"
    if not modules.is_symlink():
        modules.symlink_to(CACHE / "node_modules")
        for each in PROGRAMS.glob("*.mjs"):
            shutil.copy(each, folder)
    return ["node", str(folder / program)]


def _java(folder: Path, program: str) -> list[str]:
    path, main = ":".join([str(folder), *CLASS_PATH]), program.removesuffix(".java")
    if not (folder / "Tell.class").exists():
        _compile("javac", "-nowarn", "-cp", path, "-d", folder, *PROGRAMS.glob("*.java"))
    # What Spring 4 reaches into, Java 17 has closed.
    return ["java", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", path, main]


def _mono(folder: Path, program: str) -> list[str]:
    compiled = folder / f"{program}.exe"
    _compile("mcs", "-r:System.Net.Http.dll", PROGRAMS / "Tell.cs", PROGRAMS / program, f"-out:{compiled}")
    return ["mono", str(compiled)]


def _go(folder: Path, program: str) -> list[str]:
    return [str(build_go(PROGRAMS / program, folder))]


def build_go(program: Path, folder: Path) -> Path:
    """Compiles with Debian's packages and those in the folder's `src`, into the folder."""
    compiled = folder / "program"
    settings = ("GO111MODULE=off", f"GOPATH={folder}:/usr/share/gocode", f"GOCACHE={CACHE / 'go'}")
    _compile("env", *settings, "go", "build", "-o", compiled, program)
    return compiled


def _interpreted(*words: str) -> Make:
    return lambda _, program: [*words, str(PROGRAMS / program)]


_STORE: Final = "-Djavax.net.ssl.trustStore={}.p12 -Djavax.net.ssl.trustStorePassword=changeit"
_STORE_TOLD: Final = "-Djavax.net.ssl.trustStore=ca.p12 (keytool -importcert makes it of ca.crt)"
_MONO_TOLD: Final = "cert-sync --user ca.crt, and the name localhost: it finds no address in a certificate"

REQUESTS: Final = Language(_python, trust="REQUESTS_CA_BUNDLE={}")
OPENSSL: Final = Language(_python, trust="SSL_CERT_FILE={}")
NODE: Final = Language(_node, ("node", str(CACHE / "node_modules" / "newman")), "NODE_EXTRA_CA_CERTS={}")
JAVA: Final = Language(_java, ("java", "javac", "keytool", *CLASS_PATH), _STORE, _STORE_TOLD)
MONO: Final = Language(_mono, ("mcs", "mono", "cert-sync"), "HOME={}.home", _MONO_TOLD, "localhost")
GO: Final = Language(_go, ("go", "/usr/share/gocode/src/golang.org/x/oauth2"), "SSL_CERT_FILE={}")
RUBY: Final = Language(_interpreted("ruby"), ("ruby", "/usr/share/doc/ruby-oauth2"), "SSL_CERT_FILE={}")
PHP: Final = Language(
    _interpreted("php"), ("php", "/usr/share/php/GuzzleHttp/autoload.php"), "-d openssl.cafile={}"
)
PHP_CURL: Final = Language(PHP.make, PHP.needs, "-d curl.cainfo={}")
PERL: Final = Language(_interpreted("perl"), ("perl", "/usr/share/perl5/LWP.pm"), "PERL_LWP_SSL_CA_FILE={}")
CURL: Final = Language(_interpreted("bash"), ("bash", "curl"), "CURL_CA_BUNDLE={}")
HTTPIE: Final = Language(_interpreted("bash"), ("bash", "http"), "REQUESTS_CA_BUNDLE={}")

CLIENTS: Final = (
    Client("curl", "curl.sh", CURL),
    Client("httpie", "httpie.sh", HTTPIE),
    Client("Python urllib", "py_urllib.py", OPENSSL),
    Client("requests", "py_requests.py", REQUESTS, "Ids and secrets beyond ASCII go as Latin-1."),
    Client(
        "httpx", "py_httpx.py", OPENSSL, "The `Auth` is ten lines of your own; httpx alone renews nothing."
    ),
    Client("aiohttp", "py_aiohttp.py", OPENSSL),
    Client(
        "requests-oauthlib",
        "py_requests_oauthlib.py",
        REQUESTS,
        "With `include_client_id=True` it puts id and secret into the body, which is refused.",
    ),
    Client("Authlib over requests", "py_authlib_requests.py", REQUESTS),
    Client("Authlib over httpx", "py_authlib_httpx.py", OPENSSL),
    Client("Authlib over httpx, async", "py_authlib_async.py", OPENSSL),
    Client("httpx-auth", "py_httpx_auth.py", OPENSSL, "Its cache is the process's: clear it to renew."),
    Client(
        "requests-auth", "py_requests_auth.py", REQUESTS, "Its cache is the process's: clear it to renew."
    ),
    Client("JavaScript fetch", "js_fetch.mjs", NODE),
    Client("axios", "js_axios.mjs", NODE),
    Client("got", "js_got.mjs", NODE),
    Client("simple-oauth2", "js_simple_oauth2.mjs", NODE),
    Client("client-oauth2", "js_client_oauth2.mjs", NODE),
    Client(
        "openid-client",
        "js_openid_client.mjs",
        NODE,
        "`ClientSecretPost` puts the secret into the body, which is refused.",
    ),
    Client("newman", "js_newman.mjs", NODE, "Its auth type `oauth2` gets no token: ask for one as here."),
    Client("Java HttpClient", "JavaHttpClient.java", JAVA),
    Client("Java HttpURLConnection", "JavaUrlConnection.java", JAVA),
    Client("Spring RestTemplate", "JavaSpring.java", JAVA),
    Client("Apache HttpClient", "JavaApache.java", JAVA),
    Client("Google OAuth client", "JavaGoogle.java", JAVA),
    Client(
        "C# HttpClient",
        "CsHttpClient.cs",
        MONO,
        "Mono's thread pool can miss a wake-up on a busy machine: then a call takes up to a minute.",
    ),
    Client("C# HttpWebRequest", "CsWebRequest.cs", MONO),
    Client(
        "Go x/oauth2",
        "oauth2.go",
        GO,
        "Without `AuthStyle` it tries the header first, and after any error the body too.",
    ),
    Client(
        "Ruby oauth2", "oauth2.rb", RUBY, "By default it puts id and secret into the body, which is refused."
    ),
    Client("PHP curl", "php_curl.php", PHP_CURL),
    Client("PHP streams", "php_stream.php", PHP),
    Client("Guzzle", "php_guzzle.php", PHP_CURL),
    Client("Perl LWP", "lwp.pl", PERL),
)
BY_TITLE: Final[Mapping[str, Client]] = {client.title: client for client in CLIENTS}


@cache
def snippet(client: Client) -> str:
    """The lines of the program between its two marks, moved to the left."""
    lines = client.file.read_text("utf-8").splitlines()
    start, end = (number for number, line in enumerate(lines) if _MARK.fullmatch(line))
    return dedent("\n".join(lines[start + 1 : end])).strip("\n")
