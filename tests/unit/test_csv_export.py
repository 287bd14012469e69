from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.crm.csv_export import NO_ID, NO_NAME, NO_STATE, Export, read_export
from assistant.crm.deal_rows import derived_id
from assistant.crm.faults import BadRow
from assistant.crm.headers import Role
from assistant.crm.mapping import Origin
from assistant.deals.deal import Deal, DealState, Person
from assistant.errors import PersonError

Write = Callable[..., Path]

PIPELINE = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ines Marchetti,TorqLiftPro,Harbour Foods,Won,2023-01-05,2023-03-01,1054
A2,Ines Marchetti,Torq Mini,Nordwind,Lost,2023-02-01,2023-02-20,0
A3,Oke Brandt,Torq Mini,,Prospecting,,,
A4,Oke Brandt,Torq Lift Pro,Unlisted Ltd,Engaging,2023-04-01,,
"""
ACCOUNTS = """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Harbour Foods,food,1981,718.62,2448,Portugal,
Nordwind,energy,2009,12.5,80,Germany,Nordwind Holding
"""
PRODUCTS = "product,series,sales_price\nTorq Lift Pro,Torq,4821\nTorq Mini,Torq,55\n"
TEAMS = """sales_agent,manager,regional_office
Ines Marchetti,Rosa Thiele,South
Oke Brandt,Rosa Thiele,North
Nobody Yet,Rosa Thiele,North
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(content: str, name: str = "deals.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8", newline="")
        return path

    return _write


def _joined(write: Write) -> list[Path]:
    texts = {"p.csv": PIPELINE, "a.csv": ACCOUNTS, "pr.csv": PRODUCTS, "t.csv": TEAMS}
    return [write(text, name) for name, text in texts.items()]


def _one(export: Export) -> Deal:
    (deal,) = export.deals
    assert export.bad_rows == []
    return deal


def test_four_tables_are_joined(write: Write) -> None:
    export = read_export(_joined(write))
    deals = {deal.id: deal for deal in export.deals}
    assert export.bad_rows == []
    assert [table.role for table in export.tables] == [Role.DEALS, Role.ACCOUNTS, Role.PRODUCTS, Role.PEOPLE]
    assert deals["A1"] == Deal(
        id="A1", name="Harbour Foods - Torq Lift Pro", account="Harbour Foods", owner="Ines Marchetti",
        amount=Decimal(1054), crm_stage="Won", close_date=date(2023, 3, 1), state=DealState.WON,
        attributes={
            "product": "Torq Lift Pro", "series": "Torq", "price": 4821.0, "industry": "food",
            "year_established": 1981.0, "revenue": 718.62, "employees": 2448.0, "region": "Portugal",
            "owner_region": "South", "segment": "enterprise",
        },
        created_at=datetime(2023, 1, 5, tzinfo=UTC), source="csv",
    )  # fmt: skip
    assert deals["A2"].state is DealState.LOST
    assert deals["A2"].attributes["segment"] == "small"
    assert deals["A2"].attributes["subsidiary_of"] == "Nordwind Holding"
    assert (deals["A3"].name, deals["A3"].account, deals["A3"].amount) == ("A3", "", None)
    assert deals["A3"].attributes["owner_region"] == "North"
    assert deals["A4"].name == "Unlisted Ltd - Torq Lift Pro"
    assert "segment" not in deals["A4"].attributes


def test_people_have_their_manager(write: Write) -> None:
    export = read_export(_joined(write))
    assert export.people == tuple(
        Person(id=name, name=name, manager=None if name == "Rosa Thiele" else "Rosa Thiele")
        for name in ("Ines Marchetti", "Nobody Yet", "Oke Brandt", "Rosa Thiele")
    )


def test_the_same_files_give_the_same_deals_in_any_order(write: Write) -> None:
    paths = _joined(write)
    first, again, turned = read_export(paths), read_export(paths), read_export(paths[::-1])
    assert list(first.deals) == list(again.deals) == list(turned.deals)
    assert first.people == again.people == turned.people


def test_a_region_of_the_sellers_is_the_deals_where_no_nearer_one_is_known(write: Write) -> None:
    export = read_export([write(PIPELINE), write(TEAMS, "t.csv")])
    assert next(export.deals).attributes["region"] == "South"


