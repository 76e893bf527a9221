"""What was made of somebody, in words and page by page: for them, for whoever asked, and for officers."""
