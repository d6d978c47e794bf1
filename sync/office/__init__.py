"""What a reporting office does: fill, check, explain, submit, correct. Window and command line call the same."""
