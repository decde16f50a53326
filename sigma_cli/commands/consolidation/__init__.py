"""Commands of the Région's view: they read bundles and need no base."""
