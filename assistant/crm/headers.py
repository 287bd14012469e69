"""The column headers that CRM exports use, by what they mean to us. Data only; `mapping` decides with it.

Headers are compared squashed: lower case, letters and digits only, so "Close Date", "CloseDate" and
"close_date" are one. Earlier spellings win where an export has several of them.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What one file of an export is a table of."""

    DEALS = "deals"
    ACCOUNTS = "accounts"
    PRODUCTS = "products"
    PEOPLE = "people"


_OWNER = (
    "opportunityowner", "dealowner", "ownername", "ownerfullname", "owner", "salesagent", "salesrep",
    "salesrepresentative", "salesperson", "accountexecutive", "rep", "seller", "inhaber", "besitzer",
    "verantwortlich", "verkäufer", "zuständig",
)  # fmt: skip
_ACCOUNT = (
    "accountname", "account", "companyname", "company", "associatedcompanyprimary", "associatedcompany",
    "primarycompany", "customername", "customer", "clientname", "client", "organisation", "organization",
    "kundenname", "kunde", "firma", "unternehmen",
)  # fmt: skip
_MANAGER = ("manager", "managername", "managerfullname", "ownermanager", "salesmanager", "teamlead", "vorgesetzter")
_PRODUCT = ("productname", "product", "produktname", "produkt")

FIELDS: dict[Role, dict[str, tuple[str, ...]]] = {
    Role.DEALS: {
        "id": ("opportunityid", "dealid", "recordid", "hsobjectid", "opportunitynumber", "dealnumber", "id"),
        "name": ("opportunityname", "dealname", "opportunity", "deal", "name", "title", "bezeichnung"),
        "account": _ACCOUNT,
        "account_id": ("accountid", "companyid", "customerid"),
        "product": _PRODUCT,
        "owner": _OWNER,
        "owner_email": (
            "owneremail", "opportunityowneremail", "dealowneremail", "owneremailaddress",
            "salesrepemail", "repemail",
        ),
        "owner_id": ("ownerid", "hubspotownerid"),
        "manager": _MANAGER,
        "manager_email": ("manageremail", "ownermanageremail"),
        "amount": (
            "amount", "dealamount", "opportunityamount", "closevalue", "dealvalue", "value", "totalamount",
            "betrag", "wert", "auftragswert", "volumen",
        ),
        "currency": (
            "amountcurrency", "currencyisocode", "opportunitycurrency", "dealcurrencycode", "dealcurrency",
            "currencycode", "currency", "währung",
        ),
        "stage": ("stagename", "stage", "dealstage", "opportunitystage", "salesstage", "pipelinestage",
                  "verkaufsphase", "phase"),
        "status": ("opportunitystatus", "dealstatus", "status"),
        "won": ("iswon", "isclosedwon", "closedwon", "won", "gewonnen"),
        "lost": ("isclosedlost", "islost", "closedlost", "lost", "verloren"),
        "closed": ("isclosed", "isdealclosed", "closed", "geschlossen"),
        "forecast": ("forecastcategoryname", "forecastcategory", "forecast"),
        "close_date": (
            "closedate", "closeddate", "expectedclosedate", "estimatedclosedate", "closingdate",
            "abschlussdatum", "schlusstermin",
        ),
        "created": (
            "createddate", "createdate", "createdat", "createdon", "creationdate", "created", "engagedate",
            "erstelltam", "erstelldatum", "anlagedatum",
        ),
        "lost_reason": ("closedlostreason", "lostreason", "lossreason", "reasonlost", "verlustgrund"),
        "won_reason": ("closedwonreason", "wonreason", "winreason"),
        "close_reason": ("closereason", "closedreason", "reasonwonlost", "reason"),
        "contacts": (
            "primarycontact", "contactname", "associatedcontact", "associatedcontacts", "contacts", "contact",
            "ansprechpartner",
        ),
    },
    Role.ACCOUNTS: {
        "account": (*_ACCOUNT, "name"),
        "account_id": ("accountid", "companyid", "recordid", "customerid", "id"),
    },
    Role.PRODUCTS: {"product": (*_PRODUCT, "name")},
    Role.PEOPLE: {
        "owner": (*_OWNER, "fullname", "username", "name"),
        "owner_email": ("email", "emailaddress", "owneremail", "workemail"),
        "owner_id": ("userid", "ownerid", "id"),
        "first_name": ("firstname", "vorname"),
        "last_name": ("lastname", "nachname"),
        "manager": (*_MANAGER, "managerid"),
        "manager_email": ("manageremail",),
    },
}  # fmt: skip

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "segment": ("segment", "customersegment", "marketsegment"),
    "industry": ("industry", "accountindustry", "sector", "vertical", "branche"),
    "region": ("region", "salesregion", "territory", "regionaloffice", "officelocation", "gebiet"),
    "employees": (
        "employees", "numberofemployees", "noofemployees", "employeecount", "headcount", "mitarbeiter",
        "mitarbeiterzahl", "anzahlmitarbeiter",
    ),
    "revenue": ("annualrevenue", "accountannualrevenue", "revenue", "jahresumsatz"),
    "product": _PRODUCT,
    "price": ("salesprice", "listprice", "unitprice", "price", "preis"),
    "series": ("series", "productfamily", "family"),
    "type": ("type", "dealtype", "opportunitytype"),
    "lead_source": ("leadsource",),
    "pipeline": ("pipeline",),
}  # fmt: skip

DATES = ("close_date", "created")
NUMBERS = ("amount", "employees", "revenue", "price")

# Headers that only a table of deals has, whatever else it lacks.
DEALS_ONLY = frozenset({
    "opportunityid", "opportunityname", "opportunitynumber", "dealid", "dealname", "dealnumber", "dealstage",
})  # fmt: skip
# A bare "Name" is an account's, a product's or a person's according to what stands beside it.
NAME_BESIDE = {
    Role.ACCOUNTS: ("industry", "employees", "revenue"),
    Role.PRODUCTS: ("price", "series"),
    Role.PEOPLE: ("owner_email", "manager"),
}
