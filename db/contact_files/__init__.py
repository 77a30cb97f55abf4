"""Files of contacts: importing, where a second run changes nothing, and exporting."""
