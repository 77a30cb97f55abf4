"""Files on the wire: attachments, letters to be printed, and the signed links that lead to them."""
