"""How everything looks: roles of color, one family of type, one scale of sizes, one style sheet."""
