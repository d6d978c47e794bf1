"""What a collecting office does with what came in: who reported, totals, targets, node checks, history."""
