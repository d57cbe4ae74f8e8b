"""How the pictures of a text are fetched."""

from collections.abc import Iterator
from pathlib import Path

from ivr.errors import RingtreeError
from ivr.factory.database import database_of
from ivr.providers.twilio.media import MEDIA_HOSTS
from ivr.settings import Settings
from ivr.stores.sql.text_pictures import find_pictures
from ivr.systems.pictures import PictureAccount, PictureClient
from ivr.values import MessageId
from ivr.workflows.fetch_pictures import Fetched, fetch_pictures


def fetch_pictures_of(settings: Settings, message_id: MessageId, folder: Path) -> Iterator[Fetched]:
    """Fetch the pictures of a text into a folder, one after the other; RingtreeError when no such text came in."""
    addresses = find_pictures(database_of(settings), message_id)
    if addresses is None:
        raise RingtreeError(f"No text {message_id.value} came in here; its id stands in `ivr messages`.")
    return fetch_pictures(_client(settings), addresses, folder, message_id.value)


def _client(settings: Settings) -> PictureClient:
    account, token = settings.twilio_account_sid, settings.twilio_auth_token
    known = (PictureAccount(MEDIA_HOSTS, account, token),) if account is not None and token is not None else ()
    return PictureClient(known, settings.private_hosts)
