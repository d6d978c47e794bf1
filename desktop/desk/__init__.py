"""What the pages of a collecting office share: the real desk behind them, tables, signing, their registration."""
