"""What every route and page needs: rendering, language, problem documents, limits."""
