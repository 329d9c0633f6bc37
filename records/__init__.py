"""The records floor: members, conversations and mailboxes in a database; the only room with SQL for them."""
