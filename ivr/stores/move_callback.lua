-- Writes changes of a callback, unless it has another state by now. Returns 1 when done, 0 when not.
--
-- KEYS     1 callback:<id>  hash   2 callbacks  zset  every callback that is not over, by when to look at it
-- ARGV     1 id   2 the state it must have ("": none, it is new)   3 due   4… fields
if (redis.call('HGET', KEYS[1], 'state') or '') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1
