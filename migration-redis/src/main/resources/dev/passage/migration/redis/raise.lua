-- KEYS 1 the fences
local seen = redis.call('HGET', KEYS[1], ARGV[1])
if not seen or tonumber(seen) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return STORED
