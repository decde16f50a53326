"""What every use case stands on: journal, look-ups, changes, letters, what tables and clocks say."""
