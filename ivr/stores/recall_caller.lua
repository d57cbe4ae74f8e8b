-- Returns names and sealed values in turn: of a number that has more than there may be, none; and none that is too large.
--
-- KEYS[1]  caller:<hash>  hash  name: sealed value
-- ARGV     1 names kept at most   2 bytes of a value at most
local found = {}
if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[1]) then
  return found
end
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if redis.call('HSTRLEN', KEYS[1], name) <= tonumber(ARGV[2]) then
    found[#found + 1] = name
    found[#found + 1] = redis.call('HGET', KEYS[1], name)
  end
end
return found
