-- Takes a call away that could not be read, unless somebody has written it since. Returns 1 when it is gone, 0 when not.
--
-- KEYS[1]  call:<call id>
-- ARGV     1 value that was read
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
