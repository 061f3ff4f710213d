"""The front door behind `./quicksell`: sets up and runs everything on one machine.

Standard library only, because it runs before the virtual environment exists.
"""
