-- ARGV 3 number, 4 lot, 5 whether deleted, 6 expiry or 0, 7 dump of the session, 8 dump of the note; empty where there is none
if fenced(KEYS[3], ARGV[1], ARGV[2]) then return FENCED end
local old, foreign = held(KEYS[1], KEYS[2])
if foreign then return FOREIGN end
if old and not newer(tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1', old) then return NOT_NEWER end
for place = 1, 2 do
  local dump = ARGV[6 + place]
  if dump ~= '' then
    local done = redis.pcall('RESTORE', KEYS[place], ARGV[6], dump, 'REPLACE', 'ABSTTL')
    if type(done) == 'table' and done.err then
      if string.find(done.err, 'OOM', 1, true) then return done end
      return REFUSED
    end
  elseif KEYS[1] ~= KEYS[2] then
    redis.call('DEL', KEYS[place])
  end
end
return STORED
