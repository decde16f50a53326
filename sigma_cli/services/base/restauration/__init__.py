"""Put a backup in place of the base, without sending anything twice (RF-02).

A backup that is put back remembers the sendings of its day. What the base it replaces knows beyond
is written first in a copy of it: the files with their states, the bytes of those that wait, and the
lines with the marks of the parcours that both know, by the same number made at the same instant.
Nothing goes backwards: where both speak of a file, the one that knows more of it is believed. That
copy is then poured into the base, in one transaction of SQLite.
"""
