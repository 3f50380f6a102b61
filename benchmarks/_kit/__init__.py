"""What the benches share: databases of known sizes, a browser without a screen, and honest statistics."""
