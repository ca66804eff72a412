"""Every sentence a reader sees, in the language of the reader."""
