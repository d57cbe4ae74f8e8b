-- Ends a ring, once: its place is free for others, its agent after a while. Returns 0 when it was over already.
--
-- KEYS     1 ring:<ring id>   2 agent:<agent>   3 offers:<queue>   4 promised:<queue>   5 rings
-- ARGV     1 ring id   2 until   3 now   4 misses
local id = ARGV[1]
redis.call('SREM', KEYS[3], id)
redis.call('ZREM', KEYS[5], id)
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HGET', KEYS[1], 'over') == '1' then
  return 0
end
local mine = redis.call('HGET', KEYS[1], 'promised')
if mine and mine ~= '' and redis.call('HGET', KEYS[4], mine) == id then
  redis.call('HDEL', KEYS[4], mine)
end
redis.call('HSET', KEYS[1], 'over', '1', 'promised', '')
if redis.call('HGET', KEYS[2], 'ring') == id then
  redis.call('HSET', KEYS[2], 'state', 'free', 'until', ARGV[2], 'since', ARGV[3], 'misses', ARGV[4])
end
return 1
