-- How many of a resolution's votes came as written opinions of members who were away (admission and confirmation only).
ALTER TABLE resolutions ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
