"""How bundles travel: USB drives, mail, folders. Carriers are believed nothing; what arrives is verified as ever."""
