"""What a reporting system is: packs, values, rules, reports and the local store. No Qt, no network, no clock."""
