"""Exchange of reports: bundles, keys, trust, merging, aggregation, outputs and the command line. No Qt."""
