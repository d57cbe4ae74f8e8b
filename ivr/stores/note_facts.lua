-- Appends facts and errands without a call's state.
--
-- KEYS[1]  facts           stream  field "fact": json; at most ARGV[1] entries, the oldest go first
-- KEYS[2]  facts:dropped   integer how many facts went before anybody took them
-- KEYS[3]  errands         stream  field "errand": json
-- ARGV     1 facts kept at most   2… facts and errands, told apart by how they begin
for number = 2, #ARGV do
  if string.sub(ARGV[number], 1, 16) == '{"kind":"errand"' then
    redis.call('XADD', KEYS[3], '*', 'errand', ARGV[number])
  else
    redis.call('XADD', KEYS[1], '*', 'fact', ARGV[number])
  end
end
local dropped = redis.call('XTRIM', KEYS[1], 'MAXLEN', ARGV[1])
if dropped > 0 then
  redis.call('INCRBY', KEYS[2], dropped)
end
return #ARGV - 1
