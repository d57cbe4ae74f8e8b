-- Gives an agent the first place that no other agent has. Returns it and the places of others before it; nothing when
-- there is none, or the ring is over.
--
-- KEYS     1 ring:<ring id>   2 agent:<agent>   3 offers:<queue>   4 queue:<queue>   5 promised:<queue>   6 rings
-- ARGV     1 ring id   2 until
local id = ARGV[1]
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HGET', KEYS[1], 'over') == '1' then
  return {}
end
if redis.call('HGET', KEYS[1], 'state') == 'talking' then
  return {} -- a word that comes late
end
local owners = {}
local flat = redis.call('HGETALL', KEYS[5])
for number = 1, #flat, 2 do
  owners[flat[number]] = flat[number + 1]
end
local found, ahead = false, {}
for _, place in ipairs(redis.call('ZRANGE', KEYS[4], 0, #flat / 2)) do
  if owners[place] == nil or owners[place] == id then
    found = place
    break
  end
  ahead[#ahead + 1] = place
end
local mine = redis.call('HGET', KEYS[1], 'promised')
if mine and mine ~= '' and mine ~= found and owners[mine] == id then
  redis.call('HDEL', KEYS[5], mine)
end
redis.call('SREM', KEYS[3], id)
redis.call('HSET', KEYS[1], 'state', 'accepted', 'promised', found or '', 'until', ARGV[2])
redis.call('HSET', KEYS[2], 'state', 'accepted', 'until', ARGV[2])
redis.call('ZADD', KEYS[6], ARGV[2], id)
if not found then
  return {}
end
redis.call('HSET', KEYS[5], found, id)
return {found, unpack(ahead)}