def test_the_tables_show_what_was_recognised(write: Write) -> None:
    path = write("Deal Name,My Stage,Close Date,Pilot Site\na,Open,03/04/2024,Rome\n")
    (table,) = read_export([path], columns={"stage": "my stage"}).tables
    assert table.file == path
    assert [(c.field, c.header, c.origin) for c in table.columns] == [
        ("name", "Deal Name", Origin.GUESSED),
        ("stage", "My Stage", Origin.GIVEN),
        ("close_date", "Close Date", Origin.GUESSED),
        ("pilot_site", "Pilot Site", Origin.KEPT),
    ]
    assert table.notes == (
        "Dates in 'Close Date' such as 03/04/2024 can be read both ways; read as month/day.", NO_ID,
    )  # fmt: skip


def test_what_a_table_of_deals_lacks_is_said(write: Write) -> None:
    (table,) = read_export([write("Deal ID,Amount\n1,5\n")]).tables
    assert table.notes == (NO_NAME, NO_STATE)


def test_an_old_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes("Deal ID,Deal Name,Stage\n1,Zürich,Open\n".encode("cp1252"))
    export = read_export([path])
    assert export.tables[0].notes == ("The file is not UTF-8; it was read as Windows-1252.",)
    assert _one(export).name == "Zürich"


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ("a,03/04/2024,\nb,13/04/2024,", date(2024, 4, 3)),
        ("a,03/04/2024,\nb,04/13/2024,", date(2024, 3, 4)),
        ("a,03/04/2024,\nb,,13/04/2024", date(2024, 4, 3)),
        ("a,03/04/2024,\nb,04/13/2024,13/04/2024", date(2024, 3, 4)),
    ],
)
def test_the_order_of_a_column_follows_its_clear_dates_or_its_neighbours(write: Write, rows: str, day: date) -> None:
    deals = list(read_export([write(f"Deal Name,Close Date,Create Date\n{rows}\n")]).deals)
    assert deals[0].close_date == day


def test_a_clear_date_far_down_decides_for_the_first_rows(write: Write) -> None:
    rows = "".join(f"d{n},0{n % 9 + 1}/10/2024\n" for n in range(3000))
    export = read_export([write(f"Deal Name,Close Date\n{rows}last,25/12/2024\n")])
    assert next(export.deals).close_date == date(2024, 10, 1)
    assert export.tables[0].notes == (NO_ID, NO_STATE)


def test_semicolons_mean_that_the_day_comes_first(write: Write) -> None:
    export = read_export([write("Deal Name;Close Date;Betrag\na;03/04/2024;1.234\n")])
    assert export.tables[0].notes == (
        "Dates in 'Close Date' such as 03/04/2024 can be read both ways; read as day/month.",
        "Numbers in 'Betrag' such as 1.234 can be read both ways; the mark was taken to separate thousands.",
        NO_ID, NO_STATE,
    )  # fmt: skip
    deal = _one(export)
    assert (deal.close_date, deal.amount) == (date(2024, 4, 3), Decimal(1234))


def test_the_decimal_mark_of_a_column_is_that_of_its_clear_numbers(write: Write) -> None:
    deals = list(read_export([write("Deal Name,Stage,Amount\na,Open,1.234\nb,Open,2.5\n")]).deals)
    assert deals[0].amount == Decimal("1.234")


def test_the_currency_is_the_columns_then_the_cells_then_the_default(write: Write) -> None:
    path = write("Deal ID,Stage,Amount,Currency\n1,Open,$5,\n2,Open,€5,USD\n3,Open,5,\n4,Open,,eur\n5,Open,EUR 5,USD\n")
    export = read_export([path], default_currency=" cad ")
    assert [(deal.id, deal.currency) for deal in export.deals] == [
        ("1", "CAD"), ("2", "USD"), ("3", "CAD"), ("4", "EUR"),
    ]  # fmt: skip
    assert [row.reason for row in export.bad_rows] == ["the amount 'EUR 5' and the currency 'USD' differ."]


def test_a_bad_row_is_named_and_the_good_ones_kept(write: Write) -> None:
    path = write(
        "Deal ID,Deal Name,Stage,Close Date,Amount,Is Won\n"
        '1,"two\nlines",Open,2024-01-01,5,\n'
        "2,b,Open,soon,5,\n"
        "3,c,Open,2024-01-01,much,\n"
        "4,d,Closed,2024-01-01,5,\n"
        "5,e,Open,2024-01-01,5,perhaps\n"
        "6,f,Open\n"
        f"{'7' * 101},g,Open,,,\n"
        f"8,{'h' * 301},Open,,,\n"
        ",,Open,,,\n"
        "1,again,Open,,,\n"
        "9,last,Open,,,\n"
    )
    export = read_export([path])
    assert export.bad_rows == []
    assert [(deal.id, deal.name) for deal in export.deals] == [("1", "two lines"), ("9", "last")]
    assert export.bad_rows == [
        BadRow(path, 4, "'soon' is not a date that can be read."),
        BadRow(path, 5, "'much' is not an amount that can be read."),
        BadRow(path, 6, "the deal is closed ('Closed'), but nothing says whether it was won or lost."),
        BadRow(path, 7, "'perhaps' is neither yes nor no."),
        BadRow(path, 8, "the row has 3 fields where the header has 6."),
        BadRow(path, 9, f"the id '{'7' * 39}…' is longer than 100 characters."),
        BadRow(path, 10, f"the name '{'h' * 39}…' is longer than 300 characters."),
        BadRow(path, 11, "the row has neither an id nor a name nor an account."),
        BadRow(path, 12, "the deal '1' stands in line 2 already."),
    ]


