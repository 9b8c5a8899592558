-- ARGV 1 whether only the mark of a deleted session is wanted
if ARGV[1] == '1' and redis.pcall('HEXISTS', KEYS[2], 'deleted') ~= 1 then return { {}, {} } end
local entry = redis.pcall('HGETALL', KEYS[1])
if entry.err then return FOREIGN end
if KEYS[1] == KEYS[2] then return { entry, entry } end
local note = redis.pcall('HGETALL', KEYS[2])
if note.err then return FOREIGN end
return { entry, note }
