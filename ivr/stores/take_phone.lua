-- Takes a telephone that nobody has used in time, so that nobody else takes it. Returns its name, or nothing.
--
-- KEYS[1]  phones:alive    zset    name: the second until which it is alive      ARGV[1]  now
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, 1)[1]
if found then
  redis.call('ZREM', KEYS[1], found)
end
return found
