"""What a problem is: indices, arrays, relations, operations, values, and the page as data."""
