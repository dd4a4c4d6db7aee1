"""The settings of outside services that are no conversations: calendars, sign-in, meeting rooms."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings

from bot.settings.checks import base_url, file_path, networks

Url = Annotated[str, AfterValidator(base_url)]


class ServiceSettings(BaseSettings):
    """What is needed to reach them. Without a client id a service is not there; every address can be another, for tests and closed networks."""

    ca_bundle: Annotated[str, AfterValidator(file_path)] = Field(default="", alias="PARLEY_CA_BUNDLE")
    """A file of certificates that are trusted besides the usual ones, for services behind a company's own authority."""

    calendar_networks: Annotated[str, AfterValidator(networks)] = Field(
        default="", alias="PARLEY_CALENDAR_NETWORKS"
    )
    """Networks that are not public and in which people's own calendar servers may be, apart by commas; in development all are."""

    google_client_id: str = Field(default="", alias="GOOGLE_CLIENT_ID")
    google_client_secret: str = Field(default="", alias="GOOGLE_CLIENT_SECRET", repr=False)
    google_issuer: Url = Field(default="https://accounts.google.com", alias="GOOGLE_ISSUER")
    """Whose `/.well-known/openid-configuration` says where one signs in."""
    google_calendar_url: Url = Field(
        default="https://www.googleapis.com/calendar/v3", alias="GOOGLE_CALENDAR_URL"
    )
    google_revoke_url: Url = Field(default="https://oauth2.googleapis.com/revoke", alias="GOOGLE_REVOKE_URL")

    microsoft_client_id: str = Field(default="", alias="MICROSOFT_CLIENT_ID")
    microsoft_client_secret: str = Field(default="", alias="MICROSOFT_CLIENT_SECRET", repr=False)
    microsoft_authority: Url = Field(
        default="https://login.microsoftonline.com/common", alias="MICROSOFT_AUTHORITY"
    )
    """With a tenant's id in place of `common`, only its people can sign in."""
    microsoft_graph_url: Url = Field(default="https://graph.microsoft.com/v1.0", alias="MICROSOFT_GRAPH_URL")

    github_client_id: str = Field(default="", alias="GITHUB_CLIENT_ID")
    github_client_secret: str = Field(default="", alias="GITHUB_CLIENT_SECRET", repr=False)
    github_url: Url = Field(default="https://github.com", alias="GITHUB_URL")
    github_api_url: Url = Field(default="https://api.github.com", alias="GITHUB_API_URL")

    zoom_account_id: str = Field(default="", alias="ZOOM_ACCOUNT_ID")
    zoom_client_id: str = Field(default="", alias="ZOOM_CLIENT_ID")
    zoom_client_secret: str = Field(default="", alias="ZOOM_CLIENT_SECRET", repr=False)
    zoom_api_url: Url = Field(default="https://api.zoom.us/v2", alias="ZOOM_API_URL")
    zoom_token_url: Url = Field(default="https://zoom.us/oauth/token", alias="ZOOM_TOKEN_URL")
