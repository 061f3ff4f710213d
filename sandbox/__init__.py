"""Offline stand-ins for the outside services. They talk HTTP only and import nothing of the project."""
