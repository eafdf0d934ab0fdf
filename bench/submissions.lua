-- Each request is another submission with its own idempotency key. Arguments: the partner's API key.
local sent = 0
local key, run

function init(args)
  key = args[1]
  run = string.format("%x%x", os.time(), math.random(1, 2 ^ 30))
end

function request()
  sent = sent + 1
  local body = '{"kind":"complaint","service_area":"child_in_need","topic":"waiting","relationship":"parent",' ..
    '"still_going_on":true,"email":"parent@example.com","outcome_wanted":"A call back, and a date that is kept.",' ..
    '"words":"This is number ' .. sent .. '. We were promised a visit and nobody came. I rang four times and left ' ..
    'messages. When somebody rang back they did not know our names. We would like to know who is coming and when."}'
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. key,
    ["Idempotency-Key"] = run .. "-00000000-" .. sent,
  }, body)
end