def test_the_first_good_row_of_an_id_counts_over_files(write: Write) -> None:
    first = write("Deal ID,Stage,Amount\n1,Open,bad\n1,Open,5\n")
    second = write("Deal ID,Stage\n1,Won\n2,Won\n", "more.csv")
    export = read_export([first, second, first])
    assert [(deal.id, deal.state) for deal in export.deals] == [("1", DealState.OPEN), ("2", DealState.WON)]
    assert [(row.file, row.line, row.reason) for row in export.bad_rows][1:] == [
        (second, 2, "the deal '1' stands in line 3 of deals.csv already.")
    ]


def test_an_id_is_derived_from_name_and_account(write: Write) -> None:
    export = read_export([write("Deal Name,Account,Stage\nBig One,Acme,Open\nbig  one,ACME,Won\n,Acme,Open\n")])
    assert [(deal.id, deal.name) for deal in export.deals] == [
        (derived_id("Big One", "Acme"), "Big One"),
        (derived_id("", "Acme"), "Acme"),
    ]
    assert [row.line for row in export.bad_rows] == [3]
    assert derived_id("Big One", "Acme") == "csv-5b738e106b15de11ab8b"
    assert derived_id("Big", "One Acme") != derived_id("Big One", "Acme")


def test_a_name_made_of_account_and_product_has_a_limit(write: Write) -> None:
    export = read_export([write(f"Deal ID,Account,Product,Stage\n1,{'a' * 200},{'b' * 200},Open\n")])
    assert list(export.deals) == []
    assert "is longer than 300 characters" in export.bad_rows[0].reason


def test_an_owner_is_one_person_with_and_without_the_address(write: Write) -> None:
    deals = write(
        "Deal ID,Stage,Owner,Owner Email,Manager,Manager Email\n"
        "1,Open,Ines Marchetti,Ines.M@Corp.example,Rosa Thiele,\n"
        "2,Open,ines  marchetti,,,\n"
        "3,Open,Rosa Thiele,rosa@corp.example,Rosa Thiele,\n"
        "4,Open,solo@corp.example,,,\n"
        "5,Open,,solo@corp.example,,\n"
        "6,Open,,,,\n"
        "7,Open,Twin,twin1@corp.example,,\n"
        "8,Open,Twin,twin2@corp.example,,\n"
        "9,Open,Twin,,,\n"
        "10,Open,Solo Sun,solo@corp.example,,\n"
    )
    teams = write("sales_agent,manager\nInes Marchetti,Rosa Thiele\n", "t.csv")
    export = read_export([deals, teams])
    assert [deal.owner for deal in export.deals] == [
        "ines.m@corp.example", "ines.m@corp.example", "rosa@corp.example", "solo@corp.example",
        "solo@corp.example", "", "twin1@corp.example", "twin2@corp.example", "Twin", "solo@corp.example",
    ]  # fmt: skip
    people = {person.id: person for person in export.people}
    assert people["ines.m@corp.example"] == Person(
        id="ines.m@corp.example", name="Ines Marchetti", email="ines.m@corp.example", manager="rosa@corp.example"
    )
    assert people["rosa@corp.example"].manager is None
    assert people["solo@corp.example"].name == "Solo Sun"
    assert set(people) == {
        "ines.m@corp.example", "rosa@corp.example", "solo@corp.example", "twin1@corp.example",
        "twin2@corp.example", "Twin",
    }  # fmt: skip


