"""What can go wrong with the vector store and with the endpoint that embeds. Each message says what to do."""


class StoreUnavailableError(Exception):
    """Something does not answer now: a server, an endpoint, a folder in use. The same call may work later."""


class StoreUnusableError(Exception):
    """Whoever runs Rightside must change something: a folder, a disk, a key, an address."""
