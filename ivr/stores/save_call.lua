-- Stores a call in place of one of its states and appends its fact. Returns 1 when done, 0 when another state is stored.
--
-- KEYS[1]  call:<call id>  string  "<mark> <sealed bytes>": the turn, and "e" when the call is over
-- KEYS[2]  facts           stream  field "fact": json; at most ARGV[5] entries, the oldest go first
-- KEYS[3]  facts:dropped   integer how many facts went before anybody took them
-- KEYS[4]  errands         stream  field "errand": json; only when there are any
-- ARGV     1 mark of the state to be replaced ("0": none)   2 new value   3 seconds to live   4 fact, or "": it waits behind others
--          5 facts kept at most   6… errands
local held = redis.call('GET', KEYS[1])
local mark = held and string.match(held, '^(%w+) ') or '0'
if mark ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
if ARGV[4] ~= '' then
  redis.call('XADD', KEYS[2], '*', 'fact', ARGV[4])
end
for number = 6, #ARGV do
  redis.call('XADD', KEYS[4], '*', 'errand', ARGV[number])
end
local dropped = redis.call('XTRIM', KEYS[2], 'MAXLEN', ARGV[5])
if dropped > 0 then
  redis.call('INCRBY', KEYS[3], dropped)
end
return 1
