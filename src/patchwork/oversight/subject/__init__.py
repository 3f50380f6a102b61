"""Subject access: what is held about a person, given to them; putting it right, holding, restricting, erasing."""
