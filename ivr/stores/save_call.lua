-- Stores a call and appends its fact, if nobody wrote the call since it was read. Returns 1 when done, 0 when not.
--
-- KEYS[1]  call:<call id>  string  "<revision> <sealed bytes>", the revision counting the writes from 1
-- KEYS[2]  facts           stream  field "fact": json; at most ARGV[5] entries, the oldest go first
-- KEYS[3]  facts:dropped   integer how many facts went before anybody took them
-- ARGV     1 revision that was read ("0": none)   2 new value   3 seconds to live   4 fact   5 facts kept at most
local held = redis.call('GET', KEYS[1])
local revision = held and string.match(held, '^(%d+) ') or '0'
if revision ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
redis.call('XADD', KEYS[2], '*', 'fact', ARGV[4])
local dropped = redis.call('XTRIM', KEYS[2], 'MAXLEN', ARGV[5])
if dropped > 0 then
  redis.call('INCRBY', KEYS[3], dropped)
end
return 1
