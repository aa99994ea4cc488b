-- What proves the direction of a drift, or keeps it from being told.

-- witness is JSON: a request that is allowed on one side only. assessed_on is
-- a hash of what the judgement rests on; NULL: to be judged again.
ALTER TABLE drifts ADD COLUMN witness TEXT;
ALTER TABLE drifts ADD COLUMN direction_reason TEXT;
ALTER TABLE drifts ADD COLUMN assessed_on TEXT;
