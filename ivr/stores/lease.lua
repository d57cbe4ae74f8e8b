-- Takes a lease or keeps it. Returns 1 when it is ours, 0 when somebody else has it.
--
-- KEYS[1]  lease:tick:<name>  string  who has it      ARGV  1 who we are   2 milliseconds
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
