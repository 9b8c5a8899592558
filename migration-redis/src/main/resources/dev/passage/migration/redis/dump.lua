-- ARGV 1 whether only the mark of a deleted session is wanted, then the fields that hold the times in the layout of the session
if ARGV[1] == '1' and redis.pcall('HEXISTS', KEYS[2], 'deleted') ~= 1 then return { {}, {}, false, false } end
local times = redis.pcall('HMGET', KEYS[1], unpack(ARGV, 2))
if times.err then return FOREIGN end
local head = redis.pcall('HMGET', KEYS[2], 'number', 'lot', 'expires', 'deleted', 'accessed')
if head.err then return FOREIGN end
local note = false
if KEYS[1] ~= KEYS[2] then note = redis.call('DUMP', KEYS[2]) end
return { head, times, redis.call('DUMP', KEYS[1]), note }
