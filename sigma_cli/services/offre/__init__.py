"""The offer: établissement, actions, composantes, sessions and their meetings."""
