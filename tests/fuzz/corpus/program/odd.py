x = f"{a}" """doc
"Data" """ r"\" # no
Bucket(self, "Data", versioned=False)