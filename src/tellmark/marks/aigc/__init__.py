"""The GB 45438 implicit label: values, provider codes, carriers, wild variants."""
