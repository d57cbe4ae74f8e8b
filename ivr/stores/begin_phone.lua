-- Keeps a new telephone's record. Returns 1, or 0 when as many are alive as may be. Those that were left lying for so
-- long that nobody can bring them back any more do not count.
--
-- KEYS[1]  phone:<name>    list    sealed parts
-- KEYS[2]  phones:alive    zset    name: the second until which it is alive
-- ARGV     1 name   2 alive until   3 most   4 seconds to keep   5 now   6… the parts, sealed
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', tonumber(ARGV[5]) - tonumber(ARGV[4]))
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then
  return 0
end
for number = 6, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[number])
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
