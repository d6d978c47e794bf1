"""The print preview: any page opens it over itself with `opening.Preview.open(PrintSource(…))`."""
