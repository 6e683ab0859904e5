-- One row is an earlier version that stood on $known_on: delivered by then, replaced or withdrawn only later.
SELECT * EXCLUDE (known_to) FROM {fact} WHERE extracted_on <= $known_on AND known_to > $known_on
