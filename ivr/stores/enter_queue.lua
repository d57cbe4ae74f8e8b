-- Puts a call into a queue; one that has been in it before is where it was.
--
-- KEYS[1]  queue:<queue>           sorted set  call id by when it came; those who go first a day ahead
-- KEYS[2]  queue:<queue>:came      integer     so that in one second, the first is first
-- KEYS[3]  place:<queue>:<call id> string      the call's score
-- KEYS[4]  inqueue:<call id>       string      the queue's name
-- KEYS[5]  waiter:<call id>        string      what an agent should know of the caller, sealed
-- KEYS[6]  served:<call id>        string      that an agent has had this caller
-- ARGV     1 call id   2 when it came   3 seconds to live   4 the queue's name   5 what stands before an id in KEYS[4]
--          6 what an agent should know   7 what a place begins with that a customer keeps for a callback
for _, first in ipairs(redis.call('ZRANGE', KEYS[1], 0, 9)) do
  if string.sub(first, 1, #ARGV[7]) ~= ARGV[7] and redis.call('EXISTS', ARGV[5] .. first) == 0 then
    redis.call('ZREM', KEYS[1], first) -- its leaving could not be noted
  end
end
local score = redis.call('GET', KEYS[3])
if not score then
  local number = redis.call('INCR', KEYS[2]) % 1000000
  score = string.format('%.6f', ARGV[2] + number / 1000000)
  redis.call('SET', KEYS[3], score, 'EX', ARGV[3])
end
redis.call('ZADD', KEYS[1], score, ARGV[1])
redis.call('SET', KEYS[4], ARGV[4], 'EX', ARGV[3])
redis.call('SET', KEYS[5], ARGV[6], 'EX', ARGV[3])
redis.call('DEL', KEYS[6])
return 1
