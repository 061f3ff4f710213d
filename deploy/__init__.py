"""What it takes to run QuickSell: the front door for one machine, and configuration for servers."""
