-- ARGV 3 number, 4 lot, 5 whether deleted, 6 expiry or 0, 7 how many arguments go to the note, then those, then those of the session
if fenced(KEYS[3], ARGV[1], ARGV[2]) then return FENCED end
local old, foreign = held(KEYS[1], KEYS[2])
if foreign then return FOREIGN end
if old and not newer(tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1', old) then return NOT_NEWER end
-- A server whose memory is full refuses a script whose first write takes memory. Deletions free it, and are never refused.
if ARGV[5] ~= '1' then redis.call('HSET', KEYS[2], 'number', ARGV[3]) end
redis.call('DEL', KEYS[1], KEYS[2])
local notes = tonumber(ARGV[7])
set(KEYS[2], 8, 7 + notes)
set(KEYS[1], 8 + notes, #ARGV)
expire(KEYS[2], ARGV[6])
if KEYS[1] ~= KEYS[2] then expire(KEYS[1], ARGV[6]) end
return STORED
