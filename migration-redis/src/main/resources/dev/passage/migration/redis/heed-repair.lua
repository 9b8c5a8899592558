-- KEYS 1 the repairs; ARGV 1 id, 2 mark
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
return STORED
