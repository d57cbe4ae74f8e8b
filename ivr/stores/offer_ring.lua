-- Writes a ring down before it is made. Returns 1 when done, 0 when the agent is not free or no place needs one more.
--
-- KEYS[1]  agent:<agent>      hash    state, ring, until, since, misses
-- KEYS[2]  ring:<ring id>     hash    the ring
-- KEYS[3]  offers:<queue>     set     rings that nobody has accepted or refused yet
-- KEYS[4]  queue:<queue>      zset    who waits, by what their place is worth
-- KEYS[5]  promised:<queue>   hash    place -> the ring whose agent has accepted it
-- KEYS[6]  rings              zset    every ring that is not over, by when it is overdue
-- ARGV     1 ring id   2 now   3 until   4 seconds a ring is kept   5… fields of the ring
if tonumber(redis.call('HGET', KEYS[1], 'until') or '0') > tonumber(ARGV[2]) then
  return 0
end
if redis.call('SCARD', KEYS[3]) >= redis.call('ZCARD', KEYS[4]) - redis.call('HLEN', KEYS[5]) then
  return 0
end
redis.call('HSET', KEYS[1], 'state', 'rung', 'ring', ARGV[1], 'until', ARGV[3], 'since', ARGV[2])
redis.call('EXPIRE', KEYS[1], 86400)
redis.call('HSET', KEYS[2], unpack(ARGV, 5))
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[6], ARGV[3], ARGV[1])
return 1
