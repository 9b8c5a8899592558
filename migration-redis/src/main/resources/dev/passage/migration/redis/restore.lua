-- KEYS 1 the fences, then session and note of each, in turn
-- ARGV 1 scope, 2 epoch, then for each: number, lot, whether deleted, expiry or 0, dump of the session, dump of the note; empty where
-- there is none
local function restored(entry, note, first)
  local old, foreign = held(entry, note)
  if foreign then return FOREIGN end
  if old and not newer(tonumber(ARGV[first]), tonumber(ARGV[first + 1]), ARGV[first + 2] == '1', old) then
    return NOT_NEWER
  end
  for place = 0, entry == note and 0 or 1 do
    local key, dump = place == 0 and entry or note, ARGV[first + 4 + place]
    if dump == '' then
      redis.call('DEL', key)
    else
      local done = redis.pcall('RESTORE', key, ARGV[first + 3], dump, 'REPLACE', 'ABSTTL')
      if done.err then return REFUSED, done.err end
    end
  end
  return STORED
end

if fenced(KEYS[1], ARGV[1], ARGV[2]) then return FENCED end
local answers = {}
for place = 1, (#KEYS - 1) / 2 do
  local answer, refusal = restored(KEYS[2 * place], KEYS[2 * place + 1], 6 * place - 3)
  if refusal and string.find(refusal, 'OOM', 1, true) then return redis.error_reply(refusal) end
  answers[place] = answer
end
return answers
