"""The bot floor: hears, decides and speaks: channels, conversation, pages, command line."""
