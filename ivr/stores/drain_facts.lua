-- Appends facts and errands that waited in a file, once: only when the file has been taken up to where they begin in it.
-- Returns how far the file has been taken.
--
-- KEYS[1]  facts                stream   field "fact": json; at most ARGV[1] entries, the oldest go first
-- KEYS[2]  facts:dropped        integer  how many facts went before anybody took them
-- KEYS[3]  errands              stream   field "errand": json
-- KEYS[4]  facts:spool:<name>   integer  how far the file of that name has been taken
-- ARGV     1 facts kept at most   2 where these begin   3 where they end   4 facts dropped on the way here
--          5 seconds to remember the file   6… facts and errands, told apart by how they begin
local taken = redis.call('GET', KEYS[4]) or '0'
if taken ~= ARGV[2] then
  return tonumber(taken)
end
for number = 6, #ARGV do
  if string.sub(ARGV[number], 1, 16) == '{"kind":"errand"' then
    redis.call('XADD', KEYS[3], '*', 'errand', ARGV[number])
  else
    redis.call('XADD', KEYS[1], '*', 'fact', ARGV[number])
  end
end
redis.call('SET', KEYS[4], ARGV[3], 'EX', ARGV[5])
local dropped = ARGV[4] + redis.call('XTRIM', KEYS[1], 'MAXLEN', ARGV[1])
if dropped > 0 then
  redis.call('INCRBY', KEYS[2], dropped)
end
return tonumber(ARGV[3])
