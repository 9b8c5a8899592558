if fenced(KEYS[3], ARGV[1], ARGV[2]) then return FENCED end
redis.call('UNLINK', KEYS[1], KEYS[2])
return STORED
