"""Asks the running service for real data through the client that openapi-python-client generates from its document.

Usage: client.py URL, with the generated package regional_register in PYTHONPATH. mypy holds this file and the package to their types.
"""

import datetime
import sys
from http import HTTPStatus

from regional_register import Client
from regional_register.api.arrangements import get_arrangement, list_participants_of_arrangement
from regional_register.api.changes import list_changes
from regional_register.api.health import get_liveness, get_readiness
from regional_register.api.municipalities import convert_municipality_codes, get_municipality, list_municipalities
from regional_register.api.scale import check_scale
from regional_register.models import (
    ArrangementDetail,
    ArrangementLegalForm,
    ChangeList,
    CodeListObject,
    ConvertedCodes,
    InhabitantsFigure,
    MunicipalityCollection,
    MunicipalityParty,
    ParticipantCollection,
    Problem,
    ScaleCheck,
)

client = Client(base_url=f"{sys.argv[1]}/v1")
day = datetime.date(2016, 6, 1)
requests = 0


def expect(condition: bool, what: str) -> None:
    if not condition:
        sys.exit(f"client: {what}")


municipalities = {}
page = 1
while True:
    answer = list_municipalities.sync(client=client, valid_on=day, page=page, page_size=150)
    requests += 1
    if not isinstance(answer, MunicipalityCollection):
        sys.exit(f"client: no municipalities, but {answer}")
    for municipality in answer.items:
        expect(isinstance(municipality.code, str) and isinstance(municipality.name, str), "a municipality has a code and a name")
        municipalities[municipality.code] = municipality
    if len(municipalities) >= answer.page.total:
        break
    page += 1
expect(len(municipalities) == answer.page.total == 390, f"there were 390 municipalities on {day}, not {len(municipalities)}")
figure = municipalities["GM0988"].inhabitants
expect(isinstance(figure, InhabitantsFigure) and figure.count == 49100, "Weert has its figure of 2016")

check = check_scale.sync(client=client, municipality=["GM0988", "GM0946", "GM1640"], valid_on=datetime.date(2013, 1, 1))
requests += 1
if not isinstance(check, ScaleCheck):
    sys.exit(f"client: no scale check, but {check}")
expect(check.inhabitants == 101795 and check.meets is True and check.margin == 1795, "three municipalities met the norm in 2013")
expect(check.members is not None and len(check.members or []) == 3, "a scale check names those that count")

arrangement = get_arrangement.sync("jeugdhulpregio-zuid-limburg", client=client, valid_on=day)
requests += 1
if not isinstance(arrangement, ArrangementDetail):
    sys.exit(f"client: no arrangement, but {arrangement}")
expect(isinstance(arrangement.legal_form, ArrangementLegalForm) and arrangement.legal_form.id == "centrumregeling", "the arrangement has its legal form")
participants = list_participants_of_arrangement.sync("jeugdhulpregio-zuid-limburg", client=client, valid_on=day)
requests += 1
if not isinstance(participants, ParticipantCollection):
    sys.exit(f"client: no participants, but {participants}")
expect(all(isinstance(participant.party, MunicipalityParty) for participant in participants.items), "its participants are municipalities")
expect(len(participants.items) == participants.page.total == arrangement.participant_count, "it has as many participants as it says")

converted = convert_municipality_codes.sync(client=client, body=CodeListObject(codes=["GM0951", "0055"]), to=datetime.date(2026, 1, 1))
requests += 1
if not isinstance(converted, ConvertedCodes):
    sys.exit(f"client: no codes, but {converted}")
expect([target.code for target in converted.items[0].targets or []] == ["GM1954"], "Nuth lies in Beekdaelen")
expect(converted.ambiguous == ["GM0055"], "Boarnsterhim was divided")

changes = list_changes.sync(client=client, entity=[], limit=3)
requests += 1
if not isinstance(changes, ChangeList):
    sys.exit(f"client: no changes, but {changes}")
expect([event.specversion for event in changes.items] == ["1.0"] * 3, "changes are CloudEvents")
expect(changes.items[0].data.revision == 1 and changes.next_ is not None, "the change log begins with revision 1, and goes on")

refused = get_municipality.sync_detailed("GM9999", client=client)
requests += 1
expect(refused.status_code == HTTPStatus.NOT_FOUND and isinstance(refused.parsed, Problem), "an unknown municipality is a problem")

# The two for operators stand outside /v1, and this client knows one base URL at a time.
operators = Client(base_url=sys.argv[1])
for operation in (get_liveness, get_readiness):
    requests += 1
    expect(operation.sync_detailed(client=operators).status_code == HTTPStatus.OK, "the service runs and can answer")

print(f"client: {requests} requests; {len(municipalities)} municipalities, a scale check, an arrangement with {participants.page.total} participants, two converted codes, three changes and a problem were read")
