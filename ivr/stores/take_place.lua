-- Notes that an agent talks with whoever had a place, which is gone from the queue. Returns 0 when the ring is over.
--
-- KEYS     1 ring:<ring id>   2 agent:<agent>   3 offers:<queue>   4 queue:<queue>   5 promised:<queue>   6 rings
--          7 place:<queue>:<place>   8 served:<place>
-- ARGV     1 ring id   2 until   3 place   4 now   5 seconds to know that the place was served
local id, place = ARGV[1], ARGV[3]
redis.call('ZREM', KEYS[4], place)
redis.call('HDEL', KEYS[5], place)
redis.call('DEL', KEYS[7])
redis.call('SET', KEYS[8], id, 'EX', ARGV[5])
redis.call('SREM', KEYS[3], id)
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HGET', KEYS[1], 'over') == '1' then
  return 0
end
local mine = redis.call('HGET', KEYS[1], 'promised')
if mine and mine ~= '' and redis.call('HGET', KEYS[5], mine) == id then
  redis.call('HDEL', KEYS[5], mine)
end
redis.call(
  'HSET', KEYS[1], 'state', 'talking', 'promised', '', 'served', place, 'served_at', ARGV[4], 'until', ARGV[2]
)
redis.call('HSET', KEYS[2], 'state', 'talking', 'until', ARGV[2], 'since', ARGV[4])
redis.call('ZADD', KEYS[6], ARGV[2], id)
return 1
