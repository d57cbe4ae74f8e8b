"""The company's side of a webhook: signs the form, delivers it, and judges whether the answer can be used."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlencode, urlsplit

from ivr.handset.heard import Heard
from ivr.phone.companies import TWILIO, Company
from ivr.phone.documents import Place, read_document
from ivr.phone.legs import Leg, standard_form
from ivr.phone.line import Reply, Transport
from ivr.phone.problems import BadDocumentError, CallFailedError, EndlessCallError
from ivr.phone.verbs import Method, Verb

MOST_HOPS = 100
MOST_SAME_URL = 50
_NOT_TWIML = 12300


@dataclass(frozen=True, slots=True)
class Page:
    """A document that was fetched, and what it says."""

    url: str
    text: str
    verbs: tuple[Verb, ...]


@dataclass(slots=True)
class Webhooks:
    """Delivers every request of one call; counts the hops made without anything asked of the caller."""

    transport: Transport
    account_sid: str
    auth_token: str = field(repr=False)
    extra_form: Mapping[str, str]
    overhear: Callable[[Mapping[str, str]], Sequence[Heard]]
    company: Company = TWILIO
    warnings: list[str] = field(default_factory=list)
    overheard: list[Heard] = field(default_factory=list)
    _hops: Counter[str] = field(default_factory=Counter)

    def caller_acted(self) -> None:
        """Begin the count of hops anew."""
        self._hops.clear()

    def fetch(self, leg: Leg, place: Place, url: str, method: Method, fields: Mapping[str, str]) -> Page:
        """Return the document that the server answers with.

        CallFailedError when a real call would end here, BadDocumentError when the document is not faultless,
        EndlessCallError when documents lead to each other without end.
        """
        self._count_hop(url)
        reply = self.deliver(leg, url, method, fields)
        path = urlsplit(url).path
        if 300 <= reply.status < 400:
            raise BadDocumentError(
                f"{path} answered {reply.status}: a redirect drops what the caller pressed; answer here instead", 11200
            )
        if reply.status != 200:
            raise CallFailedError(f"{path} answered {reply.status}", 11200)
        try:
            verbs = read_document(reply.body, reply.content_type, place, self.company)
        except BadDocumentError as problem:
            if problem.code == _NOT_TWIML:
                raise CallFailedError(f"{path} did not answer with TwiML: {problem}", problem.code) from problem
            raise BadDocumentError(f"{path}: {problem}", problem.code) from problem
        return Page(urldefrag(url).url, reply.body.decode(errors="replace"), verbs)

    def notify(self, leg: Leg, url: str, method: Method, fields: Mapping[str, str]) -> None:
        """Deliver a callback whose answer nobody performs; a bad answer becomes a warning, as in Twilio's debugger."""
        try:
            reply = self.deliver(leg, url, method, fields)
        except CallFailedError as problem:
            self.warnings.append(str(problem))
            return
        if not 200 <= reply.status < 300:
            self.warnings.append(f"{urlsplit(url).path} answered {reply.status} to a callback (Twilio 15003)")

    def deliver(self, leg: Leg, url: str, method: Method, fields: Mapping[str, str]) -> Reply:
        """Send one signed request about a leg. The fragment (Twilio's connection overrides) is never sent."""
        target = urldefrag(url).url
        form = self.company.form({**standard_form(leg, self.account_sid), **fields, **self.extra_form})
        reply = self._send(target, method, form)
        self.overheard += self.overhear(reply.headers)
        return reply

    def _send(self, target: str, method: Method, form: Mapping[str, str]) -> Reply:
        if method == "GET":
            target += ("&" if "?" in target else "?") + urlencode(form)
            return self.transport.get(target, self.company.headers(self.auth_token, target, None))
        return self.transport.post(target, form, self.company.headers(self.auth_token, target, form))

    def _count_hop(self, url: str) -> None:
        self._hops[url] += 1
        if self._hops[url] > MOST_SAME_URL or self._hops.total() > MOST_HOPS:
            raise EndlessCallError(
                f"{urlsplit(url).path} was requested {self._hops[url]} times, and {self._hops.total()} documents "
                "in all, without anything being asked of the caller: the documents lead to each other for ever."
            )
