"""What Yotpo takes: the fields' names and limits, the schema of the clean table, the JSON Schema of a request."""
