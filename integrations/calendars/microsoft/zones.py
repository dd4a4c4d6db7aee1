"""Names of time zones as Microsoft writes them: its own ones, IANA's, or none that anybody knows."""

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from core.zones import zone_names

OWN = {"tzone://Microsoft/Utc": "UTC", "UTC": "UTC"}


def iana(name: object) -> str:
    """Return the IANA zone of a name, empty if it is none.

    Which zone stands for a Windows name is said by Unicode CLDR (supplemental/windowsZones.xml, territory 001), which the
    icalendar package carries.
    """
    if not isinstance(name, str):
        return ""
    found = OWN.get(name) or WINDOWS_TO_OLSON.get(name, name)
    return found if found in zone_names() else ""
