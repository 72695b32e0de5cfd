"""Where deliveries may go, and where not, whatever a name service says."""

import pytest

from mock_osigu.engine.destination import DestinationRefused, Destinations, parse

NEAR = [
    "http://127.0.0.1/",
    "http://127.200.3.4:8080/a?b=c",
    "http://10.0.0.1",
    "http://172.16.0.1",
    "http://172.31.255.255",
    "https://192.168.1.1/",
    "http://[::1]:3000/",
    "http://[fd00::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost:3000/hook",
]
FAR = [
    "http://8.8.8.8/",
    "http://172.32.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://0.0.0.0/",
    "http://100.64.0.1/",
    "http://[fe80::1]/",
    "http://[2001:db8::1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://224.0.0.1/",
]


def check(url: str, *, allow: tuple[str, ...] = (), **names: list[str]) -> None:
    def resolve(host: str, _port: int) -> list[str]:
        if host[0].isdigit() or ":" in host:
            return [host]
        if host == "localhost":
            return ["127.0.0.1", "::1"]
        if host not in names:
            raise OSError(-2, "Name or service not known")
        return names[host]

    Destinations(allow, resolve).check(parse(url))


@pytest.mark.parametrize("url", NEAR)
def test_near(url: str) -> None:
    check(url)


@pytest.mark.parametrize("url", FAR)
def test_far(url: str) -> None:
    with pytest.raises(DestinationRefused, match="is neither a loopback nor a private address"):
        check(url)


@pytest.mark.parametrize(
    "url, why",
    [
        ("ftp://127.0.0.1/", "the scheme is 'ftp'; valid are http and https"),
        ("//127.0.0.1/", "the scheme is ''"),
        ("127.0.0.1", "the scheme is ''"),
        ("http://", "names no host"),
        ("http:///hook", "names no host"),
        ("http://user:pass@127.0.0.1/", "user name or password"),
        ("http://127.0.0.1:99999/", "not a URL"),
        ("http://127.0.0.1:0/", "port 0"),
        ("http://[::1/", "not a URL"),
        ("http://127.0.0.1/a b", "visible ASCII"),
        ("http://127.0.0.1/\r\nX: y", "visible ASCII"),
        ("http://ñandú/", "visible ASCII"),
        ("http://127.0.0.1/" + "a" * 2000, "1 to 2000"),
        ("", "visible ASCII"),
    ],
)
def test_what_is_no_url_to_deliver_to(url: str, why: str) -> None:
    with pytest.raises(DestinationRefused) as raised:
        parse(url)
    assert why in str(raised.value)


def test_parts() -> None:
    parts = parse("https://App.test:8443/a/b?c=d#e")
    assert (parts.scheme, parts.host, parts.port) == ("https", "app.test", 8443)
    assert (parts.authority, parts.target) == ("App.test:8443", "/a/b?c=d")
    assert parse("http://app.test").port == 80
    assert parse("https://app.test").port == 443
    assert parse("http://app.test?x").target == "/?x"


def test_every_address_of_a_name_counts() -> None:
    check("http://app/", app=["10.0.0.1", "127.0.0.1"])
    with pytest.raises(DestinationRefused) as raised:
        check("http://app/", app=["10.0.0.1", "93.184.216.34"])
    assert str(raised.value) == (
        "the host 'app' is 93.184.216.34, which is neither a loopback nor a private address; "
        "allow it with --webhook-allow app"
    )


def test_an_unknown_name() -> None:
    with pytest.raises(DestinationRefused, match="the host 'app' is not known: Name or service not known"):
        check("http://app/")


def test_an_allowed_name_need_not_be_known_yet() -> None:
    check("http://app.example/", allow=("app.example",))
    check("http://app.example./", allow=("app.example",))


def test_an_allowed_address_is_allowed_for_its_names_too() -> None:
    allow = ("93.184.216.34",)
    check("http://93.184.216.34/", allow=allow)
    check("http://far/", allow=allow, far=["93.184.216.34"])
    with pytest.raises(DestinationRefused):
        check("http://far/", allow=allow, far=["93.184.216.35"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://localhost/", "http://allowed/"]
)
def test_what_needs_no_name_service(url: str) -> None:
    assert not Destinations(["allowed"]).must_ask(parse(url))


def test_any_other_name_needs_one() -> None:
    assert Destinations(["allowed"]).must_ask(parse("http://other/"))
