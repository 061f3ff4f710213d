"""The figures the design promises, each beside its floor measured in the same run: `./quicksell bench`."""
