"""The optional identity gateway: what it is asked, what it may answer, and its HTTP client.

What the établissement must serve is published in `openapi.yaml`. The client is made by a command,
which knows the address and the token, and handed to the services.
"""
