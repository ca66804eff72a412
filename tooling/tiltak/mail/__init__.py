"""Reminders as mail: whom they reach, what they look like, how they are handed over, and what was sent.

letters (a mail) | delivery (a mail server, a webhook) | addresses (who has which address) | ledger (what was sent)
"""
