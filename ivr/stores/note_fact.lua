-- Appends a fact alone.
--
-- KEYS[1]  facts           stream  field "fact": json; at most ARGV[1] entries, the oldest go first
-- KEYS[2]  facts:dropped   integer how many facts went before anybody took them
-- ARGV     1 facts kept at most   2 fact
redis.call('XADD', KEYS[1], '*', 'fact', ARGV[2])
local dropped = redis.call('XTRIM', KEYS[1], 'MAXLEN', ARGV[1])
if dropped > 0 then
  redis.call('INCRBY', KEYS[2], dropped)
end
return 1
