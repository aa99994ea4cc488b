-- What a resource comes from. `blueprints`: a JSON list of the identities of the
-- blueprints that ask for it. `own_spec`: what somebody wrote of it, where
-- blueprints add to that.
ALTER TABLE resources ADD COLUMN blueprints TEXT NOT NULL DEFAULT '[]';
ALTER TABLE resources ADD COLUMN own_spec BLOB REFERENCES contents (hash);
