"""The application: sessions, policies, security headers, pages and their static files."""
