"""Where Twilio keeps the pictures of texts: https://www.twilio.com/docs/messaging/api/media-resource."""

from typing import Final

MEDIA_HOSTS: Final = ("twilio.com",)  # they ask for the account and its token
