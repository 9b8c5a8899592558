-- KEYS: what is held as a session, what Passage knows about it (the same key in its own layout), the fences.
-- ARGV: scope and epoch of the write, and what each script says.
local STORED, NOT_NEWER, FENCED, FOREIGN, REFUSED = 0, 1, 2, 3, 4

local function fenced(key, scope, epoch)
  if scope == '' then return false end
  local seen = redis.call('HGET', key, scope)
  return seen and tonumber(seen) > tonumber(epoch)
end

-- What is held: nothing, or a table of number, lot and whether it was deleted. The second result tells that something else stands there.
local function held(entry, note)
  local head = redis.pcall('HMGET', note, 'number', 'lot', 'deleted')
  if head.err then return nil, true end
  if head[1] then
    return { number = tonumber(head[1]), lot = tonumber(head[2]), deleted = head[3] and true or false }, false
  end
  local kind = redis.call('TYPE', entry).ok
  if kind == 'none' then return nil, false end
  if kind ~= 'hash' or entry == note then return nil, true end
  return { number = 0, lot = 0, deleted = false }, false
end

local function newer(number, lot, deleted, than)
  if deleted ~= than.deleted then return deleted end
  if number ~= than.number then return number > than.number end
  return lot > than.lot
end

-- Lua hands over a limited number of arguments at once.
local function set(key, first, last)
  for place = first, last, 1000 do
    redis.call('HSET', key, unpack(ARGV, place, math.min(place + 999, last)))
  end
end

local function expire(key, at)
  if at == '0' then redis.call('PERSIST', key) else redis.call('PEXPIREAT', key, at) end
end
