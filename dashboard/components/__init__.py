"""Answer in, Dash component out."""
