"""What may be made of a person without their agreement: what they are told of it, and how they object."""
