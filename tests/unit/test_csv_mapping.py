import pytest

from assistant.crm.headers import FIELDS, Role
from assistant.crm.mapping import Origin, attribute_key, check_given, recognise, squash
from assistant.errors import PersonError

SALESFORCE_REPORT = [
    "Opportunity ID", "Opportunity Name", "Account Name", "Stage", "Close Date", "Amount Currency", "Amount",
    "Opportunity Owner", "Owner Email", "Created Date", "Type", "Forecast Category", "Industry", "Region",
    "Lead Source", "Segment__c",
]  # fmt: skip
SALESFORCE_API = ["Id", "Name", "AccountId", "StageName", "CloseDate", "Amount", "CurrencyIsoCode", "OwnerId",
                  "CreatedDate", "IsClosed", "IsWon", "ForecastCategoryName"]  # fmt: skip
HUBSPOT = ["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Close Date", "Amount", "Deal owner",
           "Associated Company", "Create Date", "Deal Type", "Closed Lost Reason", "Is Closed Won"]  # fmt: skip


def _fields(headers: list[str], **given: str) -> dict[str, str]:
    layout = recognise(headers, given, "x.csv")
    return {column.field: column.header for column in layout.columns}


def test_a_salesforce_report_is_understood() -> None:
    fields = _fields(SALESFORCE_REPORT)
    assert fields == {
        "id": "Opportunity ID", "name": "Opportunity Name", "account": "Account Name", "stage": "Stage",
        "close_date": "Close Date", "currency": "Amount Currency", "amount": "Amount",
        "owner": "Opportunity Owner", "owner_email": "Owner Email", "created": "Created Date", "type": "Type",
        "forecast": "Forecast Category", "industry": "Industry", "region": "Region",
        "lead_source": "Lead Source", "segment": "Segment__c",
    }  # fmt: skip


def test_a_salesforce_data_export_is_understood() -> None:
    assert set(_fields(SALESFORCE_API)) == {
        "id", "name", "account_id", "stage", "close_date", "amount", "currency", "owner_id", "created", "closed",
        "won", "forecast",
    }  # fmt: skip


def test_a_hubspot_export_is_understood() -> None:
    assert set(_fields(HUBSPOT)) == {
        "id", "name", "stage", "pipeline", "close_date", "amount", "owner", "account", "created", "type",
        "lost_reason", "won",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "role"),
    [
        (SALESFORCE_REPORT, Role.DEALS),
        (["opportunity_id", "sales_agent"], Role.DEALS),
        (["Name", "Status", "Betrag"], Role.DEALS),
        (["account", "sector", "revenue", "employees"], Role.ACCOUNTS),
        (["Id", "Name", "Industry", "NumberOfEmployees"], Role.ACCOUNTS),
        (["Account Name", "Status", "Industry"], Role.ACCOUNTS),
        (["product", "series", "sales_price"], Role.PRODUCTS),
        (["Name", "Product Family"], Role.PRODUCTS),
        (["sales_agent", "manager", "regional_office"], Role.PEOPLE),
        (["Id", "Name", "Email", "ManagerId"], Role.PEOPLE),
        (["First Name", "Last Name", "Team"], Role.PEOPLE),
    ],
)
def test_each_table_is_recognised(headers: list[str], role: Role) -> None:
    assert recognise(headers, {}, "x.csv").role is role


@pytest.mark.parametrize("headers", [["Name"], ["foo", "bar"], ["", ""], ["Company", "Email", "Phone"]])
def test_what_is_none_of_the_tables_is_refused_with_its_columns(headers: list[str]) -> None:
    with pytest.raises(PersonError, match=r"x\.csv was not recognised") as caught:
        recognise(headers, {}, "x.csv")
    assert ("none." if not any(headers) else headers[0]) in str(caught.value)


def test_a_given_column_wins_over_a_guess_and_says_so() -> None:
    layout = recognise(["Deal Name", "Stage", "my stage", "Branche"], {"stage": "My Stage"}, "x.csv")
    assert [(c.field, c.header, c.origin, c.attribute) for c in layout.columns] == [
        ("name", "Deal Name", Origin.GUESSED, False),
        ("stage_2", "Stage", Origin.KEPT, True),
        ("stage", "my stage", Origin.GIVEN, False),
        ("industry", "Branche", Origin.GUESSED, True),
    ]


def test_given_columns_make_a_table_of_strange_headers() -> None:
    fields = _fields(["A", "B", "C"], name="A", stage="B", industry="C")
    assert fields == {"name": "A", "stage": "B", "industry": "C"}


def test_a_given_header_of_another_file_is_no_fault() -> None:
    assert _fields(["Deal Name", "Stage"], industry="Elsewhere") == {"name": "Deal Name", "stage": "Stage"}


def test_given_columns_are_checked() -> None:
    check_given({"stage": "my stage"}, [["Other"], ["My Stage"]])
    with pytest.raises(PersonError, match=r"There is no field 'stge'.*stage"):
        check_given({"stge": "My Stage"}, [["My Stage"]])
    with pytest.raises(PersonError, match="No file has a column 'Mine', which was given for stage"):
        check_given({"stage": "Mine"}, [["My Stage"]])


def test_the_first_spelling_wins_and_the_other_is_kept() -> None:
    assert _fields(["Deal Name", "Amount", "Value", "amount", "", "Value"], stage="Value") == {
        "name": "Deal Name", "amount": "Amount", "stage": "Value", "amount_2": "amount", "column_5": "",
        "value": "Value",
    }  # fmt: skip


def test_attribute_keys_are_plain_words() -> None:
    assert [attribute_key(header, 6) for header in ("Next Step", "DealScore__c", "Größe (m²)", " - ")] == [
        "next_step", "deal_score", "größe_m2", "column_7",
    ]  # fmt: skip


def test_every_spelling_is_written_as_it_is_compared_and_means_one_field() -> None:
    for fields in FIELDS.values():
        spellings = [spelling for each in fields.values() for spelling in each]
        assert spellings == [squash(spelling) for spelling in spellings]
        assert len(spellings) == len(set(spellings))
