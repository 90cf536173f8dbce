"""The checks of a package: each reads the package, and where they are at hand the sources, by means of its own."""
