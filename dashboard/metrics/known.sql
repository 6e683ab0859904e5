-- One row is a row of a fact that was delivered by $known_on and has not been delivered anew or withdrawn since.
SELECT * FROM {fact} WHERE extracted_on <= $known_on
