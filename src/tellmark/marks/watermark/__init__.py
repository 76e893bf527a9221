"""The invisible mark of pictures: a short message under the pixels, which survives what takes metadata away."""
