-- Keeps one more part of a telephone's record, when it has as many parts as whoever adds one believes. Returns 1, or 0
-- when it has not: somebody else has used the telephone meanwhile, or it is gone.
--
-- KEYS[1]  phone:<name>    list    sealed parts
-- KEYS[2]  phones:alive    zset    name: the second until which it is alive
-- ARGV     1 number of parts   2 the part, sealed   3 name   4 alive until; empty when the call is over   5 seconds to keep
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then
  return 0
end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[5])
if ARGV[4] == '' then
  redis.call('ZREM', KEYS[2], ARGV[3])
else
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3])
end
return 1
