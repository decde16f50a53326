"""Who bears a number (NIR-05), asked in this order; each field keeps the name of who told it.

1. The base itself: a number already borne, by the same name, is the same person.
2. The identities imported from another register of the établissement (`annuaire`).
3. The HTTP gateway, off by default (`passerelle`); it alone may call its answer certified.
4. What the number itself tells: civilité, genre, year and month, kind of place of birth.

A register that answers for someone else, or does not answer, is passed over with a word.
"""
