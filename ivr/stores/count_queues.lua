-- Returns for each queue in turn: who waits, who is busy, how long a talk takes of late ("" when that is not known).
--
-- KEYS  three for each queue:  queue:<queue> sorted set   queue:<queue>:busy integer   queue:<queue>:talk integer
local counted = {}
for number = 1, #KEYS, 3 do
  counted[number] = redis.call('ZCARD', KEYS[number])
  counted[number + 1] = redis.call('GET', KEYS[number + 1]) or '0'
  counted[number + 2] = redis.call('GET', KEYS[number + 2]) or ''
end
return counted
