-- Goes on holding what somebody still holds. Returns 1 when done, 0 when it was lost.
--
-- KEYS[1]  text:held:<hash>  string  the holder's token
-- ARGV     1 token   2 milliseconds
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
