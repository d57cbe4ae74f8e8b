"""What can go wrong, as types that carry what a person needs to mend it."""


class RingtreeError(Exception):
    """Something a person can mend; its text names the thing, the place and the next step."""


class SettingsError(RingtreeError):
    """A setting is missing, malformed or unknown; the line does not start."""


class BadRequestError(RingtreeError):
    """An authentic request whose form says nothing we can act on."""


class StoreUnavailableError(RingtreeError):
    """Live call state cannot be read or written now; the caller goes on all the same."""


class DatabaseUnavailableError(RingtreeError):
    """What must not be lost cannot be read or written now."""


class MenusNotReadyError(RingtreeError):
    """No menus have been loaded, so a call can only be told to try again later."""


class EmbeddedServerError(RingtreeError):
    """The private Redis server could not be started or reached."""


class EmbeddedServerDownError(EmbeddedServerError):
    """The private Redis server does not come up now; the same may work later."""