def test_the_tables_of_a_data_export_are_joined_by_their_ids(write: Write) -> None:
    deals = write(
        "Id,Name,AccountId,OwnerId,StageName,IsClosed,IsWon\n"
        "006A,Crane,001A,005A,Signature,true,true\n"
        "006B,Lift,001X,005X,Signature,false,false\n"
    )
    users = write(
        "Id,Name,Email,ManagerId\n005A,Ann Bo,Ann@corp.example,005B\n005B,Bea Co,bea@corp.example,\n", "u.csv"
    )
    accounts = write('Id,Name,Industry,NumberOfEmployees\n001A,Dockside,Shipping,"1,200"\n', "a.csv")
    export = read_export([users, accounts, deals])
    first, second = export.deals
    assert (first.account, first.owner, first.state) == ("Dockside", "ann@corp.example", DealState.WON)
    assert first.attributes == {"industry": "Shipping", "employees": 1200.0, "segment": "enterprise"}
    assert (second.account, second.owner, second.state) == ("", "005X", DealState.OPEN)
    people = {person.id: person.manager for person in export.people}
    assert people == {"005X": None, "ann@corp.example": "bea@corp.example", "bea@corp.example": None}


def test_bad_rows_of_the_other_tables_are_named_before_the_deals_are_read(write: Write) -> None:
    accounts = write("Account Name,Industry\nAcme,food\n,steel\nACME,steel\nx,y,z\n", "a.csv")
    people = write("First Name,Last Name,Email\nAnn,Bo,a@c.example\n,,\n ,\t,nobody\nAn,Bo,A@C.example\n", "t.csv")
    export = read_export([write("Deal ID,Account,Stage\n1,acme,Open\n"), accounts, people])
    assert [(row.file.name, row.line, row.reason) for row in export.bad_rows] == [
        ("a.csv", 3, "the row names no account."),
        ("a.csv", 4, "'ACME' stands in line 2 already."),
        ("a.csv", 5, "the row has 3 fields where the header has 2."),
        ("t.csv", 4, "the row names nobody."),
        ("t.csv", 5, "'a@c.example' stands in line 2 already."),
    ]
    (deal,) = export.deals
    assert (deal.account, deal.attributes) == ("Acme", {"industry": "food"})


def test_a_hubspot_export_becomes_a_deal(write: Write) -> None:
    path = write(
        "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Amount,Deal owner,Associated Company,Create Date,"
        "Deal Type,Closed Lost Reason,Associated Contact,Zip Code,Employees,Company Size\n"
        '77,Scanner,Closed lost (Sales),Sales,2024-05-01 10:30,"1,000.50",Ann Bo,Clinic,2024-01-02 08:00,'
        "newbusiness,No budget,Dr. Wu; Prof. Li;Dr. Wu,01234,50-200,007\n"
    )
    assert _one(read_export([path])) == Deal(
        id="77", name="Scanner", account="Clinic", owner="Ann Bo", amount=Decimal("1000.50"),
        crm_stage="Closed lost (Sales)", close_date=date(2024, 5, 1), state=DealState.LOST,
        close_reason="No budget", contacts=("Dr. Wu", "Prof. Li"),
        attributes={
            "pipeline": "Sales", "type": "newbusiness", "zip_code": "01234", "employees": "50-200",
            "company_size": "007",
        },
        created_at=datetime(2024, 1, 2, 8, tzinfo=UTC), source="csv",
    )  # fmt: skip


def test_a_reason_is_told_for_a_closed_deal_only(write: Write) -> None:
    path = write(
        "Deal ID,Stage,Lost Reason,Reason\n1,Open,old,old\n2,Lost,price,old\n3,Won,price,fit\n4,Closed,price,\n"
    )
    assert [(deal.state.value, deal.close_reason) for deal in read_export([path]).deals] == [
        ("open", ""), ("lost", "price"), ("won", "fit"), ("lost", "price"),
    ]  # fmt: skip


def test_text_of_every_kind_stays_as_it_is(write: Write) -> None:
    names = ["=HYPERLINK(1)", "<script>alert(1)</script>", "שלום עולם", "O'Hara & <b>", "@SUM(A1)", "naïve – “x”"]
    path = write("Deal ID,Stage,Deal Name\n" + "".join(f"{n},Open,{name}\n" for n, name in enumerate(names)))
    assert [deal.name for deal in read_export([path]).deals] == names


def test_progress_goes_over_all_files_and_ends_at_their_size(write: Write) -> None:
    paths = _joined(write)
    told: list[tuple[int, int]] = []
    export = read_export(paths, progress=lambda read, total: told.append((read, total)))
    list(export.deals)
    total = sum(path.stat().st_size for path in paths)
    assert told == sorted(told)
    assert told[-1] == (total, total)


def test_files_that_make_no_export_are_refused(write: Write) -> None:
    with pytest.raises(PersonError, match="Give at least one CSV file"):
        read_export([])
    with pytest.raises(PersonError, match=r"No file is a table of deals \(found a.csv as accounts\)"):
        read_export([write(ACCOUNTS, "a.csv")])
    with pytest.raises(PersonError, match="There is no field 'colour'"):
        read_export([write(PIPELINE)], columns={"colour": "product"})
