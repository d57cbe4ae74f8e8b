-- Keeps names for a number in place of older values; all of them go when the last is over. Other names stay as they are,
-- so calls of one number that end at once lose nothing of each other's. Returns how many there was no room for.
--
-- KEYS[1]  caller:<hash>  hash  name: sealed value
-- ARGV     1 seconds to live   2 names kept at most   3… name and sealed value, in turn
local refused = 0
local lives = math.max(redis.call('TTL', KEYS[1]), tonumber(ARGV[1]))
for number = 3, #ARGV, 2 do
  local is_held = redis.call('HEXISTS', KEYS[1], ARGV[number]) == 1
  if is_held or redis.call('HLEN', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('HSET', KEYS[1], ARGV[number], ARGV[number + 1])
  else
    refused = refused + 1
  end
end
redis.call('EXPIRE', KEYS[1], lives)
return refused
