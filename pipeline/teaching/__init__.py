"""The office's own models: taught by its examples beside the shipped ones, judged, kept or left."""
