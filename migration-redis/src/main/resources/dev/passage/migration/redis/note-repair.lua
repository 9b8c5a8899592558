-- KEYS 1 the fences, 2 the repairs; ARGV 3 id, 4 mark
if fenced(KEYS[1], ARGV[1], ARGV[2]) then return FENCED end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
return STORED
