"""How an answer leaves: in which language, with which headers, and how a request is refused."""
