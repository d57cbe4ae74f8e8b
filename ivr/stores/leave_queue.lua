-- Takes a call out of whatever queue it is in. Returns 1 when it was in one, 0 when not.
--
-- KEYS[1]  inqueue:<call id>  string  the queue's name
-- ARGV     1 call id   2 what stands before the name of a queue in its key
local queue = redis.call('GET', KEYS[1])
if not queue then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', ARGV[2] .. queue, ARGV[1])
redis.call('HDEL', 'promised:' .. queue, ARGV[1])
return 1
