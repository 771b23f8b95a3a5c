"""Official letters: DOCX from templates, PDF through LibreOffice."""
