-- ARGV 3 number and 4 lot that the touch builds on, 5 expiry or 0, 6 how many arguments go to the note, then those, then those of the session
if fenced(KEYS[3], ARGV[1], ARGV[2]) then return FENCED end
local old, foreign = held(KEYS[1], KEYS[2])
if foreign then return FOREIGN end
if not old or old.deleted or old.number ~= tonumber(ARGV[3]) or old.lot ~= tonumber(ARGV[4]) then return NOT_NEWER end
if redis.call('EXISTS', KEYS[1]) == 0 then return NOT_NEWER end
local notes = tonumber(ARGV[6])
set(KEYS[2], 7, 6 + notes)
set(KEYS[1], 7 + notes, #ARGV)
expire(KEYS[2], ARGV[5])
if KEYS[1] ~= KEYS[2] then expire(KEYS[1], ARGV[5]) end
return STORED
