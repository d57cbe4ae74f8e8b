-- Counts a try. Returns how many there were with it, since the first one not longer ago than the seconds given.
--
-- KEYS[1]  tries:<who>  string  number of tries      ARGV[1]  seconds
local tries = redis.call('INCR', KEYS[1])
if tries == 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
end
return tries
