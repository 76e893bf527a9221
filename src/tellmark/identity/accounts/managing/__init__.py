"""The pages of whoever manages accounts."""
