"""What is asked."""

from dataclasses import dataclass, field

SEVEN = "GM0899,GM1507,GM0928,GM0882,GM0988,GM0946,GM1640"
GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True, eq=False)
class Case:
    name: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    # With its own entity tag: 304.
    is_conditional: bool = False
    # How the service stands to nginx with the same bytes, and without its cache to the peer and to pgbench. None: it is only shown.
    of_nginx: float | None = None
    of_peer: float | None = None
    of_pgbench: float | None = None
    # The peer has plain answers only.
    has_peer: bool = True


CASES = [
    Case("one municipality", "/v1/municipalities/GM0988", of_nginx=0.85, of_peer=3, of_pgbench=0.5),
    Case("the same, gzip taken", "/v1/municipalities/GM0988", GZIP, of_nginx=0.85, has_peer=False),
    Case("the same, 304", "/v1/municipalities/GM0988", is_conditional=True, of_nginx=0.9),
    Case("the country's list", "/v1/municipalities?pageSize=1000", of_nginx=0.85, of_peer=2),
    Case("the same, gzip", "/v1/municipalities?pageSize=1000", GZIP, of_nginx=0.85, has_peer=False),
    Case("scale check of seven", f"/v1/scale-check?municipality={SEVEN}", of_nginx=0.85),
    Case("scale check of a region", "/v1/regions/PV31/scale-check", of_nginx=0.85),
    Case("scale level: municipalities", "/v1/scale-levels/municipality/inhabitants?pageSize=1000", of_nginx=0.85, of_peer=2),
    Case("scale level: provinces", "/v1/scale-levels/province/inhabitants", of_nginx=0.85, of_peer=2),
    # The largest answer of the seven: five domains, a region, nine organisations and what each has to do with it.
    Case("one arrangement", "/v1/arrangements/jeugdketen-parkstad", of_nginx=0.85),
]

PATHS = list(dict.fromkeys(case.path for case in CASES))

GROWTH = {
    "one municipality": "/v1/municipalities/GM0988",
    "scale check of seven": f"/v1/scale-check?municipality={SEVEN}",
    "scale check of a region": "/v1/regions/PV31/scale-check",
}
GROWTH_LIMITS = {"one municipality": 1.3, "scale check of seven": 1.5, "scale check of a region": 1.5}
